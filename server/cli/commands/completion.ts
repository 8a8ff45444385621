import { rules } from '../../rules/registry';
import { nearest } from '../../syntax/nearest';
import { Failure, type Invocation } from '../command';
import { completionScript, shells } from '../completion';

/** `nbroute completion`. */
export async function completionCommand({ positionals, streams }: Invocation): Promise<number> {
  const [name = '', ...more] = positionals;
  const shell = shells.find((each) => each === name);
  if (shell === undefined || more.length > 0) {
    const meant = nearest(name, shells);
    throw new Failure(
      `completion takes one of ${shells.join(', ')}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
    );
  }
  await streams.out(
    completionScript(
      shell,
      rules.map(({ id }) => id),
    ),
  );
  return 0;
}
