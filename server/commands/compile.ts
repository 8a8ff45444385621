import { printable } from '../report/report';
import { textReport } from '../report/text';
import { diskHost } from '../disk-host';
import * as service from '../service';
import type { Analysis } from '../service';
import { compileTargets } from '../emit/index';
import { analysisOf, choice, Failure, onlyFile, option, writeWhole, type Invocation } from './command';

/** `nbroute compile`. */
export async function compile(invocation: Invocation): Promise<number> {
  const { streams } = invocation;
  const file = onlyFile(invocation);
  if (option(invocation, 'to') === undefined)
    throw new Failure(`to what? --to takes ${compileTargets.join(', ')}`);
  const target = choice(invocation, 'to', compileTargets, 'script');
  const written = await analysisOf(file);
  const analysis = invocation.values['minimise'] === true ? await minimised(written) : written;
  const compiled = service.compile(analysis, target);
  if (!compiled.ok) {
    const checked = { ...analysis.checked, findings: compiled.errors };
    await streams.err(
      textReport([{ path: file, source: analysis.source, checked }], { colour: false, width: streams.width }),
    );
    await streams.err(`nbroute: nothing written: ${printable(file)} has errors\n`);
    return 1;
  }
  const out = option(invocation, 'output');
  if (out === undefined || out === '-') await streams.out(compiled.text);
  else await writeWhole(out, compiled.text);
  return 0;
}

/** The policy with the fewest routes of the same meaning; as it is when it has errors, which are what matters then. */
async function minimised(analysis: Analysis): Promise<Analysis> {
  const source = service.minimised(analysis);
  return source === undefined ? analysis : service.analyse(diskHost(), analysis.path, source);
}
