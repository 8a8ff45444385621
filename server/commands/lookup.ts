import { lookup as partsOf, type Part } from '../model/lookup';
import type { Route } from '../model/effective';
import { goes, ways } from '../model/ways';
import { formatAddress, formatPrefix, formatRange, type Prefix } from '../net/prefix';
import { readPrefix } from '../net/spelling';
import { routeJson, unknownGateway } from '../render/table';
import { linesOf } from '../syntax/lines';
import { analysisOf, choice, Failure, type Invocation } from './command';
import { refused, siteOf } from './table';

/** `nbroute lookup`. */
export async function lookup(invocation: Invocation): Promise<number> {
  const [file, ...words] = invocation.positionals;
  if (file === undefined) throw new Failure('which policy? name a file, or - for standard input');
  if (words.length === 0) throw new Failure('which addresses? name addresses or prefixes behind the policy');
  const format = choice(invocation, 'format', ['text', 'json'], 'text');
  const queries = words.map((query) => ({ query, prefix: onePrefix(query) }));
  const analysis = await analysisOf(file);
  if (await refused(analysis, file, invocation.streams)) return 1;
  const { model, source } = analysis;
  const site = siteOf(invocation, model);
  const lines = linesOf(source);
  const line = (offset: number): number => lines.position(offset).line + 1;
  const results = queries.map(({ query, prefix }) => ({ query, parts: partsOf(model, prefix, site) }));
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
    await invocation.streams.out(`${JSON.stringify(report)}\n`);
  } else
    await invocation.streams.out(
      results.map(({ query, parts }) => resultText(query, parts, line)).join('\n'),
    );
  return 0;
}

function onePrefix(query: string): Prefix {
  const { prefixes, problem } = readPrefix(query);
  const [prefix] = prefixes;
  if (prefix && !problem) return prefix;
  throw new Failure(problem?.message ?? `${JSON.stringify(query)} is no address and no prefix`);
}

function resultText(query: string, parts: readonly Part[], line: (offset: number) => number): string {
  const shown = parts.map((part) => {
    const range = formatRange(part.family, part.first, part.last);
    const head =
      parts.length === 1 && (range === query || range === `${query}/32` || range === `${query}/128`)
        ? query
        : `${query}: ${range}`;
    if (!part.route) return `${head} has no route\n`;
    const width = Math.max(...part.candidates.map(({ prefix }) => formatPrefix(prefix).length));
    const reasons = part.candidates.map((route, i) => {
      const why = i === 0 ? 'the longest match' : `shorter than /${part.route?.prefix.length}`;
      return `  ${i === 0 ? '→' : ' '} ${formatPrefix(route.prefix).padEnd(width)}  ${hop(route)}  ${originText(route, line)}; ${why}`;
    });
    return `${head} ${goes(part.route.way)}\n${reasons.join('\n')}\n`;
  });
  return shown.join('');
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
