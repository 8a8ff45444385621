import { queried } from '../../model/query';
import { parsePrefix, type Prefix } from '../../net/prefix';
import { lookupText } from '../../render/lookup';
import { lookupJson } from '../../render/lookup-json';
import { lookupRanges } from '../../render/ports';
import { linesIn } from '../../import/dump';
import { inAscii, printable } from '../../render/printable';
import { linesOf } from '../../syntax/lines';
import { mostPort, portQuery, portRange, protocolNames, type PortQuery } from '../../syntax/port-query';
import { analysisOf, choice, Failure, jsonLine, displayPath, type Invocation } from '../command';
import { dumpText } from '../dump-text';
import { reportUncertain, siteOf } from './table';
import { textOrJsonWords } from '../option-words';

/** `nbroute lookup`. */
export async function lookupCommand(invocation: Invocation): Promise<number> {
  const { streams, positionals } = invocation;
  const [file, ...words] = positionals;
  if (file === undefined) throw new Failure('missing policy; name a file, or - for standard input');
  const swapped = words.find((word) => word.endsWith('.nbroute'));
  if (swapped !== undefined && parsePrefix(file))
    throw new Failure(`the policy comes first: nbroute lookup ${printable(swapped)} ${printable(file)}`);
  if (words.length === 0)
    throw new Failure(
      'missing addresses; name addresses, prefixes or lists after the policy, or - for standard input',
    );
  if (file === '-' && words.includes('-'))
    throw new Failure('standard input is one text: name a file for the policy');
  const format = choice(invocation, 'format', textOrJsonWords, 'text');
  const ports = portsAsked(invocation);
  const locatedQueries = await askedFor(words);
  const analysis = await analysisOf(file);
  if (await reportUncertain(analysis, file, streams)) return 1;
  const { model } = analysis;
  let hasProblem = false;
  const queries: { readonly query: string; readonly prefixes: readonly Prefix[] }[] = [];
  for (const { query, origin } of locatedQueries) {
    const prefixes = queried(model, query);
    if (!('problem' in prefixes)) queries.push({ query, prefixes });
    else if (origin === '') throw new Failure(printable(prefixes.problem));
    else {
      // A bad query on standard input does not stop the others.
      hasProblem = true;
      await streams.err(`nbroute: ${printable(`${origin}${prefixes.problem}`)}\n`);
    }
  }
  const site = siteOf(invocation, model);
  const lines = linesOf(model.unit.file);
  const line = (offset: number): number => lines.position(offset).line + 1;
  const results = queries.map(({ query, prefixes }) => ({
    query,
    parts: lookupRanges(model, prefixes, site, ports),
  }));
  if (format === 'json') await streams.out(jsonLine(lookupJson(results, displayPath(file), line)));
  else {
    const text = results.map(({ query, parts }) => lookupText(query, parts, line, streams.width)).join('\n');
    await streams.out(!streams.unicode ? inAscii(text) : text);
  }
  return hasProblem ? 1 : 0;
}

/** The ports given by `--tcp`, `--udp` or `--icmp`; undefined without any of them. */
function portsAsked({ values }: Invocation): PortQuery | undefined {
  const [name, ...others] = protocolNames.filter((each) => values[each] !== undefined);
  if (name === undefined) return undefined;
  if (others.length > 0)
    throw new Failure(`--${name} and --${others[0]} ask two questions; ask one at a time`);
  if (name === 'icmp') return portQuery(name, []);
  const texts = String(values[name]).split(',');
  const ranges = texts.flatMap((text) => portRange(text.trim()) ?? []);
  if (ranges.length < texts.length)
    throw new Failure(
      `--${name}: invalid port ${JSON.stringify(values[name])}; expected 0 to ${mostPort}, or a range as in 8000-8100`,
    );
  return portQuery(name, ranges);
}

interface Asked {
  readonly query: string;
  /** The location to prefix messages with; empty for a query on the command line. */
  readonly origin: string;
}

/** The queries; "-" stands for the words on standard input, without comments. */
async function askedFor(words: readonly string[]): Promise<Asked[]> {
  const queries: Asked[] = [];
  let isInputRead = false;
  for (const query of words) {
    if (query !== '-') queries.push({ query, origin: '' });
    else if (!isInputRead) {
      isInputRead = true;
      for (const { number, text } of linesIn(await dumpText('-', 'addresses')))
        for (const word of text.replace(/#.*/, '').match(/[^\s,]+/g) ?? [])
          queries.push({ query: word, origin: `standard input:${number}: ` });
    }
  }
  return queries;
}
