import { printable } from '../../report/report';
import { formatted } from '../../model/formatting';
import { Failure, policyFiles, readFile, standardInput, writeWhole, type Invocation } from '../command';

/** `nbroute format`. */
export async function format(invocation: Invocation): Promise<number> {
  const { streams, positionals, values } = invocation;
  if (positionals.length === 0)
    throw new Failure('which policies? name files or folders, or - for standard input');
  const differing: string[] = [];
  for (const file of policyFiles(positionals)) {
    const source = file === '-' ? await standardInput() : readFile(file);
    const text = formatted(source);
    if (file === '-' && values['check'] !== true) await streams.out(text);
    if (text === source) continue;
    differing.push(file);
    if (file !== '-' && values['check'] !== true) await writeWhole(file, text);
  }
  if (values['check'] !== true) return 0;
  await streams.out(differing.map((file) => `${printable(file)} is not formatted\n`).join(''));
  return differing.length > 0 ? 1 : 0;
}
