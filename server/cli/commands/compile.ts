import { printable } from '../../render/printable';
import { checkedPolicy } from '../../report/report';
import { textReport } from '../../report/text';
import { diskHost } from '../../node/disk-host';
import { inputFiles } from '../../model/load';
import * as service from '../../engine';
import type { Analysis } from '../../engine';
import {
  analysisOf,
  choice,
  Failure,
  onlyFile,
  option,
  displayPathFrom,
  displayPath,
  type Invocation,
} from '../command';
import { refuseInput, refuseInputAsStandardOutput, writeWhole } from '../output';
import { sumOfCounts } from '../../lib/severity';
import { formatsTaking, outputFormatNames } from '../../emit/output-formats';

/** `nbroute compile`. */
export async function compileCommand(invocation: Invocation): Promise<number> {
  const { streams } = invocation;
  const file = onlyFile(invocation);
  if (option(invocation, 'to') === undefined)
    throw new Failure(`missing output format; --to takes ${outputFormatNames.join(', ')}`);
  const format = choice(invocation, 'to', outputFormatNames, 'script');
  const analysisAsGiven = await analysisOf(file);
  const analysis =
    invocation.values['minimise'] === true ? await minimised(analysisAsGiven) : analysisAsGiven;
  const flag = (name: string) => invocation.values[name] === true;
  const options = {
    withNotebook: flag('with-notebook'),
    undo: flag('undo'),
  };
  for (const [name, key] of [
    ['with-notebook', 'withNotebook'],
    ['undo', 'undo'],
  ] as const)
    if (options[key] && !formatsTaking(key).includes(format))
      throw new Failure(`--${name} is for ${formatsTaking(key).join(', ')}, not for ${format}`);
  const compiled = service.compile(analysis, format, options);
  if (!compiled.ok) {
    const counts = { ...sumOfCounts([]), error: compiled.count };
    const checked = { diagnostics: compiled.errors, counts, total: compiled.count };
    await streams.err(
      textReport([checkedPolicy(analysis.model, displayPath(file), checked, displayPathFrom(file))], {
        ...streams,
        colour: false,
      }),
    );
    await streams.err(`nbroute: nothing written: ${printable(file)} has errors\n`);
    return 1;
  }
  const out = option(invocation, 'output');
  const [, ...others] = inputFiles(analysisAsGiven.unit);
  const inputs = [file, ...others];
  if (out === undefined || out === '-') {
    refuseInputAsStandardOutput(inputs);
    await streams.out(compiled.text);
  } else {
    refuseInput(out, inputs);
    await writeWhole(out, compiled.text);
  }
  return 0;
}

/**
 * The policy with the fewest routes of the same meaning; a policy with errors is returned unchanged, so that these are
 * reported.
 */
async function minimised(analysis: Analysis): Promise<Analysis> {
  const source = service.minimised(analysis);
  return source === undefined ? analysis : service.analyse(diskHost(), analysis.path, source);
}
