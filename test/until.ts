/** How often something is looked for: some five minutes on an idle machine, and longer on a busy one. */
const looks = 60_000;

/**
 * Waits for something to happen, however slow the machine: the only place of the tests that waits by looking. It is for
 * what is going to happen, never to wait a while and see that nothing has.
 */
export async function until<Value>(what: string, look: () => Value | undefined | false): Promise<Value> {
  for (let left = looks; left > 0; left--) {
    const seen = look();
    if (seen !== undefined && seen !== false) return seen;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error(`waited for ${what}, which did not happen`);
}

/** A door that is closed until it is opened, and that tells when somebody is waiting at it. */
export interface Gate {
  readonly pass: () => Promise<void>;
  readonly reached: Promise<void>;
  readonly open: () => void;
}

/** In place of a slow disk or network: what passes waits until the test opens. */
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
