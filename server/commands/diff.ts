import { dumpFormats } from '../import/dump';
import {
  comparedPolicies,
  comparedWithDump,
  incomparable,
  type Comparison,
  type NamedPolicy,
} from '../compared';
import { joined } from '../model/diff';
import { diffEntries, diffJson, diffMarkdown, diffText } from '../render/diff';
import { printable } from '../report/report';
import { analysisOf, choice, Failure, option, type Invocation } from './command';
import { dumpOf, dumpText, noteText } from './dump';
import { analysisAt } from './git';

/** `nbroute diff`. */
export async function diff(invocation: Invocation): Promise<number> {
  const { streams, positionals } = invocation;
  const [file, other, ...more] = positionals;
  const revision = option(invocation, 'git');
  const format = choice(invocation, 'format', ['text', 'json', 'markdown'], 'text');
  const from = choice(invocation, 'from', ['auto', 'policy', ...dumpFormats], 'auto');
  if (file === undefined) throw new Failure('which policy? name a file, and what to compare it with');
  if (more.length > 0 || (revision !== undefined && other !== undefined))
    throw new Failure('two at a time: a policy, and another one, a dump or --git REV');
  if (other === undefined && revision === undefined)
    throw new Failure('compared with what? name another policy or a dump, or a revision with --git');
  if (file === '-' && (other === '-' || revision !== undefined))
    throw new Failure('standard input is one text: name a file for the other');

  const isPolicy =
    revision !== undefined || from === 'policy' || (from === 'auto' && /\.nbroute$/i.test(other ?? ''));
  const comparison =
    revision !== undefined
      ? withPolicy(
          { name: `${file} at ${revision}`, analysis: await analysisAt(file, revision) },
          await policy(file),
        )
      : isPolicy
        ? withPolicy(await policy(file), await policy(other ?? ''))
        : await withDump(await policy(file), other ?? '', invocation);
  const { before, after, stretches, kind, missing } = comparison;
  const text = {
    text: () =>
      diffText(diffEntries(stretches, before, after), [before, after], kind, {
        colour: streams.colour,
        unicode: streams.unicode !== false,
      }),
    json: () => diffJson(joined(stretches, () => 0)),
    markdown: () => diffMarkdown(diffEntries(stretches, before, after), [before, after], kind),
  };
  await streams.out(text[format]());
  return stretches.length > 0 || missing.length > 0 ? 1 : 0;
}

async function policy(file: string): Promise<NamedPolicy> {
  return { name: file === '-' ? 'standard input' : file, analysis: await analysisOf(file) };
}

function withPolicy(one: NamedPolicy, other: NamedPolicy): Comparison {
  comparable(one);
  comparable(other);
  return comparedPolicies(one, other);
}

async function withDump(policy: NamedPolicy, other: string, invocation: Invocation): Promise<Comparison> {
  comparable(policy);
  const source = await dumpText(other);
  const values = invocation.values['from'] === 'policy' ? {} : invocation.values;
  const dump = dumpOf(source, other, { ...invocation, values });
  const name = other === '-' ? 'standard input' : other;
  const comparison = comparedWithDump(policy, { name, source, dump });
  await invocation.streams.err(noteText(other, 'not compared', comparison.missing));
  for (const remark of comparison.remarks)
    await invocation.streams.err(`${printable(name)}: note: ${printable(remark)}\n`);
  return comparison;
}

function comparable(policy: NamedPolicy): void {
  const problem = incomparable(policy);
  if (problem !== undefined) throw new Failure(`${problem}: see nbroute check`);
}
