import { firstOnes } from '../model/network';
import { firstLineEnd } from '../syntax/lines';
import type { Rule } from './lib/rule';

export const scriptSize: Rule = {
  id: 'script-size',
  severity: 'error',
  summary: 'Lifecycle script too large',
  why: 'AWS accepts at most 16,384 base64 characters of lifecycle script, which is 12,288 bytes. The script is already compressed when this is reported: use fewer routes, shorter comments or a shorter on-start script. Above 90 % of the limit the diagnostic is a warning. In an editor it appears shortly after you stop typing, because compressing many routes takes time.',
  bad: `on-start "huge.sh"
`,
  good: `on-start "setup.sh"
`,
  check({ model, report, scriptSize: measured }) {
    if (model.open) return;
    const size = measured();
    if (!size || size.share < 0.9) return;
    const span = firstOnes(model.unit.file).get('policy');
    report(
      span?.from ?? 0,
      () => ({ to: span?.to ?? firstLineEnd(model.unit.file.source), message: size.message }),
      size.share > 1 ? undefined : 'warning',
    );
  },
};
