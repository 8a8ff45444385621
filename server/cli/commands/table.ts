import type { Site } from '../../model/effective';
import type { Model } from '../../model/model';
import { siteQueried } from '../../model/query';
import { tableJson } from '../../render/table';
import { counted } from '../../lib/numbers';
import { printable } from '../../render/printable';
import { uncertainties, type Analysis } from '../../engine';
import { isCertain } from '../../rules/runner';
import { linesOf } from '../../syntax/lines';
import {
  analysisOf,
  choice,
  Failure,
  jsonLine,
  onlyFile,
  option,
  displayPath,
  type Invocation,
  type Streams,
} from '../command';
import { renderedTable } from '../../render/rendered-table';
import { tableFormatWords } from '../option-words';

/** `nbroute table`. */
export async function tableCommand(invocation: Invocation): Promise<number> {
  const file = onlyFile(invocation);
  const format = choice(invocation, 'format', tableFormatWords, 'route-n');
  const analysis = await analysisOf(file);
  if (await reportUncertain(analysis, file, invocation.streams)) return 1;
  const { model } = analysis;
  const site = siteOf(invocation, model);
  const lines = linesOf(analysis.unit.file);
  await invocation.streams.out(
    format === 'json'
      ? jsonLine(tableJson(model, site, displayPath(file), (offset) => lines.position(offset).line + 1))
      : renderedTable(model, site, format, invocation.values['changes'] === true),
  );
  return 0;
}

/** Reports that a policy's table is uncertain, and returns whether it is. */
export async function reportUncertain({ model }: Analysis, file: string, streams: Streams): Promise<boolean> {
  if (isCertain(model)) return false;
  const { error } = uncertainties(model).counts;
  await streams.err(
    `nbroute: ${printable(file)} has ${counted(error, 'error')}, so the table is unresolved: see nbroute check\n`,
  );
  return true;
}

/** The site given by `--subnet`, or the first one. */
export function siteOf(invocation: Invocation, model: Model): Site {
  const site = siteQueried(model, option(invocation, 'subnet'));
  if ('problem' in site) throw new Failure(`--subnet: ${site.problem}`);
  return site;
}
