import { invisibleText } from '../../syntax/invisible';
import { persistentRoute } from './persistent';
import { forgetFiles, forgetNamed } from './files';
import { writeUnknown } from './ip';
import { undecided } from './routes';
import type { CommandCall, ShellRun } from './state';
import { isKnown, type ShellText } from './values';
import { setsRoute } from '../route-commands';

/** Commands that succeed on a notebook and set no route. */
const harmless =
  /^(?:sleep|chown|touch|logger|date|hostname|uname|yum|dnf|apt|apt-get|pip|pip3|conda|sysctl|iptables|modprobe|wall|sync|tput|clear|umask|ulimit|stty|ps|df|free|ls|jobs|disown|history|netstat|ethtool|arp|printenv)$/;

/** Commands that run other commands elsewhere. */
const elsewhere =
  /^(?:ssh|docker|podman|nsenter|chroot|kubectl|aws|lxc|machinectl|rsh|ansible|vagrant|firejail|unshare)$/;

/** Commands after which the network's own configuration may set routes again. */
const network = /^(?:ifup|ifdown|dhclient|dhcpcd|netplan|networkctl|nmcli|wicked|wg-quick|openvpn|ifconfig)$/;

/** Commands that only read the files among their words. */
const readers =
  /^(?:bash|sh|source|stat|file|diff|cmp|md5sum|sha\d+sum|cksum|less|more|od|xxd|hexdump|strings|chgrp|chattr|lsattr|chcon|restorecon|setfacl|getfacl|readlink|realpath|systemctl|service|crontab|at|batch|docker|aws|ssh|scp|shellcheck|run-parts|zip|du|jq|netplan|nmcli|iptables-restore)$/;

/** Commands that change files which need not be among their words. */
const scattering = /^(?:unzip|split|csplit|rsync|git|cpio|patch|tar|find)$/;

/** Makes the written files unknown that a command can change: those that its words or its input name. */
function forgetChanged(run: ShellRun, name: string, commandText: string, by: string): void {
  const isReader =
    harmless.test(name) ||
    readers.test(name) ||
    (name === 'tar' && !/^\S+ -?\w*x| --extract/.test(commandText)) ||
    (name === 'find' && !/ -(?:delete|exec|ok|fprint)/.test(commandText));
  if (isReader) return;
  if (scattering.test(name)) forgetFiles(run, by);
  else forgetNamed(run, by, commandText);
}

/** A command that is neither a built-in nor about routes. */
export function otherCommand(
  run: ShellRun,
  name: string,
  words: readonly ShellText[],
  invocation: CommandCall,
): void {
  const { line, text } = invocation;
  const commandText = words.map((word) => (isKnown(word) ? word : '…')).join(' ');
  const input = inputText(run);
  writeUnknown(run, invocation);
  forgetChanged(run, name, `${commandText}\n${input}`, text);
  run.state.status = harmless.test(name) ? 0 : undecided(invocation);
  if (persistentRoute(run, name, words, line)) {
    run.state.status = 0;
    return;
  }
  const hidden = invisibleText(commandText);
  if (hidden !== '' && /\bip\b|\broute\b/.test(commandText)) {
    run.notes.skip(line, `bash takes \`${shownName(name)}\` for a command: it contains ${hidden}`);
    return;
  }
  if (setsRoute(commandText) || setsRoute(input)) {
    run.notes.skip(
      line,
      elsewhere.test(name)
        ? `a route command among the words of \`${shownName(name)}\`, which runs it elsewhere`
        : `a route command among the words of \`${shownName(name)}\`: its effect is unknown`,
    );
    return;
  }
  const isRestart =
    (/^(?:systemctl|service)$/.test(name) &&
      /\b(?:network|networking|NetworkManager|systemd-networkd)\b/.test(commandText) &&
      /\b(?:re)?(?:start|load)\b/.test(commandText)) ||
    (network.test(name) && !/\b(?:show|status|list|device$)\b/.test(commandText));
  if (isRestart) run.notes.assume(line, `\`${text}\` can set or remove routes: ignored`);
  else if (isScript(name)) run.notes.assume(line, `\`${text}\` runs a program that can set routes: ignored`);
  else run.notes.other(line);
}

function shownName(name: string): string {
  return name.length > 30 ? `${name.slice(0, 29)}…` : name;
}

/** Whether a command is an unknown script or program of the user. */
function isScript(name: string): boolean {
  return /[/.]/.test(name) || /^(?:bash|sh|python\d?|perl|ruby|node|at|crontab|batch)$/.test(name);
}

function inputText(run: ShellRun): string {
  const lines = run.input?.lines;
  if (!lines || 'reason' in lines) return '';
  return lines.map(({ text }) => (isKnown(text) ? text : '')).join('\n');
}
