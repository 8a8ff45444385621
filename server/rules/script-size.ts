import { firstOnes } from '../model/network';
import type { Rule } from './lib/rule';

export const scriptSize: Rule = {
  id: 'script-size',
  severity: 'error',
  summary: 'The lifecycle script is larger than AWS takes',
  why: "AWS takes at most 16,384 base64 characters of lifecycle script, which is 12,288 bytes. The script is packed as far as it goes before that is reported; then fewer routes, shorter comments or a shorter script of one's own are what is left. From nine tenths of the limit on, it is a warning. In an editor it follows the other findings once the text has been left alone for a moment: packing many routes takes its time.",
  bad: `on-start "huge.sh"
`,
  good: `on-start "setup.sh"
`,
  check({ model, report, scriptSize: measured }) {
    if (model.open) return;
    const size = measured();
    if (!size || size.share < 0.9) return;
    const place = firstOnes(model.unit.file).get('policy');
    const { source } = model.unit.file;
    report(
      place?.from ?? 0,
      () => ({ to: place?.to ?? source.search(/\r?\n|$/), message: size.message }),
      size.share > 1 ? undefined : 'warning',
    );
  },
};
