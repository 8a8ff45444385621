import type { ShellRun } from './state';
import { isKnown, type ShellText } from './values';

/** Options of commands that run another one; the pattern matches those with a value. */
const wrappers: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ughpCTRD]$|^--(?:user|group)$/,
  doas: /^-[uC]$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  nohup: /^$/,
  setsid: /^$/,
  stdbuf: /^$/,
  time: /^-[fo]$/,
  command: /^$/,
  builtin: /^$/,
  exec: /^-a$/,
  env: /^-[uCS]$/,
  timeout: /^-[ks]$/,
  unbuffer: /^$/,
  chronic: /^$/,
  flock: /^-w$/,
  retry: /^-[td]$/,
};

/** A command's words without commands that only run it: `sudo -n ip …` is `ip …`. */
export function unwrapped(run: ShellRun, words: readonly ShellText[]): readonly ShellText[] {
  let rest = words;
  for (;;) {
    const [first] = rest;
    if (first === undefined || !isKnown(first) || run.state.functions.has(first)) return rest;
    const name = first.replace(/^\/(?:usr\/)?s?bin\//, '');
    if (!Object.hasOwn(wrappers, name)) return rest;
    const valued = wrappers[name];
    let at = 1;
    for (
      let option = rest[at];
      option !== undefined && isKnown(option) && /^-./.test(option);
      option = rest[at]
    ) {
      if (name === 'command' && /^-[vV]$/.test(option)) return rest;
      if (
        (name === 'sudo' && /^-[isle]$|^--(?:login|shell|list)$/.test(option)) ||
        (name === 'flock' && option === '-c')
      )
        return rest;
      at += valued.test(option) ? 2 : 1;
      if (option === '--') break;
    }
    if (name === 'env' || name === 'sudo' || name === 'doas')
      for (
        let word = rest[at];
        // `PATH=$PATH`: only the value of a variable is unknown.
        word !== undefined && (isKnown(word) ? /^[A-Za-z_]\w*=/.test(word) : rest.slice(at).some(isKnown));
        word = rest[at]
      )
        at++;
    if (name === 'timeout' || name === 'flock') at++;
    if (at >= rest.length) return rest;
    if (name === 'exec') run.replaced = true;
    rest = rest.slice(at);
  }
}
