/** Where a fault of nbroute is reported. */
export const issuesPage = 'https://github.com/nbroute/nbroute/issues';

/** What nbroute runs as: all that tells a fault on one machine from none on another. */
export interface Program {
  readonly version: string;
  /** The system, its architecture and what runs nbroute on it. */
  readonly platform: string;
}

/**
 * What is known of an internal error, fit to be published: what failed and where in nbroute's own code. The error's
 * message is left out, since it may quote a policy.
 */
export function internalError(error: unknown): string {
  if (!(error instanceof Error)) return `a value of type ${typeof error} was thrown`;
  const name = /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
  return [name, ...stackFrames(error)].join('\n');
}

/** The lines of a stack that name places; those of the message, which come first, may be like them. */
function stackFrames({ stack = '', message, name }: Error): string[] {
  const head =
    [`${name}: ${message}`, message, name].find((each) => each !== '' && stack.startsWith(each)) ?? '';
  const frame =
    /^ {4}at (?:(?:async )?(?:new )?[\w$.<>[\] ]+ \()?(?:[^()]*?[\w.-]+\.(?:[cm]?js|ts)|node:[\w/]+)(?::\d+){1,2}\)?$/;
  const quoted = new Set(message.split('\n'));
  return stack
    .slice(head.length)
    .split('\n')
    .filter((line) => frame.test(line) && !quoted.has(line));
}

/** What to send when nbroute failed: the program, what it was doing, and the errors. */
export function errorReport(
  { version, platform }: Program,
  command: string,
  errors: readonly string[],
): string {
  return [
    `version: nbroute ${version}`,
    `platform: ${platform}`,
    `command: ${command}`,
    ...errors.map((each) => `internal error: ${each}`),
    '',
  ].join('\n');
}
