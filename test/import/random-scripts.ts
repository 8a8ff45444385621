import { randomNumbers } from '../../server/verify/addresses';

/** A script with many constructs, always the same for the same seed. */
export interface RandomScript {
  readonly text: string;
  /** The constructs it contains. */
  readonly constructs: readonly string[];
}

interface Draw {
  readonly below: (count: number) => number;
  readonly pick: <T>(choices: readonly T[]) => T;
  readonly name: (stem: string) => string;
  readonly net: () => string;
  readonly octet: () => number;
  readonly hop: () => string;
  readonly verb: () => string;
  readonly ip: () => string;
  /** Generates a few commands, which may contain further constructs. */
  readonly block: (depth: number) => string;
}

const vpc = 'via 10.40.16.1 dev eth2';

type Construct = (draw: Draw, depth: number) => string;

/** A command that sets a route. */
const plain: Construct = (d) => `${d.ip()} route ${d.verb()} ${d.net()} ${d.hop()}`;

const indented = (text: string) => text.replace(/^/gm, '  ');

/** The constructs of scripts; each generates lines. */
export const constructs: Readonly<Record<string, Construct>> = {
  plain,
  short: (d) => `ip r a ${d.net()} ${d.hop()}`,
  type: (d) => `ip route add ${d.pick(['unreachable', 'blackhole', 'prohibit'])} ${d.net()}`,
  delete: (d) => `ip route del ${d.net()}`,
  'delete-set': (d) => {
    const net = d.net();
    return `ip route replace ${net} ${d.hop()}\nip route del ${net}`;
  },
  change: (d) => `ip route change ${d.net()} ${d.hop()}`,
  append: (d) => `ip route ${d.pick(['append', 'prepend'])} ${d.net()} ${d.hop()}`,
  metric: (d) => `ip route add ${d.net()} ${d.hop()} metric ${d.pick([10, 20, 30])}`,
  flush: (d) => `ip route flush ${d.pick(['', 'root ', 'exact '])}${d.net()}`,
  'route-add': (d) => `route add -net ${d.net()} gw ${d.pick(['10.40.16.1', '172.16.32.1'])}`,
  'route-del': (d) => `route del -net ${d.net()}`,
  variable: (d) => {
    const [net, gateway] = [d.name('NET'), d.name('GW')];
    return `${net}=${d.net()} ${gateway}=10.40.16.1\n${d.ip()} route ${d.verb()} "$${net}" via \${${gateway}} dev eth2`;
  },
  default: (d) => `ip route ${d.verb()} \${${d.name('UNSET')}:-${d.net()}} ${d.hop()}`,
  array: (d) => {
    const name = d.name('nets');
    return `${name}=(${d.net()} ${d.net()})\n${name}+=(${d.net()})\nfor n in "\${${name}[@]}"; do ip route ${d.verb()} "$n" ${d.hop()}; done`;
  },
  map: (d) => {
    const name = d.name('map');
    return `declare -A ${name}=([a]=${d.net()} [b]=${d.net()})\nfor k in "\${!${name}[@]}"; do ip route replace "\${${name}[$k]}" ${vpc}; done`;
  },
  'for-words': (d, depth) =>
    `for x in ${d.octet()} ${d.octet()} ${d.octet()}; do\n  ip route ${d.verb()} 10.$x.${d.octet()}.0/24 ${d.hop()}\n${depth > 0 ? indented(d.block(depth - 1)) : '  :'}\ndone`,
  'for-brace': (d) => {
    const from = d.octet();
    return `for b in {${from}..${from + 2}}; do ip route ${d.verb()} 10.$b.0.0/16 ${d.hop()}; done`;
  },
  'for-c': (d) => {
    const from = d.octet();
    return `for ((i = ${from}; i < ${from + 3}; i++)); do ip route ${d.verb()} 10.$i.0.0/16 ${d.hop()}; done`;
  },
  'for-seq': (d) =>
    `for s in $(seq ${d.octet()} 2 ${d.octet() + 4}); do ip route ${d.verb()} 10.$s.0.0/16 ${d.hop()}; done`,
  'while-count': (d) => {
    const name = d.name('n');
    const from = d.octet();
    return `${name}=${from}\nwhile [ $${name} -lt ${from + 2} ]; do\n  ip route ${d.verb()} 10.$${name}.0.0/16 ${d.hop()}\n  ${name}=$((${name} + 1))\ndone`;
  },
  until: (d) => {
    const name = d.name('u');
    return `${name}=0\nuntil (( ${name} >= 2 )); do ip route ${d.verb()} 10.$((${d.octet()} + ${name})).0.0/16 ${d.hop()}; ((${name}++)); done`;
  },
  'while-read': (d) =>
    `while read -r net via; do\n  ip route ${d.verb()} "$net" via "$via"\ndone <<EOF\n${d.net()} 10.40.16.1\n${d.net()} 172.16.32.1\nEOF`,
  'here-string': (d) =>
    `while IFS=, read -r a b; do ip route ${d.verb()} "$a" ${d.hop()}; ip route ${d.verb()} "$b" ${d.hop()}; done <<< "${d.net()},${d.net()}"`,
  'process-substitution': (d) =>
    `while read -r p; do ip route ${d.verb()} $p ${d.hop()}; done < <(printf '%s\\n' ${d.net()} ${d.net()})`,
  break: (d) =>
    `for x in 1 2 3; do\n  [ $x = ${1 + d.below(3)} ] && ${d.pick(['break', 'continue'])}\n  ip route ${d.verb()} 10.${d.octet()}.$x.0/24 ${d.hop()}\ndone`,
  'if-known': (d, depth) =>
    `${d.name('MODE')}=${d.pick(['a', 'b'])}\nif [ "$${d.name('MODE')}" = a ]; then\n${depth > 0 ? indented(d.block(depth - 1)) : `  ${plain(d, 0)}`}\nelse\n  ${plain(d, 0)}\nfi`,
  'if-unknown': (d) =>
    `if [ -f /etc/${d.name('lab')} ]; then\n  ${plain(d, 0)}\n${d.pick(['', `else\n  ${plain(d, 0)}\n`])}fi`,
  'variable-unknown': (d) => {
    const name = d.name('V');
    return `${name}=${d.net()}\n[ -f /etc/nothing ] && ${name}=${d.net()}\nip route ${d.verb()} $${name} ${d.hop()}`;
  },
  'if-command': (d) =>
    `if ip route add ${d.net()} ${d.hop()}; then\n  ${plain(d, 0)}\nelse\n  ${plain(d, 0)}\nfi`,
  case: (d) =>
    `case ${d.pick(['lab-1', 'prod', 'x'])} in\n  lab*) ${plain(d, 0)} ;;\n  prod|test) ${plain(d, 0)} ;;\n  *) ${plain(d, 0)} ;;\nesac`,
  'double-bracket': (d) =>
    `if [[ ${d.net()} == 10.* && ${d.below(9)} -lt ${d.below(9)} ]]; then ${plain(d, 0)}; fi\n[[ 10.${d.octet()}.0.0 =~ ^10\\.([0-9]+) ]] && ip route ${d.verb()} 10.\${BASH_REMATCH[1]}.9.0/24 ${d.hop()}`,
  'and-or': (d) => `${plain(d, 0)} ${d.pick(['&&', '||'])} ${plain(d, 0)}`,
  guarded: (d) => `${plain(d, 0)} || true`,
  negated: (d) => `! ${plain(d, 0)}`,
  subshell: (d) => {
    const name = d.name('S');
    return `${name}=${d.net()}\n( ${name}=${d.net()}; ip route ${d.verb()} $${name} ${d.hop()} )\nip route ${d.verb()} $${name} ${d.hop()}`;
  },
  group: (d) => `{ ${plain(d, 0)}; ${plain(d, 0)}; }`,
  function: (d, depth) => {
    const name = d.name('set_routes');
    return `${name}() {\n  local net=$1 gw=\${2:-10.40.16.1}\n  ip route ${d.verb()} "$net" via "$gw"\n${depth > 0 ? indented(d.block(depth - 1)) : '  :'}\n}\n${name} ${d.net()}\n${name} ${d.net()} 172.16.32.1`;
  },
  'function-return': (d) => {
    const name = d.name('f');
    return `${name}() { ${plain(d, 0)}; return ${d.below(2)}; ${plain(d, 0)}; }\n${name} && ${plain(d, 0)}`;
  },
  uncalled: (d) => `${d.name('never')}() { ${plain(d, 0)}; }`,
  batch: (d) =>
    `ip -batch - <<EOF\nroute ${d.verb()} ${d.net()} ${d.hop()}\nroute ${d.verb()} ${d.net()} ${d.hop()}\nEOF`,
  'batch-force': (d) =>
    `ip -force -batch - <<'EOF'\nroute add ${d.net()} ${d.hop()}\n# comment\nroute add ${d.net()} ${d.hop()}\nEOF`,
  'batch-pipe': (d) =>
    `${d.pick(['echo', "printf '%s\\n'"])} "route ${d.verb()} ${d.net()} ${d.hop()}" | ip -b -`,
  'batch-loop': (d) =>
    `for n in ${d.net()} ${d.net()}; do echo "route ${d.verb()} $n ${d.hop()}"; done | ip -batch -`,
  'batch-file': (d) => {
    const file = `/tmp/${d.name('batch')}`;
    return `cat > ${file} <<EOF\nroute ${d.verb()} ${d.net()} ${d.hop()}\nEOF\necho "route ${d.verb()} ${d.net()} ${d.hop()}" >> ${file}\nip -b ${file}`;
  },
  eval: (d) => `eval "ip route ${d.verb()} ${d.net()} ${d.hop()}"`,
  'bash-c': (d) => `bash -c 'ip route ${d.verb()} $1 ${vpc}' _ ${d.net()}`,
  'pipe-bash': (d) => `echo "ip route ${d.verb()} ${d.net()} ${d.hop()}" | bash`,
  'written-script': (d) => {
    const file = `/tmp/${d.name('script')}.sh`;
    return `cat > ${file} <<'EOF'\nip route ${d.verb()} "$1" ${vpc}\nEOF\n${d.pick([`bash ${file}`, `. ${file}`, `source ${file}`])} ${d.net()}`;
  },
  xargs: (d) => `echo ${d.net()} ${d.net()} | xargs -n1 -I{} ip route ${d.verb()} {} ${d.hop()}`,
  substitution: (d) => `out=$(ip route add ${d.net()} ${d.hop()} 2>&1) || ${plain(d, 0)}`,
  'text-tools': (d) =>
    `for n in $(echo "${d.net()};${d.net()}" | tr ';' '\\n' | sort | head -n 1); do ip route ${d.verb()} $n ${d.hop()}; done`,
  expansion: (d) => {
    const name = d.name('E');
    return `${name}=${d.net()}\nip route ${d.verb()} \${${name}%/*}/32 ${d.hop()}\nip route ${d.verb()} \${${name}/10./11.} ${d.hop()}`;
  },
  arithmetic: (d) =>
    `ip route ${d.verb()} 10.$(( (${d.octet()} * 2 + 7) % 200 + 40 )).0.0/16 ${d.hop()}`.replace(
      '10.$',
      '11.$',
    ),
  quoting: (d) =>
    `echo "it's a quote: ip route add ${d.net()}" 'and "another"' > /dev/null # ip route add ${d.net()} ${d.hop()}\n"ip" 'route' add ${d.net()} ${d.hop()}`,
  wrappers: (d) =>
    `${d.pick(['sudo -n', 'env LC_ALL=C', 'command', 'timeout 5', 'nice', 'LC_ALL=C'])} ip route ${d.verb()} ${d.net()} ${d.hop()}`,
  background: (d) => `ip route ${d.verb()} ${d.net()} ${d.hop()} &\nwait`,
  'set-args': (d) =>
    `set -- ${d.net()} ${d.net()}\nwhile [ $# -gt 0 ]; do ip route ${d.verb()} $1 ${d.hop()}; shift; done`,
  mapfile: (d) => {
    const name = d.name('M');
    return `mapfile -t ${name} <<EOF\n${d.net()}\n${d.net()}\nEOF\nfor m in "\${${name}[@]}"; do ip route ${d.verb()} $m ${d.hop()}; done`;
  },
  continued: (d) => `ip route ${d.verb()} \\\n  ${d.net()} \\\n  ${d.hop()}`,
  exit: (d) => (d.below(6) === 0 ? `exit 0\n${plain(d, 0)}` : `[ 1 = 2 ] && exit 1\n${plain(d, 0)}`),
  'errexit-on': () => 'set -e',
  'errexit-off': () => 'set +e',
  trap: (d) => `trap 'ip route add ${d.net()} ${d.hop()}' EXIT`,
  nounset: (d) => {
    const name = d.name('U');
    return `set -u\n${name}=${d.net()}\nip route ${d.verb()} "$${name}" ${d.hop()}\nset +u`;
  },
  'name-reference': (d) => {
    const name = d.name('add_all');
    return `${name}() { local -n list=$1; for n in "\${list[@]}"; do ip route ${d.verb()} $n ${d.hop()}; done; list=(); }\nR${name}=(${d.net()} ${d.net()})\n${name} R${name}\n${name} R${name}`;
  },
  'trap-error': (d) =>
    `trap '${d.pick(['exit 1', 'echo failed', 'true'])}' ERR\nip route add ${d.net()} ${d.hop()}\n${plain(d, 0)}\ntrap - ERR`,
  'route-words': (d) =>
    `route add ${d.pick(['-host', ''])} 10.${d.octet()}.3.${1 + d.below(3)} gw 10.40.16.1\nroute add ${d.net()} gw 10.40.16.1\nroute add -net 10.${d.octet()} gw 10.40.16.1 netmask 255.255.0.0`,
  'return-outside': (d) => `return 0 2> /dev/null\n${plain(d, 0)}`,
  'syntax-error': (d) =>
    d.below(3) === 0
      ? `${plain(d, 0)}\n${d.pick(['fi', 'if true; then', 'for x in 1 2; do', 'echo "', '}', 'x=$(echo'])}\n${plain(d, 0)}`
      : plain(d, 0),
  'environment-words': (d) =>
    `env PATH=$PATH ip route ${d.verb()} ${d.net()} ${d.hop()}\nsudo -n env A=1 B="$HOME" ip route ${d.verb()} ${d.net()} ${d.hop()}`,
  'sourced-text': (d) => `. /dev/stdin <<'EOF'\nip route ${d.verb()} ${d.net()} ${d.hop()}\nEOF`,
  coproc: (d) => `coproc ip route ${d.verb()} ${d.net()} ${d.hop()}\nwait`,
  'default-route': (d) =>
    `ip route ${d.pick(['add', 'replace'])} default ${vpc}${d.pick(['', ' metric 500'])}`,
  ipv6: (d) => `ip -6 route ${d.verb()} 2001:db8:9${d.below(4)}::/48 via 2001:db8:40:10::1 dev eth2`,
  rejected: (d) => `ip route add 10.${d.octet()}.1.0/16 ${d.hop()}`,
  attributes: (d) =>
    `ip route ${d.verb()} ${d.net()} ${d.hop()} ${d.pick(['mtu 1400', 'proto static', 'advmss 1360', 'tos 0x10'])}`,
};

const names = Object.keys(constructs);

/** A script in which every construct occurs, in an order given by the seed. */
export function randomScript(seed: number): RandomScript {
  const next = randomNumbers(seed);
  const below = (count: number): number => next() % count;
  const pick = <T>(choices: readonly T[]): T => choices[below(choices.length)];
  const used: string[] = [];
  let number = 0;
  const written = (name: string, depth: number): string => {
    used.push(name);
    number++;
    const own = number;
    const draw: Draw = {
      below,
      pick,
      name: (stem) => `${stem}${own}`,
      octet: () => 80 + below(8),
      net: () =>
        pick([
          `10.${80 + below(8)}.0.0/16`,
          `10.${80 + below(4)}.${below(3)}.0/24`,
          `10.${80 + below(8)}.0.0/15`.replace(
            /\.(\d+)\.0\.0\/15/,
            (_, octet: string) => `.${Number(octet) & ~1}.0.0/15`,
          ),
        ]),
      hop: () => pick([vpc, vpc, vpc, 'via 10.40.16.1', 'via 172.16.32.1 dev eth0']),
      verb: () => pick(['add', 'add', 'replace']),
      ip: () => pick(['ip', 'ip', 'sudo ip', '/usr/sbin/ip', 'ip -4']),
      block: (inner) => Array.from({ length: 1 + below(2) }, () => written(pick(names), inner)).join('\n'),
    };
    return constructs[name](draw, depth);
  };
  const first = names[seed % names.length];
  const count = below(4);
  const parts = [first, ...Array.from({ length: count }, () => pick(names))].sort(() => next() - 0x80000000);
  const body = parts.map((name) => written(name, 1));
  return { text: `#!/bin/bash\n${body.join('\n')}\n`, constructs: used };
}
