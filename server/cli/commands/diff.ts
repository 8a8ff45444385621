import { comparedPolicies, comparedWithText, incomparable, type Comparison } from '../../compare/compare';
import { diffJson, diffMarkdown, diffText } from '../../render/diff';
import { diffsJson, diffsMarkdown, diffsText } from '../../render/diff-files';
import { printable } from '../../render/printable';
import {
  choice,
  Failure,
  jsonLine,
  option,
  displayPath,
  reportUnreadable,
  type Invocation,
} from '../command';
import { comparable, fileSince, isMany, manySince, policyNow } from '../diff-git';
import { dumpOf, noteText } from '../dump';
import { dumpText } from '../dump-text';
import { diffFormatWords, diffOtherWords } from '../option-words';

/** `nbroute diff`. */
export async function diffCommand(invocation: Invocation): Promise<number> {
  const { streams, positionals } = invocation;
  const revision = option(invocation, 'git');
  const format = choice(invocation, 'format', diffFormatWords, 'text');
  const style = { colour: streams.colour, unicode: streams.unicode };
  if (revision !== undefined && (await isMany(positionals, revision))) {
    const all = await manySince(positionals, revision);
    const text = {
      text: () => diffsText(all, style),
      json: () => jsonLine(diffsJson(all)),
      markdown: () => diffsMarkdown(all),
    };
    await streams.out(text[format]());
    const unreadable = all.flatMap((each) =>
      'problem' in each && each.isUnreadable ? [{ message: each.problem }] : [],
    );
    if (await reportUnreadable(unreadable, streams)) return 2;
    return all.every((each) => 'comparison' in each && each.comparison.ranges.length === 0) ? 0 : 1;
  }
  const comparison =
    revision === undefined ? await withOther(invocation) : await fileSince(positionals[0] ?? '', revision);
  const text = {
    text: () => diffText(comparison, style),
    json: () => jsonLine(diffJson(comparison)),
    markdown: () => diffMarkdown(comparison),
  };
  await streams.out(text[format]());
  return comparison.ranges.length > 0 || comparison.missing.length > 0 ? 1 : 0;
}

async function withOther(invocation: Invocation): Promise<Comparison> {
  const [file, other, ...more] = invocation.positionals;
  const from = choice(invocation, 'from', diffOtherWords, 'auto');
  if (file === undefined) throw new Failure('missing policy; name a file, and what to compare it with');
  if (other === undefined)
    throw new Failure('nothing to compare with; name another policy or a dump, or a revision with --git');
  if (more.length > 0) throw new Failure('too many files; name a policy, and another one or a dump');
  if (file === '-' && other === '-')
    throw new Failure('standard input is one text: name a file for the other');
  const policy = await policyNow(file);
  if (incomparable(policy) !== undefined && isPolicyName(other) && !isPolicyName(file) && file !== '-')
    throw new Failure(`the policy comes first: nbroute diff ${printable(other)} ${printable(file)}`);
  comparable(policy);
  if (from === 'policy' || (from === 'auto' && isPolicyName(other)))
    return comparedPolicies(policy, comparable(await policyNow(other)));

  const source = await dumpText(other);
  const dump = dumpOf(source, other, invocation);
  const name = other === '-' ? 'standard input' : displayPath(other);
  const comparison = await comparedWithText(policy, { name, source, dump });
  if ('problem' in comparison)
    throw new Failure(`nothing to compare with in ${printable(name)}: ${printable(comparison.problem)}`);
  if (comparison.kind === 'policies') return comparison;
  await invocation.streams.err(noteText(other, 'not compared', comparison.missing));
  for (const assumption of comparison.assumptions)
    await invocation.streams.err(`${printable(name)}: note: ${printable(assumption)}\n`);
  return comparison;
}

const isPolicyName = (file: string): boolean => /\.nbroute$/i.test(file);
