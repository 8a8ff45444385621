import { uncertainties } from '../../engine';
import { counted } from '../../lib/numbers';
import { printable } from '../../render/printable';
import { verifyJson, reportText } from '../../verify/report';
import { verify as verified } from '../../verify/verify';
import { analysisOf, choice, Failure, jsonLine, onlyFile, option, type Invocation } from '../command';
import { textOrJsonWords } from '../option-words';

/** `nbroute verify`. */
export async function verifyCommand(invocation: Invocation): Promise<number> {
  const { streams } = invocation;
  const file = onlyFile(invocation);
  const format = choice(invocation, 'format', textOrJsonWords, 'text');
  const addresses = wholeNumber(invocation, 'addresses', 1, 100_000);
  const seed = wholeNumber(invocation, 'seed', 0, 0xffffffff);
  const analysis = await analysisOf(file);
  const { error } = uncertainties(analysis.model).counts;
  if (error > 0) {
    await streams.err(
      `nbroute: ${printable(file)} has ${counted(error, 'error')}, so there is nothing to verify: see nbroute check\n`,
    );
    return 1;
  }
  const report = await verified(analysis.model, {
    ...(addresses !== undefined && { addresses }),
    ...(seed !== undefined && { seed }),
    progress: (done, total) => streams.progress?.(`${done} of ${total} notebooks`),
  });
  streams.progress?.('');
  await streams.out(format === 'json' ? jsonLine(verifyJson(report)) : reportText(report));
  if (report.kind === 'cannot') return 2;
  return report.ok ? 0 : 1;
}

/** The value of an option that takes a whole number. */
function wholeNumber(invocation: Invocation, name: string, least: number, most: number): number | undefined {
  const text = option(invocation, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw new Failure(`--${name} takes a number from ${least} to ${most}, not ${JSON.stringify(text)}`);
  return value;
}
