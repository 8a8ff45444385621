import { effectiveTable, siteIn, sites, type Site } from '../model/effective';
import type { Model } from '../model/model';
import { formatPrefix, parsePrefix } from '../net/prefix';
import { ipRouteText, markdownTable, routeNText, tableJson } from '../render/table';
import { counted } from '../report/report';
import type { Analysis } from '../service';
import { linesOf } from '../syntax/lines';
import { analysisOf, choice, Failure, onlyFile, option, type Invocation, type Streams } from './command';

/** `nbroute table`. */
export async function table(invocation: Invocation): Promise<number> {
  const file = onlyFile(invocation);
  const format = choice(invocation, 'format', ['route-n', 'ip-route', 'markdown', 'json'], 'route-n');
  const analysis = await analysisOf(file);
  if (await refused(analysis, file, invocation.streams)) return 1;
  const { model } = analysis;
  const routes = effectiveTable(model, siteOf(invocation, model));
  const changes = invocation.values['changes'] === true;
  const lines = linesOf(analysis.source);
  const text = {
    'route-n': () => routeNText(routes, changes),
    'ip-route': () => ipRouteText(routes, changes),
    markdown: () => markdownTable(routes, changes),
    json: () =>
      tableJson(model, routes, file.replace(/\\/g, '/'), (offset) => lines.position(offset).line + 1),
  };
  await invocation.streams.out(text[format]());
  return 0;
}

/** A policy with errors has no table to show: says so, and whether it did. */
export async function refused(analysis: Analysis, file: string, streams: Streams): Promise<boolean> {
  const { error } = analysis.checked.counts;
  if (error === 0) return false;
  await streams.err(
    `nbroute: ${file} has ${counted(error, 'error')}, so what it means is not certain: see nbroute check\n`,
  );
  return true;
}

/** The site that `--subnet` names, else the first. */
export function siteOf(invocation: Invocation, model: Model): Site {
  const text = option(invocation, 'subnet');
  if (text === undefined) return sites(model)[0];
  const prefix = parsePrefix(text);
  const site = prefix && siteIn(model, prefix);
  if (site) return site;
  const declared = model.network.subnets.map((subnet) => formatPrefix(subnet.prefix));
  throw new Failure(
    `--subnet: ${JSON.stringify(text)} is no subnet of the policy${declared.length > 0 ? `: it declares ${declared.join(', ')}` : ', which declares none'}`,
  );
}
