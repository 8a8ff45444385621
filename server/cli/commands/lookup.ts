import { queried } from '../../model/query';
import { parsePrefix, type Prefix } from '../../net/prefix';
import { lookupText } from '../../render/lookup';
import { lookupJson } from '../../render/lookup-json';
import { lookupParts } from '../../render/ports';
import { linesIn } from '../../import/dump';
import { inAscii, printable } from '../../render/printable';
import { linesOf } from '../../syntax/lines';
import { mostPort, portQuery, portRange, protocolNames, type PortQuery } from '../../syntax/port-query';
import { analysisOf, choice, Failure, jsonLine, shownPath, type Invocation } from '../command';
import { dumpText } from '../dump';
import { reportErrors, siteOf } from './table';
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
  const asked = await askedFor(words);
  const analysis = await analysisOf(file);
  if (await reportErrors(analysis, file, streams)) return 1;
  const { model } = analysis;
  let hasProblem = false;
  const queries: { readonly query: string; readonly prefixes: readonly Prefix[] }[] = [];
  for (const { query, place } of asked) {
    const prefixes = queried(model, query);
    if (!('problem' in prefixes)) queries.push({ query, prefixes });
    else if (place === '') throw new Failure(printable(prefixes.problem));
    else {
      // Each line of standard input is a query of its own: the others are answered.
      hasProblem = true;
      await streams.err(`nbroute: ${printable(`${place}${prefixes.problem}`)}\n`);
    }
  }
  const site = siteOf(invocation, model);
  const lines = linesOf(model.unit.file);
  const line = (offset: number): number => lines.position(offset).line + 1;
  const results = queries.map(({ query, prefixes }) => ({
    query,
    parts: lookupParts(model, prefixes, site, ports),
  }));
  if (format === 'json') await streams.out(jsonLine(lookupJson(results, shownPath(file), line)));
  else {
    const text = results.map(({ query, parts }) => lookupText(query, parts, line, streams.width)).join('\n');
    await streams.out(!streams.unicode ? inAscii(text) : text);
  }
  return hasProblem ? 1 : 0;
}

/** What `--tcp`, `--udp` or `--icmp` asks; undefined without them. */
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
      for (const { number, text } of linesIn(await dumpText('-', 'addresses')))
        for (const word of text.replace(/#.*/, '').match(/[^\s,]+/g) ?? [])
          found.push({ query: word, place: `standard input:${number}: ` });
    }
  }
  return found;
}
