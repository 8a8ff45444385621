/** A line with a prompt, and the command after it. */
export interface Prompted {
  readonly command: string;
  /** Whether it is `# …`, which may also be a comment. */
  readonly isHash: boolean;
}

const leading = String.raw`(?:\([\w.-]{1,40}\)\s*)*`;
const prompts: readonly RegExp[] = [
  // [ec2-user@ip-10-0-0-1 ~]$ , with an environment before it
  new RegExp(String.raw`^\s*${leading}\[[^\]\n]{1,80}\]\s?[$#%]\s*(.*)$`),
  // user@host:~/dir$ , root@host:/#
  new RegExp(String.raw`^\s*${leading}[\w.-]{1,40}@[\w.-]{1,80}[:\s][\w~/. -]{0,80}[$#%]\s*(.*)$`),
  // sh-4.2$ , -bash-4.2$ , bash-5.2#
  new RegExp(String.raw`^\s*${leading}-?(?:ba|z|da|k)?sh-[\d.]+[a-z]?[$#]\s*(.*)$`),
  // host ~ % : zsh on a Mac
  /^\s*[A-Za-z][\w.-]{0,40}\s+[~/][\w~/.-]{0,80}\s+%\s+(.*)$/,
  // ~/dir$ , /home$
  /^\s*[~/][\w~/.-]{0,80}[$#]\s+(.*)$/,
  // Themes of zsh and fish.
  /^\s*(?:➜|❯|λ|»)\s+(?:~|\/\S*|[\w.-]+)?\s{0,2}(?:git:\(\S+\)\s*)?(?:[✗✔]\s*)?(?=\S)(.*)$/,
  /^\s*\$\s+(.*)$/,
  /^\s*\$()\s*$/,
];

/** The command on a line with a shell's prompt; undefined for another line. */
export function prompted(text: string): Prompted | undefined {
  for (const prompt of prompts) {
    const match = prompt.exec(text);
    if (match) return { command: match[1], isHash: false };
  }
  // `set -x` prints the commands that are run.
  const traced = /^\++ (.*)$/.exec(text);
  if (traced && !/^(?:\d|default|unreachable|blackhole|prohibit|[\da-f]*:)/.test(traced[1]))
    return { command: traced[1], isHash: false };
  const hash = /^\s*#\s+((?:sudo\s+)?(?:\S*\/)?(?:ip|route|netstat|cat)\s.*)$/.exec(text);
  if (hash && printedTable(hash[1])) return { command: hash[1], isHash: true };
  return undefined;
}

/** What a command prints: the main table or part of it, or something that looks like it. */
export type PrintedRoutes =
  | { readonly kind: 'main'; readonly isPart: boolean; readonly family: 4 | 6 | undefined }
  | { readonly kind: 'other'; readonly reason: string }
  | { readonly kind: 'file'; readonly path: string };

/** What the last command of a line prints; undefined if it is not routes. */
export function printedTable(typed: string): PrintedRoutes | undefined {
  const last =
    typed
      .split(/&&|\|\||;/)
      .pop()
      ?.trim() ?? '';
  const [command = '', ...filters] = last.split('|').map((each) => each.trim());
  const plain = command
    .replace(/^(?:(?:sudo|watch|time)(?:\s+-\S+(?:\s+\d\S*)?)*\s+)+/, '')
    .replace(/\s*(?:2>&1|2>\s*\/dev\/null)\s*/g, '');
  const isPart = filters.some(
    (each) => !/^(?:cat|less|more|tee\b.*|sort\b.*|column\b.*|nl|cat -n|ts)$/.test(each),
  );
  const elsewhere = /^(?:ssh|docker|podman|kubectl|nsenter|chroot)\b/.exec(plain);
  if (elsewhere && /\broute\b/.test(plain))
    return { kind: 'other', reason: `\`${elsewhere[0]}\` shows the routes of another system` };
  if (/^(?:\S*\/)?ip\s+(?:\S+\s+)*netns\s+exec\b/.test(plain) || /^(?:\S*\/)?ip\s+-n(?:etns)?\s/.test(plain))
    return { kind: 'other', reason: "is of another network namespace, not the notebook's own" };
  if (/^(?:\S*\/)?ip\s+(?:\S+\s+)*vrf\s+exec\b/.test(plain))
    return { kind: 'other', reason: 'is of a VRF; a policy has only the main table' };
  const ip =
    /^(?:\S*\/)?ip((?:\s+-\S+(?:\s+inet6?)?)*)\s+(r|ro|rou|rout|route|ru|rul|rule)(?:\s+(.*))?$/.exec(plain);
  if (ip) {
    const [, options, object, rest = ''] = ip;
    if (object.startsWith('ru'))
      return {
        kind: 'other',
        reason: 'is an `ip rule`, which chooses between tables; a policy has only the main table',
      };
    return ipTable(options, rest, isPart);
  }
  if (/^(?:\S*\/)?(?:route|netstat)\b/.test(plain)) {
    if (/\b(?:add|del)\b/.test(plain) || (/^(?:\S*\/)?netstat/.test(plain) && !/\s-\S*r/.test(plain)))
      return undefined;
    return { kind: 'main', isPart, family: /-\S*6|inet6/.test(plain) ? 6 : undefined };
  }
  const file = /^(?:\S*\/)?(?:cat|less|more|head|tail|bat)\s+(?:-\S+\s+)*(\S+)$/.exec(plain);
  if (file)
    return file[1] === '/proc/net/route'
      ? { kind: 'main', isPart, family: 4 }
      : { kind: 'file', path: file[1] };
  return undefined;
}

function ipTable(options: string, rest: string, isPart: boolean): PrintedRoutes | undefined {
  const words = rest.split(/\s+/).filter((word) => word !== '');
  const [verb = 'show', ...selectors] = words;
  if (!'show'.startsWith(verb) && !'list'.startsWith(verb) && verb !== 'lst' && verb !== 'ls') {
    const isSelector =
      /^(?:table|vrf|dev|via|proto|default|match|root|exact|type|scope|[\d.]+(?:\/\d+)?|[\da-f:]+(?:\/\d+)?)$/.test(
        verb,
      );
    if (!isSelector) return undefined;
    selectors.unshift(verb);
  }
  const family = /-6|inet6/.test(options) ? 6 : 4;
  const table = /\btable\s+(\S+)/.exec(rest)?.[1];
  if (table !== undefined && !/^(?:main|254|all|unspec|0)$/.test(table))
    return { kind: 'other', reason: `it is in table ${table}; a policy has only the main table` };
  const vrf = /\bvrf\s+(\S+)/.exec(rest)?.[1];
  if (vrf !== undefined)
    return { kind: 'other', reason: `it is of the VRF ${vrf}; a policy has only the main table` };
  const isSelected = selectors.filter((word) => !/^(?:table|main|254|all|unspec|0)$/.test(word)).length > 0;
  return { kind: 'main', isPart: isPart || isSelected, family };
}

/** What a command prints when it fails. */
export function isFailure(text: string): boolean {
  return /^(?:RTNETLINK answers:|Error: |Error:|SIOC(?:ADD|DEL)RT:|Cannot find device|Command failed|Command "|(?:-?\w*sh: )?.*: (?:command not found|No such file or directory|Permission denied)|sudo: |route: |ip: |Operation not permitted|.*Operation not permitted|.*Network is unreachable|.*File exists)/.test(
    text.trim(),
  );
}
