import type { ReadResult } from '../host';
import { formatPrefix, parsePrefix, type Prefix } from '../net/prefix';
import { readPrefix } from '../net/spelling';
import type { ListSource, Word } from '../syntax/ast';
import { nearest } from '../lib/nearest';
import { otherJson, property } from './publishers';
import { withoutMark } from '../lib/byte-order-mark';
import { beginsAsJson } from '../aws/json';

/** What a `prefix-list … from` reads from its file. */
export interface Sourced {
  readonly prefixes: readonly Prefix[];
  /** Whether it is AWS's ip-ranges.json, which has IPv4 and IPv6 whether a policy uses both or not. */
  readonly isAws: boolean;
  /** The `createDate` of AWS's ip-ranges.json, unchanged; undefined for other files. */
  readonly createDate: string | undefined;
  /** Why the whole file cannot be used; completes "cannot use FILE: …". */
  readonly problem: string | undefined;
  /** Services and regions that the file does not have, each with the closest that it has. */
  readonly unknown: readonly {
    readonly word: Word;
    readonly what: string;
    readonly meant: string | undefined;
  }[];
}

/** A file of prefixes, parsed once for all lists that read it. */
type Source =
  | { readonly kind: 'aws'; readonly ranges: AwsRanges }
  | { readonly kind: 'lines'; readonly prefixes: readonly Prefix[] }
  | { readonly kind: 'wrong'; readonly problem: string };

/** https://docs.aws.amazon.com/vpc/latest/userguide/aws-ip-syntax.html */
interface AwsRanges {
  readonly createDate: string | undefined;
  readonly entries: readonly { readonly prefix: Prefix; readonly service: string; readonly region: string }[];
  readonly services: readonly string[];
  readonly regions: readonly string[];
}

// Caching by the read is safe: a changed file is read as a new object.
const parsedSources = new WeakMap<ReadResult, Source>();
const selected = new WeakMap<ReadResult, Map<string, Sourced>>();

/** The prefixes of a list, from the file that it names. */
export function sourced(read: ReadResult & { readonly kind: 'text' }, source: ListSource): Sourced {
  const key = JSON.stringify([source.services, source.regions].map((words) => words.map(({ text }) => text)));
  let bySource = selected.get(read);
  if (!bySource) selected.set(read, (bySource = new Map<string, Sourced>()));
  const before = bySource.get(key);
  // Unless every word was found: the words' spans are those of the current text.
  if (before && before.unknown.length === 0) return before;
  const result = select(sourceOf(read), source);
  bySource.set(key, result);
  return result;
}

/** The services and regions of an ip-ranges.json; undefined for other files. */
export function awsNames(
  read: ReadResult & { readonly kind: 'text' },
): { readonly services: readonly string[]; readonly regions: readonly string[] } | undefined {
  const source = sourceOf(read);
  return source.kind === 'aws' ? source.ranges : undefined;
}

function sourceOf(read: ReadResult & { readonly kind: 'text' }): Source {
  let source = parsedSources.get(read);
  if (!source) parsedSources.set(read, (source = parsedSource(read.text)));
  return source;
}

function select(source: Source, { services, regions }: ListSource): Sourced {
  if (source.kind === 'wrong')
    return { prefixes: [], isAws: false, createDate: undefined, problem: source.problem, unknown: [] };
  if (source.kind === 'lines') {
    const problem =
      services.length + regions.length > 0
        ? "services and regions apply only to AWS's ip-ranges.json"
        : undefined;
    return { prefixes: source.prefixes, isAws: false, createDate: undefined, problem, unknown: [] };
  }
  const { ranges } = source;
  const unknown = [
    ...missing(services, ranges.services, 'service'),
    ...missing(regions, ranges.regions, 'region'),
  ];
  const isSelected = (words: readonly Word[], value: string): boolean =>
    words.length === 0 || words.some(({ text }) => text === value);
  // A prefix is repeated for each of its services.
  const prefixes = new Map<string, Prefix>();
  for (const { prefix, service, region } of ranges.entries)
    if (isSelected(services, service) && isSelected(regions, region))
      prefixes.set(formatPrefix(prefix), prefix);
  const { createDate } = ranges;
  return { prefixes: [...prefixes.values()], isAws: true, createDate, problem: undefined, unknown };
}

function missing(words: readonly Word[], candidates: readonly string[], what: string): Sourced['unknown'] {
  return words
    .filter(({ text }) => !candidates.includes(text))
    .map((word) => ({
      word,
      what,
      meant:
        candidates.find((each) => each.toLowerCase() === word.text.toLowerCase().replace(/-/g, '_')) ??
        nearest(word.text, candidates),
    }));
}

function parsedSource(text: string): Source {
  if (text.includes('\0')) return { kind: 'wrong', problem: 'binary file' };
  return beginsAsJson(text) ? sourceOfJson(withoutMark(text)) : sourceOfLines(text);
}

function sourceOfLines(text: string): Source {
  const prefixes: Prefix[] = [];
  const wrong: string[] = [];
  let isCutOff = false;
  withoutMark(text)
    .split('\n')
    .forEach((line, i) => {
      const word = line.replace(/#.*/, '').trim();
      if (word === '') return;
      const fields = word.includes('\t') ? columnsOfPrefixes(word) : [word];
      isCutOff ||= /^NEXTTOKEN\t/.test(word);
      const read = fields.map(prefixIn);
      if (read.every((prefix) => prefix !== undefined)) prefixes.push(...read);
      else wrong.push(`line ${i + 1} (${word.length > 40 ? `${word.slice(0, 37)}…` : word})`);
    });
  if (isCutOff)
    return {
      kind: 'wrong',
      problem: 'the output of the AWS CLI is truncated: it ends with a token for the rest',
    };
  if (wrong.length === 0) return { kind: 'lines', prefixes };
  const more = wrong.length > 3 ? ` and ${wrong.length - 3} more` : '';
  return {
    kind: 'wrong',
    problem: `not one prefix per line: ${wrong.slice(0, 3).join(', ')}${more}`,
  };
}

function prefixIn(word: string): Prefix | undefined {
  const { prefixes, error: problem } = readPrefix(word);
  return parsePrefix(word) ?? (problem ? undefined : prefixes[0]);
}

/**
 * The columns with prefixes of a line of the AWS CLI's `--output text`: all of them, or one next to its description.
 * The first column is the member's name in capitals: `ENTRIES`, `CIDRS`; other members have no prefix.
 */
function columnsOfPrefixes(line: string): readonly string[] {
  const [first = '', ...rest] = line.split('\t').map((field) => field.trim());
  if (/^[A-Z]{2,}$/.test(first)) return first === 'ENTRIES' || first === 'CIDRS' ? rest.slice(0, 1) : [];
  const isPrefix = (field: string): boolean => field.includes('/') && parsePrefix(field) !== undefined;
  if (!isPrefix(first)) return [line];
  // A lone address may be a netmask, so several on a line must all have a length.
  return rest.every((field) => !/^[\d.]+$/.test(field)) && !rest.some(isPrefix)
    ? [first]
    : rest.every(isPrefix)
      ? [first, ...rest]
      : [line];
}

function sourceOfJson(text: string): Source {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'wrong', problem: 'invalid JSON' };
  }
  const listEntries = managedListEntries(json);
  if (listEntries) return listEntries;
  const four = entriesOf(json, 'prefixes', 'ip_prefix');
  const six = entriesOf(json, 'ipv6_prefixes', 'ipv6_prefix');
  if (!four || !six) return { kind: 'wrong', problem: otherJson(json) };
  const entries = [...four, ...six];
  const names = (name: 'service' | 'region'): string[] =>
    [...new Set(entries.map((entry) => entry[name]))].sort();
  const createDate = property(json, 'createDate');
  return {
    kind: 'aws',
    ranges: {
      createDate: typeof createDate === 'string' ? createDate : undefined,
      entries,
      services: names('service'),
      regions: names('region'),
    },
  };
}

/** The answer of `aws ec2 get-managed-prefix-list-entries`; undefined for other texts. */
function managedListEntries(json: unknown): Source | undefined {
  const entries = property(json, 'Entries');
  if (!Array.isArray(entries)) return undefined;
  const prefixes = (entries as readonly unknown[]).map((entry) => {
    const cidr = property(entry, 'Cidr');
    return typeof cidr === 'string' ? parsePrefix(cidr) : undefined;
  });
  if (prefixes.some((prefix) => prefix === undefined)) return undefined;
  return typeof property(json, 'NextToken') === 'string'
    ? { kind: 'wrong', problem: 'the output of the AWS CLI is truncated: it ends with a token for the rest' }
    : { kind: 'lines', prefixes: prefixes.filter((prefix) => prefix !== undefined) };
}

function entriesOf(json: unknown, list: string, key: string): AwsRanges['entries'] | undefined {
  const values = property(json, list);
  if (!Array.isArray(values)) return undefined;
  const entries: { prefix: Prefix; service: string; region: string }[] = [];
  for (const value of values as readonly unknown[]) {
    const [text, service, region] = [key, 'service', 'region'].map((name) => property(value, name));
    const prefix = typeof text === 'string' ? parsePrefix(text) : undefined;
    if (!prefix || typeof service !== 'string' || typeof region !== 'string') return undefined;
    entries.push({ prefix, service, region });
  }
  return entries;
}
