import { printable } from '../../render/printable';
import { formatted } from '../../model/formatting';
import { Failure, displayPath, reportUnreadable, type Invocation } from '../command';
import { policyFiles, readFile, standardInput } from '../input';

/** `nbroute format`. */
export async function formatCommand(invocation: Invocation): Promise<number> {
  const { streams, positionals, values } = invocation;
  if (positionals.length === 0)
    throw new Failure('missing policies; name files or folders, or - for standard input');
  const differing: string[] = [];
  const policies = policyFiles(positionals);
  const unreadable: { readonly message: string }[] = [...policies.unreadable];
  for (const file of policies.files) {
    try {
      const source = file === '-' ? await standardInput() : readFile(file);
      const text = formatted(source);
      if (file === '-' && values['check'] !== true) {
        const { refuseInputAsStandardOutput } = await import('../output');
        refuseInputAsStandardOutput([file]);
        await streams.out(text);
      }
      if (text !== source) differing.push(file);
      if (file === '-' || values['check'] === true) continue;
      if (text !== source) {
        const { writeWhole } = await import('../output');
        await writeWhole(file, text);
      }
      await streams.out(`${printable(displayPath(file))}: ${text === source ? 'unchanged' : 'formatted'}\n`);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      unreadable.push(error);
    }
  }
  const listed = values['check'] === true ? differing : [];
  await streams.out(listed.map((file) => `${printable(file)} is not formatted\n`).join(''));
  if (await reportUnreadable(unreadable, streams)) return 2;
  return listed.length > 0 ? 1 : 0;
}
