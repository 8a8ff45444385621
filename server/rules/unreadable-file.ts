import { pathOf, quotedPaths } from '../model/load';
import { fileErrors, reachableFiles, readOf } from '../model/includes';
import type { Rule } from './lib/rule';

export const unreadableFile: Rule = {
  id: 'unreadable-file',
  severity: 'error',
  summary: 'A file the policy names cannot be read or understood',
  why: 'A list that is read only in part would leave routes out of the table. That holds for the files an included file names, too: with an error in a list of it, nothing is compiled.',
  bad: `prefix-list a from "routes.bin"
`,
  good: `prefix-list a from "routes.txt"
`,
  firm: true,
  check({ model, report }) {
    const { unit } = model;
    const { config } = model;
    const configPath = unit.config?.path;
    if (config.problem !== undefined && configPath !== undefined) {
      const end = unit.file.source.search(/\r?\n|$/);
      report(0, () => ({ to: end, message: `${configPath} ${config.problem}: its severities do not count` }));
    }
    const errors = fileErrors(model);
    for (const each of quotedPaths(unit.file)) {
      const { quoted } = each;
      const read = readOf(unit, unit.path, each);
      if (read?.kind === 'unreadable')
        report(quoted.from, () => ({
          to: quoted.to,
          message: `${quoted.text} cannot be read: ${read.reason}`,
        }));
      const problem = each.source && model.sources.get(each.source)?.problem;
      if (problem !== undefined)
        report(quoted.from, () => ({ to: quoted.to, message: `${quoted.text} ${problem}` }));
      if (each.kind !== 'include') continue;
      const target = pathOf(unit, unit.path, quoted);
      const wrong = reachableFiles(unit, target).flatMap((path) => errors.get(path) ?? []);
      const [first] = wrong;
      if (first)
        report(quoted.from, () => ({
          to: quoted.to,
          message: `${quoted.text}${first.path === target ? '' : ', with what it includes,'} has ${wrong.length === 1 ? 'an error' : `${wrong.length} errors`}: ${first.message}`,
          related: [first],
        }));
    }
  },
};
