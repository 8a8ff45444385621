import * as assert from 'node:assert';
import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { emit } from '../../server/emit/emit';
import { root } from '../fixture';
import { unpacked } from './unpacked';
import { internetPolicy, modelOfFiles, modelOfText, randomUnit } from '../random-policy';
import { runs } from '../volume';

/*
 * The oldest bash on a notebook is 4.2 (Amazon Linux 1 and 2). These features are newer according to bash's NEWS and
 * CHANGES, each with an example that the pattern finds. No package contains that bash, but with one built from source
 * the tests that start scripts can run on it:
 *
 *     unshare --mount sh -c 'mount --bind BASH /usr/bin/bash && npx mocha "out/test/{verify,emit}/*.test.js"'
 */
const newer: readonly (readonly [what: string, pattern: RegExp, example: string])[] = [
  ['name references (4.3)', /\b(declare|local|typeset)\s+-\w*n/, 'local -n list=$1'],
  ['a negative index that is set or taken away (4.3)', /\[-\d+\]=|\bunset\s+['"]?\w+\[-/, 'unset "list[-1]"'],
  ['[[ -v list[i] ]] (4.3)', /-v\s+['"]?\w+\[/, '[[ -v held[x] ]]'],
  ['test -R (4.3)', /\[\s+-R\s/, '[ -R name ]'],
  ['wait -n (4.3), -p (5.1), -f (5.0)', /\bwait\s+-/, 'wait -n'],
  ['printf of the time without a value (4.3)', /%\([^)]*\)T['"]?\s*($|;)/m, "printf '%(%s)T'"],
  [
    'shopt globasciiranges, inherit_errexit, localvar_*, assoc_expand_once, progcomp_alias, patsub_replacement',
    /\b(globasciiranges|inherit_errexit|localvar_\w+|assoc_expand_once|progcomp_alias|patsub_replacement|varredir_close|noexpand_translation|bash_source_fullpath|array_expand_once)\b/,
    'shopt -s inherit_errexit',
  ],
  ['transformations (4.4)', /\$\{[^}]*@[QEPAaUuLKk]\}/, 'echo "${name@Q}"'],
  ['local - (4.4)', /\blocal\s+-(\s|$)/m, 'local -'],
  ['local -I (5.1)', /\blocal\s+-\w*I/, 'local -I name'],
  ['mapfile -d (4.4)', /\b(mapfile|readarray)\s+[^\n]*-d/, "mapfile -d '' list"],
  [
    'variables that did not exist',
    /\b(EPOCHSECONDS|EPOCHREALTIME|BASH_ARGV0|SRANDOM|BASH_REMATCH_ALL|PS0|EXECIGNORE|BASH_COMPAT|BASH_LOADABLES_PATH|BASH_MONOSECONDS|BASH_TRAPSIG|GLOBSORT|READLINE_ARGUMENT|CHILD_MAX)\b/,
    'echo "$EPOCHSECONDS"',
  ],
  ['command substitution without a subshell (5.3)', /\$\{[\s|]/, '${ date; }'],
  ['history -d of a range, ulimit -R (5.x)', /\b(history|ulimit)\s/, 'ulimit -R'],
  [
    'test -N, read -E, source -p, compgen -V (5.3)',
    /\b(read\s+-\w*E|(source|\.)\s+-p|compgen\s)/,
    'read -E name',
  ],
  // Before 4.4, `set -u` treats an empty array as unset.
  ['all of an array that may be empty, under set -u', /\$\{(?!#)\w+\[[@*]\]\}/, 'for each in "${list[@]}"'],
  // Until 4.2, the quotes of a quoted replacement inside double quotes were kept.
  ['a quoted replacement in double quotes', /"\$\{\w+\/[^}"]*\/"/, '"${text/x/"$y"}"'],
  // Inside a command substitution, a case pattern without its opening parenthesis ends the substitution.
  ['a pattern without its opening parenthesis in $(…)', /\$\(\s*case\b/, '$(case $x in a) echo ;; esac)'],
];

/** The script without comments, strings that are printed, and packed text. */
function code(script: string): string {
  return script
    .split('\n')
    .filter((line) => !/^\s*#/.test(line) && !/^[A-Za-z0-9+/]{60,}=*$/.test(line))
    .join('\n');
}

describe('a script needs no bash newer than 4.2', () => {
  it('judged by a list of patterns that find their examples', () => {
    for (const [what, pattern, example] of newer) assert.match(example, pattern, what);
  });

  const scripts = async (): Promise<Map<string, string>> => {
    const examples = new Map<string, string>();
    for (const folder of ['samples', 'test/emit/goldens'])
      for (const name of readdirSync(path.join(root, folder)).filter((each) => each.endsWith('.nbroute')))
        examples.set(
          name,
          emit(modelOfText(readFileSync(path.join(root, folder, name), 'utf8'), name), 'script'),
        );
    for (let seed = 1; seed <= runs(50); seed++) {
      const { text, files } = await randomUnit(seed);
      examples.set(`seed ${seed}`, emit(await modelOfFiles(text, files), 'script'));
    }
    for (const count of [450, 700, 2000])
      examples.set(`${count} routes`, emit(modelOfText(internetPolicy(count, 1)), 'script'));
    return examples;
  };

  it('in any form', async () => {
    for (const [name, script] of await scripts())
      for (const [what, pattern] of newer)
        assert.doesNotMatch(code(unpacked(script)), pattern, `${name}: ${what}`);
  });
});

it('a script changes no list of routes in a loop, which would go through all routes for each route', () => {
  const list = /\$\{(?:list|wanted|table|absent|before|stale)\/|\b(?:wanted|table|absent)=\$\{/;
  assert.match('wanted=${wanted/"$NL$route$NL"/$NL}', list);
  const source = readFileSync(path.join(root, 'server/emit/script/on-start.sh'), 'utf8');
  // Only a leading line break is removed, and outside the loop.
  assert.doesNotMatch(source.replace('\n  table=${table#"$NL"}\n', ''), list);
});
