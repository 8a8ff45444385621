/** How often a condition is checked: about five minutes on an idle machine, longer on a busy one. */
const looks = 60_000;

/**
 * Waits for an event, however slow the machine; the only place in the tests that polls. Use it only for what will
 * happen, never to wait a while and find that nothing has.
 */
export async function until<Value>(what: string, look: () => Value | undefined | false): Promise<Value> {
  for (let left = looks; left > 0; left--) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`waited for ${what}, which did not happen`);
}

/** A gate that is closed until it is opened, and that reports when something is waiting at it. */
export interface Gate {
  readonly pass: () => Promise<void>;
  readonly reached: Promise<void>;
  readonly open: () => void;
}

/** Simulates a slow disk or network: whatever passes waits until the test opens the gate. */
export function gate(): Gate {
  let open: () => void = () => undefined;
  let reach: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const reached = new Promise<void>((resolve) => (reach = resolve));
  return {
    pass: () => {
      reach();
      return opened;
    },
    reached,
    open,
  };
}
