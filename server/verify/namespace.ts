import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Readable, type Writable } from 'node:stream';
import type { Notebook } from './notebook';

/**
 * What is done in a namespace: the script is started twice, like a notebook that is started twice. If it leaves a
 * restore service, all its routes are removed, and the service's loop is run without systemd. Then the kernel is
 * queried.
 */
export interface Task {
  readonly notebook: Pick<Notebook, 'setup' | 'resolvers'>;
  readonly script: string;
  /** False if no routes are removed after the second start for the restore service to restore. */
  readonly restores?: boolean;
  /** `ip -batch` lines; all of them are tried, whatever fails. */
  readonly questions: readonly string[];
  /** The VPC router, in a separate network namespace; undefined if it is not known. */
  readonly router?: RouterTask;
  /** Variables for the script in addition to those of a start, for tests. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** A router next to the notebook, and the packets that the notebook sends through it after the second start. */
export interface RouterTask {
  /**
   * `ip -batch` lines. Its interfaces to next hops are `nh` and a number; `netns notebook` is the notebook's namespace.
   */
  readonly setup: readonly string[];
  /** The notebook sends one packet to each. */
  readonly addresses: readonly string[];
}

export interface StartResult {
  readonly code: number;
  /** Standard output and standard error, interleaved. */
  readonly output: string;
  /** `ip route show` of both IP versions afterwards. */
  readonly table: string;
}

export type NamespaceResult =
  | {
      readonly kind: 'done';
      /** `ip route show` of both IP versions before the first start. */
      readonly before: string;
      readonly first: StartResult;
      readonly second: StartResult;
      /** The table after the loop was run; undefined if no routes were removed. */
      readonly restored: string | undefined;
      readonly replies: { readonly out: string; readonly errors: string };
      /** By address, the router's interfaces where the packet came in and left, one entry for each time. */
      readonly packets: ReadonlyMap<string, readonly string[]>;
    }
  /** The kernel could not be queried; `because` completes "cannot ask the kernel: …". */
  | { readonly kind: 'cannot'; readonly because: string; readonly advice: string };

/**
 * Builds the notebook in new network, mount and process namespaces, and does the task there. Nothing outlives this
 * call: the first process of the namespaces ends with its standard input, so with this process at the latest, and the
 * kernel then removes the rest.
 */
export async function inNamespace(task: Task, signal?: AbortSignal): Promise<NamespaceResult> {
  if (process.platform !== 'linux')
    return cannot(
      'this needs a Linux kernel',
      'Run nbroute verify on Linux, or in a Linux container or virtual machine.',
    );
  let result = await attempt(task, isRoot() ? [] : unprivileged, signal);
  if (result.kind === 'cannot' && isRoot() && result.forbidden)
    result = await attempt(task, unprivileged, signal);
  return result;
}

const unprivileged = ['--user', '--map-root-user'];

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

type Attempt = NamespaceResult & { readonly forbidden?: boolean };

function cannot(because: string, advice: string): Attempt {
  return { kind: 'cannot', because, advice };
}

/** The longest a task may take: two starts wait 60 seconds each if the interface never appears. */
const timeoutMs = 180_000;

/**
 * The router's first process. It reports the exit code of the router's setup, and its own process id in this /proc,
 * where the counters of its interfaces are read.
 */
const routerDriver = `
forward() {
  for setting in ipv4/ip_forward=1 ipv4/conf/all/rp_filter=0 ipv4/conf/default/rp_filter=0 \\
    ipv6/conf/all/forwarding=1 ipv6/conf/default/addr_gen_mode=1 ipv6/conf/default/accept_dad=0; do
    echo "\${setting#*=}" > "/proc/sys/net/\${setting%=*}"
  done 2> /dev/null
  [ "$(< /proc/sys/net/ipv4/ip_forward)" = 1 ]
}
if forward || { mount -o remount,rw /proc/sys 2> /dev/null && forward; }; then
  sed "s/netns notebook/netns $PPID/" <&6 | ip -batch - 2>&1; code=\${PIPESTATUS[1]}
else
  echo "/proc/sys cannot be written"; code=1
fi
read -r process _ < /proc/self/stat
echo "built $code $process"
exec sleep infinity
`;

/**
 * The first process of the namespaces. It reads the script from descriptor 3, the questions from 4, the router's setup
 * from 6 and the addresses from 7, and writes what the kernel does not answer to 5. /run and /etc/resolv.conf are
 * private, so that the script runs unchanged. The output of each step goes to standard output, followed by the mark, the
 * step's name and its exit code: processes take most of the time, and collecting each output in a subshell would double
 * their number.
 */
const driver = `
set -u
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
mark=$NB_MARK setup=$NB_SETUP resolvers=$NB_RESOLVERS router=$NB_ROUTER restores=$NB_RESTORES
unset NB_MARK NB_SETUP NB_RESOLVERS NB_ROUTER NB_RESTORES
target=/etc/resolv.conf
[ ! -L "$target" ] || target=$(readlink -f "$target")
mount -t tmpfs nbroute /run && cd /run || exit 9
cat <&3 > nbroute-script && chmod +x nbroute-script
exec 3<&-
printf '%s' "$resolvers" > nbroute-resolvers
[ -d "\${target%/*}" ] || mkdir -p "\${target%/*}"
[ -e "$target" ] || case $target in (/run/*) : > "$target" ;; esac
[ -e "$target" ] && { mount --bind nbroute-resolvers "$target" || exit 9; }
for setting in addr_gen_mode=1 accept_dad=0 accept_ra=0; do
  echo "\${setting#*=}" > "/proc/sys/net/ipv6/conf/default/\${setting%=*}"
done 2> /dev/null
# In its own process, in / and with nothing to read.
apart() { cd / && exec "$@" < /dev/null 2>&1 4<&- 5>&- 6<&- 7<&-; }
ended() { printf '%s %s %s\\n' "$mark" "$1" "$2"; }
shown() { ip -4 route show; ip -6 route show; }
tables() { shown; ended "$1" 0; }
lose() {
  whole=$(shown)
  sed -n 's/^./route del &/p' /run/nbroute/routes | ip -force -batch - > /dev/null 2>&1
  [ "$(shown)" != "$whole" ] || return
  exec {log}< <(apart bash /run/nbroute/restore); loop=$!
  # The loop writes a line when it has set routes.
  while read -r -t 30 -u "$log" && [ "$(shown)" != "$whole" ]; do :; done
  kill "$loop"
  tables restored-table
}
route() {
  coproc ROUTER { exec unshare --net bash -c "$router" 2>&1 4<&- 5>&- 7<&-; }
  while read -r line <&"\${ROUTER[0]}" && [[ $line != built\\ * ]]; do echo "$line"; done
  read -r _ code process <<< "$line"
  ended router "\${code:-1}"
  [ "$code" = 0 ]
}
# All on one processor, whose queue of received packets is first in, first out: when a connection to a closed port of
# lo fails, the packet before it has left the router or never will. The kernel's own packets are shorter.
send() {
  read -ra numbers < /proc/self/stat
  taskset -cp "\${numbers[38]}" "$BASHPID" > /dev/null
  printf -v packet '%1200s'
  mapfile -t before < "/proc/$process/net/dev"
  while read -r address; do
    printf %s "$packet" > "/dev/udp/$address/9"
    : < /dev/tcp/127.0.0.1/9
    mapfile -t after < "/proc/$process/net/dev"
    passed=
    for i in "\${!after[@]}"; do
      [ "\${after[i]}" != "\${before[i]}" ] || continue
      was=(\${before[i]}) is=(\${after[i]})
      # Received bytes are the second column, sent ones the tenth.
      case \${is[0]} in
        (peer-vpc:) column=1 ;;
        (nh*) column=9 ;;
        (*) continue ;;
      esac
      for ((bytes = is[column] - was[column]; bytes >= 1200; bytes -= 1262)); do passed+=" \${is[0]%:}"; done
    done
    echo "$address$passed"
    before=("\${after[@]}")
  done <&7
}
work() {
  [ -z "$router" ] || route || return
  ip -batch - <<< "$setup" 2>&1; code=$?
  ended setup "$code"
  [ "$code" = 0 ] || return
  # A bridge with an unused port is down, like docker0 without a running container.
  ip -batch - <<< $'tuntap add dev tap0 mode tap\\nlink set tap0 master docker0\\nlink set tap0 up'
  tables before
  for start in first second; do
    (apart /run/nbroute-script); code=$?
    ended "$start" "$code"
    tables "$start-table"
  done
  [ "$code$restores" != 0true ] || [ ! -e /run/nbroute/restore ] || lose
  ip -o -force -batch - <&4 2>&5; ended answers 0
  [ -z "$router" ] || { send; ended packets 0; }
} 2> /dev/null
{ work; ended end 0; } &
exec 4<&- 5>&- 6<&- 7<&-
# The caller closes our standard input: on purpose, or when it ends.
while read -r _; do :; done
`;

async function attempt(
  task: Task,
  flags: readonly string[],
  signal: AbortSignal | undefined,
): Promise<Attempt> {
  const mark = randomUUID();
  const namespaces = [...flags, '--mount', '--net', '--pid', '--fork', '--kill-child'];
  const child = spawn('unshare', [...namespaces, '--', 'bash', '-c', driver], {
    stdio: Array.from({ length: 8 }, () => 'pipe'),
    env: {
      ...task.environment,
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      NB_MARK: mark,
      NB_SETUP: task.notebook.setup.join('\n'),
      NB_RESOLVERS: task.notebook.resolvers,
      NB_ROUTER: task.router ? routerDriver : '',
      NB_RESTORES: String(task.restores ?? true),
    },
    timeout: timeoutMs,
    killSignal: 'SIGKILL',
    ...(signal && { signal }),
  });
  const { stdin, stdout, stderr } = child;
  const [, , , script, questions, failures, router, addresses]: readonly unknown[] = child.stdio;
  const chunks: Buffer[] = [];
  const endMark = `${mark} end 0\n`;
  let tail = '';
  stdout?.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    tail = (tail + chunk.toString('latin1')).slice(-endMark.length);
    if (tail === endMark) close(stdin);
  });
  const errors: Buffer[] = [];
  if (failures instanceof Readable) failures.on('data', (chunk: Buffer) => errors.push(chunk));
  let complaint = '';
  stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  feed(script, task.script);
  feed(questions, linesOf(task.questions));
  feed(router, linesOf(task.router?.setup ?? []));
  feed(addresses, linesOf(task.router?.addresses ?? []));

  const failure = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    child.on('error', resolve);
    child.on('close', () => resolve(undefined));
  });
  if (failure) {
    if (failure.name === 'AbortError') return cannot('it was stopped', 'Start it again.');
    return cannot(
      failure.code === 'ENOENT'
        ? 'there is no unshare command'
        : `unshare does not start: ${failure.message}`,
      'Install util-linux and iproute2.',
    );
  }
  const printed = Buffer.concat(chunks).toString('utf8');
  return resultOf(sectionsOf(printed, mark), complaint.trim(), Buffer.concat(errors).toString('utf8'));
}

function linesOf(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

function resultOf(sections: ReadonlyMap<string, Section>, complaint: string, errors: string): Attempt {
  const router = sections.get('router');
  if (router && router.code !== 0)
    return cannot(
      `the VPC router cannot be built here (${router.text.trim().replace(/\n/g, '; ') || 'no reason given'})`,
      'Install iproute2 and util-linux; the kernel needs veth and, for IPv6 policies, IPv6.',
    );
  const setup = sections.get('setup');
  if (!setup)
    return {
      ...cannot(
        `no private network namespace can be created here (${lastLine(complaint) || 'no reason given'})`,
        // The kernel's error if the number of namespaces is limited; some distributions set the limit to 0.
        complaint.includes('No space left')
          ? 'The machine allows no more of them: raise user.max_user_namespaces, or user.max_net_namespaces, user.max_mnt_namespaces or user.max_pid_namespaces, with sysctl.'
          : 'Run it as root, or allow unprivileged user namespaces: sysctl kernel.unprivileged_userns_clone=1 on Debian, kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu; a container needs --privileged, or --cap-add SYS_ADMIN and NET_ADMIN.',
      ),
      forbidden: true,
    };
  if (setup.code !== 0)
    return cannot(
      setup.code === 127
        ? 'there is no ip command'
        : `the notebook cannot be built here (${setup.text.trim().replace(/\n/g, '; ')})`,
      'Install iproute2; the kernel needs veth, bridge and, for IPv6 policies, IPv6.',
    );
  const start = (name: string): StartResult => ({
    code: sections.get(name)?.code ?? -1,
    output: sections.get(name)?.text ?? '',
    table: tableOf(sections, `${name}-table`),
  });
  if (!sections.has('end'))
    return cannot('it took longer than three minutes', 'Try again when the machine is less busy.');
  return {
    kind: 'done',
    before: tableOf(sections, 'before'),
    first: start('first'),
    second: start('second'),
    restored: sections.has('restored-table') ? tableOf(sections, 'restored-table') : undefined,
    replies: { out: sections.get('answers')?.text ?? '', errors },
    packets: new Map(
      (sections.get('packets')?.text ?? '').split('\n').map((line) => {
        const [address, ...interfaces] = line.split(' ');
        return [address, interfaces];
      }),
    ),
  };
}

interface Section {
  readonly code: number;
  readonly text: string;
}

/** The output before each mark, by the name after it. */
function sectionsOf(printed: string, mark: string): Map<string, Section> {
  const sections = new Map<string, Section>();
  const end = new RegExp(`${mark} (\\S+) (\\d+)\\n`, 'g');
  let from = 0;
  for (const { 0: line, 1: name, 2: code, index } of printed.matchAll(end)) {
    sections.set(name, { code: Number(code), text: printed.slice(from, index) });
    from = index + line.length;
  }
  return sections;
}

/** A table without the state of links, which is not part of it and changes later. */
function tableOf(sections: ReadonlyMap<string, Section>, name: string): string {
  const text = sections.get(name)?.text ?? '';
  return `${text.replaceAll('linkdown ', '').replace(/\n+$/, '')}\n`;
}

/** Writes all of a text; if the reader is gone, that is reported elsewhere. */
function feed(stream: unknown, text: string): void {
  if (!isWritable(stream)) return;
  stream.on('error', () => undefined);
  stream.end(text);
}

function close(stream: unknown): void {
  if (isWritable(stream)) stream.end();
}

function isWritable(stream: unknown): stream is Writable {
  return typeof stream === 'object' && stream !== null && 'end' in stream && 'on' in stream;
}

/** The last line of an output that is not blank. */
export function lastLine(text: string): string {
  return text.trimEnd().split('\n').pop() ?? '';
}
