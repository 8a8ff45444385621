import { pathOf, quotedPaths } from '../model/load';
import { fileErrors, reachableFiles, readOf } from '../model/includes';
import { quote } from '../lib/quote';
import { firstLineEnd } from '../syntax/lines';
import type { Rule } from './lib/rule';

export const unreadableFile: Rule = {
  id: 'unreadable-file',
  severity: 'error',
  summary: 'Unreadable file',
  why: 'A list that is only partly read would leave routes out of the table. This includes the files that an included file names: if one of its lists has an error, nothing is compiled. Nor is anything compiled while `nbroute.json` has an error: none of its severities applies then.',
  bad: `prefix-list a from "routes.bin"
`,
  good: `prefix-list a from "routes.txt"
`,
  fixedSeverity: true,
  check({ model, report }) {
    const { unit } = model;
    const path = unit.config?.path;
    const [wrong] = model.config.errors;
    if (wrong && path !== undefined)
      report(0, () => ({
        to: firstLineEnd(unit.file.source),
        message: `${quote(path)} has no effect: ${wrong.message}`,
        related: [{ path, from: wrong.from, to: wrong.to, message: wrong.message }],
      }));
    const errors = fileErrors(model);
    for (const each of quotedPaths(unit.file)) {
      const { quoted } = each;
      const content = readOf(unit, unit.path, each);
      if (content?.kind === 'unreadable')
        report(quoted.from, () => ({
          to: quoted.to,
          message: `cannot read ${quote(quoted.text)}: ${content.reason}`,
        }));
      const problem = each.source && model.sources.get(each.source)?.problem;
      if (problem !== undefined)
        report(quoted.from, () => ({
          to: quoted.to,
          message: `cannot use ${quote(quoted.text)}: ${problem}`,
        }));
      if (each.kind !== 'include' || errors.size === 0) continue;
      const target = pathOf(unit, unit.path, quoted);
      const wrong = reachableFiles(unit, target).flatMap((path) => errors.get(path) ?? []);
      const [first] = wrong;
      if (first)
        report(quoted.from, () => ({
          to: quoted.to,
          message: `${wrong.length === 1 ? 'error' : `${wrong.length} errors`} in ${quote(quoted.text)}${first.path === target ? '' : ' or its includes'}: ${first.message}`,
          related: [first],
        }));
    }
  },
};
