import { imported } from '../../import/import-policy';
import type { KnownNetwork } from '../../import/inferred-network';
import { formatPrefix, parsePrefix, type Prefix } from '../../net/prefix';
import { counted } from '../../render/numbers';
import { printable } from '../../render/printable';
import { choice, Failure, option, type Invocation } from '../command';
import { refuseInput, refuseInputAsStandardOutput, writeWhole } from '../output';
import { dumpOf, dumpText, lineRanges, noteText } from '../dump';

/** `nbroute import`: a policy on standard output, what is not in it on standard error. */
export async function importCommand(invocation: Invocation): Promise<number> {
  const { streams, positionals } = invocation;
  const [file = '-', ...more] = positionals;
  if (more.length > 0) throw new Failure(`expected one input, not ${more.length + 1}`);
  const told = toldBy(invocation);
  const text = await dumpText(file);
  const dump = dumpOf(text, file, invocation);
  if (dump.unrecognised !== undefined) {
    await streams.err(
      `nbroute: nothing to import from ${shownName(file)}: ${printable(dump.unrecognised)}\n`,
    );
    return 1;
  }
  const { text: policy, missing, remarks } = imported(dump, told);
  const out = option(invocation, 'output');
  const inputs = file === '-' ? [] : [file];
  if (out === undefined || out === '-') {
    refuseInputAsStandardOutput(inputs);
    await streams.out(policy);
  } else {
    refuseInput(out, inputs);
    await writeWhole(out, policy);
  }

  const name = shownName(file);
  await streams.err(noteText(file, 'skipped line', missing));
  for (const { line, message } of remarks)
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

function shownName(file: string): string {
  return printable(file === '-' ? 'standard input' : file);
}

function toldBy(invocation: Invocation): KnownNetwork {
  const vpc = prefixes(invocation, 'vpc');
  const subnets = prefixes(invocation, 'subnet');
  const docker = prefixes(invocation, 'docker');
  const direct = option(invocation, 'direct-internet');
  return {
    ...(vpc && { vpc }),
    ...(subnets && { subnets }),
    ...(docker && { docker }),
    ...(direct !== undefined && {
      directInternet: choice(invocation, 'direct-internet', ['enabled', 'disabled'], 'enabled') === 'enabled',
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
