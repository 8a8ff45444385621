import { spawn } from 'node:child_process';
import { imported, type Imported } from '../../server/import/import-policy';
import { readDump } from '../../server/import/read';
import type { Dump } from '../../server/import/dump';
import { effectiveTable } from '../../server/model/effective';
import { interfaceNameOf, typeOf } from '../../server/model/actions';
import {
  bits,
  contains,
  formatAddress,
  hostPrefix,
  last,
  parsePrefix,
  type Address,
  type Prefix,
} from '../../server/net/prefix';
import { modelOfText } from '../random-policy';
import { assertSound } from './sound';

/*
 * Runs scripts in bash on a kernel: a process in private namespaces, set up like a notebook, runs a script, prints the
 * tables and restores them. What is compared is how addresses are routed.
 */

/** What is left after a script was run. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
  /** `ip route` of both IP versions, one route per line. */
  readonly table: readonly string[];
}

const driver = `
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
mount -t tmpfs tmpfs /run && mkdir -p /run/etc/{sysconfig/network-scripts,netplan,systemd/network,NetworkManager} || exit 9
cp -a /etc/{passwd,group,hosts,iproute2,ld.so.cache,nsswitch.conf,alternatives} /run/etc/ 2> /dev/null
mount --bind /run/etc /etc && mount -t tmpfs tmpfs /tmp || exit 9
cp -a /run/etc /run/etc-before && touch /run/started
mkdir /run/work /run/bin && cd /run/work
cat > /run/bin/sudo << 'END'
#!/bin/bash
while [[ \${1-} = -* || \${1-} = *=* ]]; do
  case $1 in -[ugh] | -[!-]*[ugh]) shift ;; *=*) export "$1" ;; esac
  shift
done
exec "$@"
END
chmod +x /run/bin/sudo
PATH+=:/run/bin
for setting in addr_gen_mode=1 accept_dad=0 accept_ra=0; do
  echo "\${setting#*=}" > "/proc/sys/net/ipv6/conf/default/\${setting%=*}"
done 2> /dev/null
ip -batch - << END || exit 9
link set lo up
link add eth0 type veth peer name peer0
link add eth2 type veth peer name peer2
link add veth_def_agent type veth peer name agent
link add docker0 type bridge
link set eth0 up
link set peer0 up
link set eth2 up
link set peer2 up
link set veth_def_agent up
link set agent up
link set docker0 up
addr add 172.16.32.40/20 dev eth0
addr add 10.40.16.50/20 dev eth2
addr add 2001:db8:40:10::50/64 dev eth2
addr add 169.254.0.1/24 dev veth_def_agent
addr add 172.17.0.1/16 dev docker0
route add default via 172.16.32.1 dev eth0
route add 10.40.0.0/16 via 10.40.16.1 dev eth2
route add 169.254.169.254/32 dev eth0
END
reset() {
  ip -force -batch - << END
link set eth0 up
link set eth2 up
link set docker0 up
link set veth_def_agent up
addr replace 172.16.32.40/20 dev eth0
addr replace 10.40.16.50/20 dev eth2
addr replace 2001:db8:40:10::50/64 dev eth2
addr replace 169.254.0.1/24 dev veth_def_agent
addr replace 172.17.0.1/16 dev docker0
END
  ip -4 -force -batch - << END
route flush table main
route add 172.16.32.0/20 dev eth0 proto kernel scope link src 172.16.32.40
route add 10.40.16.0/20 dev eth2 proto kernel scope link src 10.40.16.50
route add 169.254.0.0/24 dev veth_def_agent proto kernel scope link src 169.254.0.1
route add 172.17.0.0/16 dev docker0 proto kernel scope link src 172.17.0.1
route add default via 172.16.32.1 dev eth0
route add 10.40.0.0/16 via 10.40.16.1 dev eth2
route add 169.254.169.254/32 dev eth0
END
  ip -6 -force -batch - << END
route flush table main
route add 2001:db8:40:10::/64 dev eth2 proto kernel
route add fe80::/64 dev eth2 proto kernel
END
}
reset
echo ready
while IFS= read -r -d '' script; do
  written=(/tmp/* w/*)
  if ((\${#written[@]} > 2)) || [ -e "\${written[0]}" ]; then rm -rf /tmp/* w; fi
  if [ -n "$(find /etc -newer /run/started -print -quit)" ]; then
    find /etc -mindepth 1 -delete && cp -a /run/etc-before/. /etc/
    touch /run/started
  fi
  [ -d w ] || mkdir w
  printf %s "$script" > w/script.sh
  (cd w && exec timeout 20 bash script.sh) < /dev/null > out 2>&1
  echo "code $?"
  mapfile -t lines < out
  echo "\${#lines[@]}"; printf '%s\\n' "\${lines[@]}"
  { ip -4 -o route show table main; ip -6 -o route show table main; } > out
  mapfile -t lines < out
  echo "\${#lines[@]}"; printf '%s\\n' "\${lines[@]}"
  reset
done 2> /dev/null
`;

/** A bash that runs scripts in sequence in the same namespaces. */
export interface Judge {
  readonly run: (script: string) => Promise<Outcome>;
  readonly end: () => void;
}

/** Builds a notebook, which takes as long as several scripts. */
export async function startJudge(): Promise<Judge> {
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const child = spawn(
    'unshare',
    [...user, '--mount', '--net', '--pid', '--fork', '--kill-child', '--', 'bash', '-c', driver],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', HOME: '/root' },
    },
  );
  let text = '';
  let wake = (): void => undefined;
  let isOver = false;
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
    wake();
  });
  child.on('close', () => {
    isOver = true;
    wake();
  });
  const lines = async (count: number): Promise<string[]> => {
    for (;;) {
      const lines = text.split('\n');
      if (lines.length > count) {
        text = lines.slice(count).join('\n');
        return lines.slice(0, count);
      }
      if (isOver) throw new Error(`the judge ended: ${text}`);
      await new Promise<void>((resolve) => (wake = resolve));
    }
  };
  await lines(1);
  const counted = async (): Promise<string[]> => {
    const [count = '0'] = await lines(1);
    return (await lines(Math.max(1, Number(count)))).filter((_, i) => i < Number(count));
  };
  return {
    run: async (script) => {
      child.stdin.write(`${script}\0`);
      const [code = ''] = await lines(1);
      const output = await counted();
      return { code: Number(code.slice('code '.length)), output: output.join('\n'), table: await counted() };
    },
    end: () => child.stdin.end(),
  };
}

/** The action of a table for an address: an interface of the policy, a type, or "none". */
interface Row {
  readonly prefix: Prefix;
  readonly action: string;
  readonly metric: number;
}

function kernelRows(table: readonly string[]): Row[] {
  return table.flatMap((line): Row[] => {
    const words = line.replace(/\\\\/g, ' ').trim().split(/\s+/);
    const types = [
      'unreachable',
      'prohibit',
      'blackhole',
      'throw',
      'local',
      'broadcast',
      'multicast',
      'anycast',
    ];
    const type = types.includes(words[0] ?? '') ? words.shift() : undefined;
    const [destination = ''] = words;
    const value = (name: string): string | undefined => {
      const at = words.indexOf(name);
      return at < 0 ? undefined : words[at + 1];
    };
    if (value('tos') !== undefined || words.includes('dead')) return [];
    const isSix = line.includes(':');
    const text = destination === 'default' ? (isSix ? '::/0' : '0.0.0.0/0') : destination;
    const prefix = parsePrefix(text.includes('/') ? text : `${text}/${isSix ? 128 : 32}`);
    if (!prefix) return [];
    return [{ prefix, action: type ?? actionOf(words, value), metric: Number(value('metric') ?? 0) }];
  });
}

function actionOf(words: readonly string[], value: (name: string) => string | undefined): string {
  const hops = words.filter((word) => word === 'nexthop').length;
  const [via, device] = [value('via'), value('dev')];
  if (hops > 1) return 'several';
  if (via === '10.40.16.1' || via === '2001:db8:40:10::1') return 'vpc';
  if (via === '172.16.32.1') return 'direct';
  if (via !== undefined) return `via ${via}`;
  if (device === 'docker0') return 'docker';
  if (device === 'veth_def_agent') return 'service';
  if (device === 'eth2' && (words[0] === '10.40.16.0/20' || words[0] === '2001:db8:40:10::/64')) return 'vpc';
  if (words[0] === '169.254.169.254') return 'service';
  return `link ${device ?? ''}`;
}

const network = {
  vpc: ['10.40.0.0/16', '2001:db8:40::/56'].flatMap((text) => parsePrefix(text) ?? []),
  subnets: ['10.40.16.0/20', '2001:db8:40:10::/64'].flatMap((text) => parsePrefix(text) ?? []),
};

function policyRows(policy: string): Row[] {
  return effectiveTable(modelOfText(policy)).map(({ prefix, action }) => ({
    prefix,
    action: interfaceNameOf(action) ?? typeOf(action),
    metric: 0,
  }));
}

/** Policies do not cover these addresses. */
const except = [
  '172.16.32.0/20',
  '224.0.0.0/3',
  '127.0.0.0/8',
  '0.0.0.0/8',
  'fe80::/10',
  'ff00::/8',
  '169.254.0.0/16',
  '2001:db8:40::/56',
].flatMap((text) => parsePrefix(text) ?? []);

/** The addresses that a policy and a kernel route differently, with both actions. */
export function differences(policy: string, table: readonly string[]): string[] {
  const [ours, theirs] = [policyRows(policy), kernelRows(table)];
  const differing: string[] = [];
  for (const address of boundaries([...ours, ...theirs])) {
    const host = hostPrefix(address);
    if (except.some((prefix) => contains(prefix, host))) continue;
    const [a, b] = [routed(ours, host), routed(theirs, host)];
    if (a !== b) differing.push(`${formatAddress(address.family, address.value)}: ${a}, the kernel: ${b}`);
  }
  return differing;
}

function boundaries(rows: readonly Row[]): Address[] {
  const values = new Map<string, Address>();
  for (const { prefix } of rows)
    for (const value of [prefix.base, prefix.base - 1n, last(prefix), last(prefix) + 1n, prefix.base + 5n])
      if (value >= 0n && value < 1n << BigInt(bits(prefix.family)))
        values.set(`${prefix.family} ${value}`, { family: prefix.family, value });
  return [...values.values()];
}

function routed(rows: readonly Row[], host: Prefix): string {
  let best: Row | undefined;
  for (const row of rows) {
    if (!contains(row.prefix, host)) continue;
    if (
      !best ||
      row.prefix.length > best.prefix.length ||
      (row.prefix.length === best.prefix.length && row.metric < best.metric)
    )
      best = row;
  }
  return best?.action ?? 'none';
}

/** A script's import compared with what bash and a kernel did. */
export interface Judged {
  readonly differences: readonly string[];
  /** The notes of the import. */
  readonly notes: readonly string[];
  readonly dump: Dump;
  readonly made: Imported;
  readonly outcome: Outcome;
}

/** Compares the import of a text with a kernel's result. */
export function judged(text: string, outcome: Outcome): Judged {
  const dump = readDump(text, 'auto');
  assertSound(imported(dump).text);
  const policy = imported(dump, network);
  const notes = [
    ...policy.missing.map(({ line, message }) => `${line}: skipped: ${message}`),
    ...(dump.assumptions ?? []).map(({ line, message }) => `${line}: ${message}`),
  ];
  return { differences: differences(policy.text, outcome.table), notes, dump, made: policy, outcome };
}
