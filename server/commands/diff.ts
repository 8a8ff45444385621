import { dumpTables } from '../import/tables';
import { dumpFormats, linesIn } from '../import/dump';
import { differences, joined, type Change } from '../model/diff';
import { localPrefixes } from '../model/lookup';
import { systemRouteAt, targetAt, type Model } from '../model/model';
import { parsePrefix, formatPrefix, type Family } from '../net/prefix';
import { prefixAt, Verdict, type Table } from '../net/table';
import { diffEntries, diffJson, diffMarkdown, diffText, type DiffSide, type DiffWords } from '../render/diff';
import { printable } from '../report/report';
import { ruleNamed } from '../rules/index';
import { findings, type Analysis } from '../service';
import { linesOf } from '../syntax/lines';
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
      ? withPolicy(`${file} at ${revision}`, await analysisAt(file, revision), file, await analysisOf(file))
      : isPolicy
        ? withPolicy(file, await analysisOf(file), other ?? '', await analysisOf(other ?? ''))
        : await withDump(file, other ?? '', invocation);
  const { before, after, stretches, kind, failed } = comparison;
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
  return stretches.length > 0 || failed ? 1 : 0;
}

interface Comparison {
  readonly before: DiffSide;
  readonly after: DiffSide;
  readonly stretches: readonly Change[];
  readonly kind: DiffWords;
  /** Whether something could not be compared. */
  readonly failed: boolean;
}

function withPolicy(name: string, analysis: Analysis, otherName: string, other: Analysis): Comparison {
  const before = policySide(name, analysis);
  const after = policySide(otherName, other);
  const stretches = ([4, 6] as const).flatMap((family) => [
    ...differences(before.tables[family], after.tables[family], localPrefixes),
  ]);
  return { before, after, stretches, kind: 'policies', failed: false };
}

async function withDump(file: string, other: string, invocation: Invocation): Promise<Comparison> {
  const analysis = await analysisOf(file);
  const before = policySide(file, analysis);
  const source = await dumpText(other);
  const values = invocation.values['from'] === 'policy' ? {} : invocation.values;
  const dump = dumpOf(source, other, { ...invocation, values });
  const { tables, ownerAt, families, except, missing, remarks } = dumpTables(dump, analysis.model);
  const name = printable(other === '-' ? 'standard input' : other);
  const lines = linesIn(source);
  const after: DiffSide = {
    name,
    tables,
    place: (table, row) => {
      const owner = ownerAt(table.owner[row]);
      if ('system' in owner) return { line: undefined, text: systemText(analysis.model, table, row) };
      const { line } = owner.route;
      return { line, text: shortened(lines[line - 1]?.text ?? '') };
    },
  };
  await invocation.streams.err(noteText(other, 'not compared', missing));
  for (const remark of remarks) await invocation.streams.err(`${name}: note: ${printable(remark)}\n`);
  const left = [...localPrefixes, ...linkLocal, ...except];
  const stretches = families.flatMap((family: Family) => [
    ...differences(before.tables[family], tables[family], left),
  ]);
  return { before, after, stretches, kind: 'drift', failed: missing.length > 0 };
}

/** Metadata and its like are the instance's own, whatever a policy says; so are links. */
const linkLocal = ['169.254.0.0/16', 'fe80::/10'].flatMap((text) => parsePrefix(text) ?? []);

function policySide(file: string, { model, source }: Analysis): DiffSide {
  const name = printable(file === '-' ? 'standard input' : file);
  if (!isCertain(model))
    throw new Failure(`${name} has errors, so what it means is not certain: see nbroute check`);
  const lines = linesOf(source);
  return {
    name,
    tables: model.tables,
    place: (table, row) => {
      const owner = table.owner[row];
      const place =
        owner < model.system.length ? systemRouteAt(model, owner)?.place : targetAt(model, owner).item;
      if (!place) return { line: undefined, text: systemText(model, table, row) };
      const { line } = lines.position(place.from);
      return { line: line + 1, text: shortened(lines.text(line)) };
    },
  };
}

/** Whether the meaning is known: no error that cannot be allowed, such as one of syntax, or two ways for one prefix. */
function isCertain(model: Model): boolean {
  if (model.open) return false;
  if ([model.tables[4], model.tables[6]].some(({ verdict }) => verdict.includes(Verdict.conflicts)))
    return false;
  const errors = findings(model, new Map(), 1000, (severity) => severity === 'error');
  return errors.findings.every(({ rule }) => ruleNamed(rule)?.firm !== true);
}

const parts = {
  default: "the instance's default route",
  service: "SageMaker's own route",
  docker: "Docker's bridge",
  vpc: 'a block of the VPC',
  subnet: "the notebook's subnet",
};

function systemText(model: Model, table: Table, row: number): string {
  const route = systemRouteAt(model, table.owner[row]);
  return `${formatPrefix(prefixAt(table, row))}, ${route ? parts[route.part] : 'a route'}`;
}

function shortened(text: string): string {
  const shown = printable(text.trim().replace(/\s+/g, ' '));
  return shown.length > 100 ? `${shown.slice(0, 99)}…` : shown;
}
