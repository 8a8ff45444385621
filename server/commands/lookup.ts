import { lookup as partsOf, type Part } from '../model/lookup';
import type { Route } from '../model/effective';
import { goes, ways } from '../model/ways';
import { formatAddress, formatPrefix, formatRange, type Prefix } from '../net/prefix';
import { everything, readPrefix } from '../net/spelling';
import { routeJson, unknownGateway } from '../render/table';
import { linesIn } from '../import/dump';
import type { Model } from '../model/model';
import { inAscii, printable } from '../report/report';
import { linesOf } from '../syntax/lines';
import { nearest } from '../syntax/nearest';
import { isName } from '../syntax/parser';
import { analysisOf, choice, Failure, type Invocation } from './command';
import { dumpText } from './dump';
import { refused, siteOf } from './table';

/** `nbroute lookup`. */
export async function lookup(invocation: Invocation): Promise<number> {
  const { streams, positionals } = invocation;
  const [file, ...words] = positionals;
  if (file === undefined) throw new Failure('which policy? name a file, or - for standard input');
  if (words.length === 0)
    throw new Failure(
      'which addresses? name addresses, prefixes or lists behind the policy, or - for standard input',
    );
  if (file === '-' && words.includes('-'))
    throw new Failure('standard input is one text: name a file for the policy');
  const format = choice(invocation, 'format', ['text', 'json'], 'text');
  const asked = await askedFor(words);
  const analysis = await analysisOf(file);
  if (await refused(analysis, file, streams)) return 1;
  const { model, source } = analysis;
  const queries = asked.map(({ query, place }) => ({ query, prefixes: prefixesOf(model, query, place) }));
  const site = siteOf(invocation, model);
  const lines = linesOf(source);
  const line = (offset: number): number => lines.position(offset).line + 1;
  const results = queries.map(({ query, prefixes }) => ({
    query,
    parts: prefixes.flatMap((prefix) => partsOf(model, prefix, site)),
  }));
  if (format === 'json') {
    const json = (route: Route | undefined) =>
      route ? routeJson(route, file.replace(/\\/g, '/'), line) : null;
    const report = {
      version: 1,
      results: results.map(({ query, parts }) => ({
        query,
        parts: parts.map((part) => ({
          range: formatRange(part.family, part.first, part.last),
          route: json(part.route),
          candidates: part.candidates.map(json),
        })),
      })),
    };
    await streams.out(`${JSON.stringify(report)}\n`);
  } else {
    const text = results.map(({ query, parts }) => resultText(query, parts, line)).join('\n');
    await streams.out(streams.unicode === false ? inAscii(text) : text);
  }
  return 0;
}

interface Asked {
  readonly query: string;
  /** Where it stands, for a message; empty on the command line. */
  readonly place: string;
}

/** The words asked for; "-" stands for those of standard input, several a line or one, comments left out. */
async function askedFor(words: readonly string[]): Promise<Asked[]> {
  const found: Asked[] = [];
  let read = false;
  for (const query of words) {
    if (query !== '-') found.push({ query, place: '' });
    else if (!read) {
      read = true;
      for (const { number, text } of linesIn(await dumpText('-')))
        for (const word of text.replace(/#.*/, '').match(/[^\s,]+/g) ?? [])
          found.push({ query: word, place: `standard input:${number}: ` });
    }
  }
  return found;
}

/** What a word stands for: an address, a prefix, a list of the policy or the default route. */
function prefixesOf(model: Model, query: string, place: string): readonly Prefix[] {
  if (query === 'default') return [everything(4)];
  if (isName(query)) {
    if (model.names.lists.has(query)) return model.prefixesOf({ kind: 'name', text: query, from: 0, to: 0 });
    const meant = nearest(query, [...model.names.lists.keys()]);
    throw new Failure(
      `${place}no list of the policy is named ${query}${meant === undefined ? '' : `: did you mean ${meant}?`}`,
    );
  }
  const { prefixes, problem } = readPrefix(query);
  if (prefixes.length === 1 && !problem) return prefixes;
  throw new Failure(
    printable(`${place}${problem?.message ?? `${JSON.stringify(query)} is no address and no prefix`}`),
  );
}

function resultText(query: string, parts: readonly Part[], line: (offset: number) => number): string {
  const shown = parts.map((part) => {
    const range = formatRange(part.family, part.first, part.last);
    const whole = parts.length === 1 && [query, `${query}/32`, `${query}/128`].includes(range);
    const head = whole ? query : `${query}: ${range}`;
    if (!part.route) return `${head} has no route: no prefix contains it\n`;
    const cells = part.candidates.map((route) => [
      formatPrefix(route.prefix),
      hop(route),
      originText(route, line),
    ]);
    const widths = [0, 1].map((column) => Math.max(...cells.map((row) => row[column].length)));
    const reasons = cells.map(
      ([prefix, way, origin], i) =>
        `  ${i === 0 ? '→' : ' '} ${prefix.padEnd(widths[0])}  ${way.padEnd(widths[1])}  ${origin}: ${reasonText(part, i)}\n`,
    );
    return `${head} ${goes(part.route.way)}\n${reasons.join('')}`;
  });
  return shown.length === 0 ? `${query} is an empty list\n` : shown.join('');
}

/** Why a candidate decides, or why it does not. */
function reasonText({ candidates }: Part, index: number): string {
  const [first] = candidates;
  const { prefix, part } = candidates[index];
  const few = `/${prefix.length}`;
  if (index > 0)
    return prefix.length === first.prefix.length
      ? 'the same prefix, which stands once in a table'
      : `contains it too, but ${few} is shorter than /${first.prefix.length}`;
  if (part === 'local') return "the kernel's local table answers before any route";
  return candidates.length === 1
    ? 'the only prefix that contains it'
    : `the longest prefix that contains it, ${few}`;
}

function hop(route: Route): string {
  if (!route.interface) return ways[route.way];
  if (route.connected) return `dev ${route.interface}`;
  const gateway = route.gateway ? formatAddress(route.gateway.family, route.gateway.value) : unknownGateway;
  return `via ${gateway} dev ${route.interface}`;
}

const parts: Record<NonNullable<Route['part']>, string> = {
  default: 'the default route',
  service: "SageMaker's own route",
  docker: "Docker's bridge",
  vpc: 'a block of the VPC',
  subnet: "the notebook's subnet",
  local: "the kernel's own business",
};

function originText(route: Route, line: (offset: number) => number): string {
  if (!route.target) return route.part ? parts[route.part] : 'the system';
  const { item } = route.target;
  return `line ${line(item.from)}${item.kind === 'name' ? `, list ${item.text}` : ''}`;
}
