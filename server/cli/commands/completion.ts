import { rules } from '../../rules/registry';
import { didYouMean, nearest } from '../../lib/nearest';
import { Failure, type Run } from '../command';
import type { CommandDefinition } from '../command-definition';
import { completionScript, shells } from '../completion';

/** `nbroute completion` of these commands. */
export const completionCommand =
  (commands: readonly CommandDefinition[]): Run =>
  async ({ positionals, streams }) => {
    const [name = '', ...more] = positionals;
    const shell = shells.find((each) => each === name);
    if (shell === undefined || more.length > 0) {
      const question = didYouMean(nearest(name, shells));
      throw new Failure(`completion takes one of ${shells.join(', ')}${question}`);
    }
    await streams.out(completionScript(shell, { commands, rules: rules.map(({ id }) => id) }));
    return 0;
  };
