import { spawn, spawnSync } from 'node:child_process';

import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';

/** A machine in namespaces whose first process is a real systemd. */
export interface Machine {
  /** Runs bash text in it as root; returns the exit code, and standard output and standard error interleaved. */
  readonly run: (text: string, input?: string) => { readonly code: number; readonly output: string };
  /** Stops the machine with all its processes, and leaves no files. */
  readonly end: () => Promise<void>;
}

/** Why such a machine cannot run here; undefined if it can. */
export function whyNoSystemd(): string | undefined {
  if (process.getuid?.() !== 0) return 'it needs root';
  const missing = ['/lib/systemd/systemd', '/lib/systemd/systemd-networkd', '/usr/bin/dbus-daemon'].filter(
    (file) => !existsSync(file),
  );
  if (missing.length > 0) return `Debian packages systemd, systemd-sysv and dbus: no ${missing.join(', ')}`;
  return spawnSync('dnsmasq', ['--version']).error ? 'Debian package dnsmasq-base is missing' : undefined;
}

/**
 * The first process of the namespaces, until it becomes systemd. The machine's own files are below an overlay that
 * takes all writes; it has none of the host's devices, /run or cgroups. sysfs is read-only, so that networkd does not
 * wait for udev.
 */
const boot = `
set -eu
read -r pid rest < /proc/self/stat
mkdir /mnt/upper /mnt/work /mnt/root
mount -t overlay -o lowerdir=/,upperdir=/mnt/upper,workdir=/mnt/work overlay /mnt/root
cd /mnt/root
rm -rf etc/systemd/system/*.wants etc/systemd/network etc/systemd/system/default.target
mkdir -p etc/systemd/network proc sys run tmp dev
echo nbroute-machine > etc/hostname
: > etc/machine-id
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys
mount -t tmpfs cgroups sys/fs/cgroup
mkdir sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup sys/fs/cgroup/systemd
for folder in run tmp dev; do mount -t tmpfs "$folder" "$folder"; done
for device in null zero full random urandom tty; do : > "dev/$device"; mount --bind "/dev/$device" "dev/$device"; done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance devpts dev/pts
mount -t tmpfs shm dev/shm
ln -s /proc/self/fd dev/fd
ip link set lo up
echo "$pid"
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot . /lib/systemd/systemd --system > /dev/null 2>&1
`;

/**
 * A cgroup in both hierarchies that systemd uses, because it cannot stop a service whose cgroup has processes of
 * another machine.
 */
const cgroups = `
mount --make-rprivate / && mount -t tmpfs machine /mnt && mkdir /mnt/1 /mnt/2 && cd /mnt &&
mount -t cgroup -o none,name=systemd cgroup 1 && mount -t cgroup2 cgroup 2`;

/**
 * Stops everything when its standard input ends, on purpose or because the test has died. Killing this kills the
 * machine too.
 */
const watch = `
trap '' TERM INT HUP
setpriv --pdeathsig KILL unshare --fork --kill-child --pid --mount --net --uts --ipc bash -c '${cgroups} &&
  for each in 1 2; do mkdir "$each/$1" && echo 0 > "$each/$1/cgroup.procs" || exit; done
  exec unshare --cgroup bash -c "$2"' boot "$1" "$2" < /dev/null &
while read -r _; do :; done
kill -9 $! 2> /dev/null
wait
unshare --mount bash -c '${cgroups} && for each in 1 2; do
  for _ in {1..500}; do
    [ -d "$each/$1" ] || break
    find "$each/$1" -depth -type d -exec rmdir {} + 2> /dev/null || sleep 0.01
  done
done' end "$1"
`;

/** Boots a machine, which the caller must stop. */
export async function bootMachine(): Promise<Machine> {
  const child = spawn('bash', ['-c', watch, 'watch', `nbroute-${randomUUID()}`, boot], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
  const end = async (): Promise<void> => {
    child.stdin.end();
    await ended;
  };
  const pid = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      if (text.endsWith('\n')) resolve(text.trim());
    });
    void ended.then(() => reject(new Error(`no systemd: ${errors}`)));
  });
  const into = ['-t', pid, '-p', '-m', '-n', '-u', '-i', 'chroot', `/proc/${pid}/root`, 'bash', '-c'];
  const run = (text: string, input = ''): { code: number; output: string } => {
    const { status, stdout, error } = spawnSync('nsenter', [...into, `exec 2>&1; cd /\n${text}`], {
      input,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    });
    if (error) throw error;
    return { code: status ?? -1, output: stdout };
  };
  return { run, end };
}
