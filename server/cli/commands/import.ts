import * as path from 'node:path';
import { isNetworkFile, readNetworkFile } from '../../aws/read';
import { imported } from '../../import/import-policy';
import type { GivenNetwork } from '../../import/inferred-network';
import { networkPolicy } from '../../import/network-policy';
import { formatPrefix, parsePrefix, type Prefix } from '../../net/prefix';
import { counted } from '../../lib/numbers';
import { printable } from '../../render/printable';
import { choice, Failure, option, displayPath, type Invocation } from '../command';
import { refuseInput, refuseInputAsStandardOutput, writeWhole } from '../output';
import { dumpOf, lineRanges, noteText } from '../dump';
import { dumpText } from '../dump-text';
import { inputName } from '../input';
import { directInternetWords } from '../option-words';

/** `nbroute import`: writes a policy to standard output, and what it does not contain to standard error. */
export async function importCommand(invocation: Invocation): Promise<number> {
  const { streams, positionals } = invocation;
  const [file = '-', ...more] = positionals;
  if (more.length > 0) throw new Failure(`expected one input, not ${more.length + 1}`);
  const text = await dumpText(file);
  // A subnet id instead of a prefix means the file's network, even if the file also contains a script.
  if (option(invocation, 'subnet')?.startsWith('subnet-')) return importNetwork(invocation, file, text);
  const network = networkOptions(invocation);
  const dump = dumpOf(text, file, invocation);
  if (dump.unrecognised !== undefined) {
    if (isNetworkFile(text)) return importNetwork(invocation, file, text);
    await streams.err(
      `nbroute: nothing to import from ${inputName(file)}: ${printable(dump.unrecognised)}\n`,
    );
    return 1;
  }
  const { text: policy, missing, assumptions } = imported(dump, network);
  await writePolicy(invocation, file, policy);

  const name = inputName(file);
  await streams.err(noteText(file, 'skipped line', missing));
  for (const { line, message } of assumptions)
    await streams.err(`${name}${line === undefined ? '' : `:${line}`}: assumption: ${printable(message)}\n`);
  const other = dump.other ?? [];
  if (other.length > 0)
    await streams.err(
      `${name}: ${other.length === 1 ? 'line' : 'lines'} ${lineRanges(other)}: commands that set no route\n`,
    );
  if (missing.length === 0) return 0;
  await streams.err(
    `nbroute: ${counted(missing.length, 'line')} of ${name} ${missing.length === 1 ? 'is' : 'are'} not in the policy\n`,
  );
  return 1;
}

/** The policy for a notebook or subnet in a network file. */
async function importNetwork(invocation: Invocation, file: string, text: string): Promise<number> {
  const { streams } = invocation;
  const out = option(invocation, 'output');
  const home = out === undefined || out === '-' ? '.' : path.dirname(out);
  const fileName = file === '-' ? 'network.json' : displayPath(path.relative(home, file));
  const policy = await networkPolicy(readNetworkFile(text), fileName, option(invocation, 'subnet'));
  if ('problem' in policy) {
    await streams.err(`nbroute: nothing to import from ${inputName(file)}: ${printable(policy.problem)}\n`);
    return 1;
  }
  await writePolicy(invocation, file, policy.text);
  for (const line of policy.leftOut) await streams.err(`${inputName(file)}: left out: ${printable(line)}\n`);
  return policy.leftOut.length > 0 ? 1 : 0;
}

async function writePolicy(invocation: Invocation, file: string, policy: string): Promise<void> {
  const out = option(invocation, 'output');
  if (out === undefined || out === '-') {
    refuseInputAsStandardOutput([file]);
    await invocation.streams.out(policy);
  } else {
    refuseInput(out, [file]);
    await writeWhole(out, policy);
  }
}

function networkOptions(invocation: Invocation): GivenNetwork {
  const vpc = prefixes(invocation, 'vpc');
  const subnets = prefixes(invocation, 'subnet');
  const docker = prefixes(invocation, 'docker');
  const direct = option(invocation, 'direct-internet');
  return {
    ...(vpc && { vpc }),
    ...(subnets && { subnets }),
    ...(docker && { docker }),
    ...(direct !== undefined && {
      directInternet: choice(invocation, 'direct-internet', directInternetWords, 'enabled') === 'enabled',
    }),
  };
}

function prefixes(invocation: Invocation, name: string): Prefix[] | undefined {
  const text = option(invocation, name);
  return text?.split(/\s*,\s*/).map((each) => {
    const prefix = parsePrefix(each);
    if (!prefix || !each.includes('/'))
      throw new Failure(
        `--${name} takes prefixes, as ${formatPrefix({ family: 4, base: 0xac1f0000n, length: 16 })}, not ${JSON.stringify(each)}`,
      );
    return prefix;
  });
}
