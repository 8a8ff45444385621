import { errorReport, internalError, issuesPage } from '../lib/internal-error';
import { version } from '../../package.json';

/** Wrong usage, or a file that cannot be read or written; printed on one line, with exit code 2. */
export class Failure extends Error {}

/** The text to print for an error and the exit code: 2 for a `Failure`, 3 for an internal error. */
export async function failed(
  error: unknown,
  args: readonly string[],
): Promise<{ text: string; code: number }> {
  if (error instanceof Failure) {
    // The message may quote text from anywhere.
    const { printable } = await import('../render/printable');
    return { text: `nbroute: ${printable(error.message)}\n`, code: 2 };
  }
  const platform = `${process.platform} ${process.arch}, Node ${process.version}`;
  const report = errorReport({ version, platform }, commandOf(args), [internalError(error)]);
  return {
    text: `nbroute: this is a fault of nbroute, not of the policy; please report these lines: ${issuesPage}\n${report}`,
    code: 3,
  };
}

/** The command and its options without values and operands, which may be confidential. */
function commandOf([name = '', ...rest]: readonly string[]): string {
  const word = (text: string): boolean => /^[a-z]+$/.test(text);
  const options = rest.flatMap((text) => /^(?:--[a-z-]+|-[a-zA-Z])(?==|$)/.exec(text)?.[0] ?? []);
  return ['nbroute', word(name) ? name : '…', ...options].join(' ');
}
