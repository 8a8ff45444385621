import { invisibleCharacters } from '../syntax/invisible';
import type { Rule } from './lib/rule';

export const invisibleCharacter: Rule = {
  id: 'invisible-character',
  severity: 'error',
  summary: 'Invisible character',
  why: 'Text copied from a web page, a chat or a document often contains no-break spaces or zero width characters. They look like a space or like nothing, but are part of the word, so that the line does not mean what it shows. Comments and strings may contain them.',
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16\u00a0via vpc
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

route 10.0.0.0/16 via vpc
`,
  fixedSeverity: true,
  check({ model, report }) {
    for (const { from, to, text, replacement } of invisibleCharacters(model.unit.file))
      report(from, () => ({
        to,
        message: `invisible character ${text}`,
        fixes: [
          {
            title: replacement === '' ? `Remove ${text}` : `Replace ${text} with a space`,
            kind: 'spelling',
            edits: [{ from, to, text: replacement }],
          },
        ],
      }));
  },
};
