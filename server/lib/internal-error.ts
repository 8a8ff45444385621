/** Where bugs in nbroute are reported. */
export const issuesPage = 'https://github.com/nbroute/nbroute/issues';

/** The program and its environment, which may explain why a bug occurs on one machine only. */
export interface Program {
  readonly version: string;
  /** The operating system, its architecture and what runs nbroute. */
  readonly platform: string;
}

/**
 * An internal error in a form that can be published: what failed and where in nbroute's code. Without the error's
 * message, which may quote a policy.
 */
export function internalError(error: unknown): string {
  if (!(error instanceof Error)) return `a value of type ${typeof error} was thrown`;
  const name = /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
  return [name, ...stackFrames(error)].join('\n');
}

/** The stack's lines with locations, after the message, whose lines may look like them. */
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

/** A report for nbroute's developers: the program, what it was doing, and the errors. */
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
