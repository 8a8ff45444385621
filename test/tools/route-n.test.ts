import * as assert from 'node:assert';
import { spawnSync } from 'node:child_process';
import { effectiveTable } from '../../server/model/effective';
import { loadAlone } from '../../server/model/load';
import { modelOf } from '../../server/model/model';
import { routeNText } from '../../server/render/table';
import { parse } from '../../server/syntax/parser';
import { notProven } from '../not-proven';

const policy = `vpc 172.31.0.0/16
subnet 172.31.64.0/20
interface direct eth0 gateway 172.16.32.1
route 10.0.0.0/16, 10.9.8.7 via vpc
route 10.0.0.0/8, 192.168.1.1 unreachable
route 192.168.0.0/16 prohibit
route 198.18.0.0/15, 198.18.0.1 blackhole
route 172.16.0.0/16 via direct
`;

/** The same table set up by hand in a namespace, and printed by net-tools. */
const script = `set -e
for name in eth0 eth2 veth_def_agent docker0; do
  ip link add $name type veth peer name "p$name"; ip link set "p$name" up
done
for name in lo eth0 eth2 veth_def_agent docker0; do ip link set $name up; done
ip addr add 172.31.64.10/20 dev eth2; ip addr add 169.254.0.1/24 dev veth_def_agent; ip addr add 172.17.0.1/16 dev docker0
ip addr add 172.16.32.9/32 dev eth0
ip route add default via 172.16.32.1 dev eth0 onlink; ip route add 169.254.169.254 dev eth0
ip route add 172.31.0.0/16 via 172.31.64.1 dev eth2
ip route add 10.0.0.0/16 via 172.31.64.1 dev eth2; ip route add 10.9.8.7 via 172.31.64.1 dev eth2
ip route add unreachable 10.0.0.0/8; ip route add unreachable 192.168.1.1; ip route add prohibit 192.168.0.0/16
ip route add blackhole 198.18.0.0/15; ip route add blackhole 198.18.0.1
ip route add 172.16.0.0/16 via 172.16.32.1 dev eth0 onlink
route -n`;

describe('route -n', () => {
  it('of net-tools prints the same table, line by line', function () {
    if (spawnSync('route', ['--version']).error)
      notProven(this, "the table's form against route -n", 'net-tools is not installed');
    const namespace = process.getuid?.() === 0 ? ['--net'] : ['--user', '--map-root-user', '--net'];
    const { stdout, stderr, status } = spawnSync('unshare', [...namespace, 'sh', '-c', script], {
      encoding: 'utf8',
    });
    assert.strictEqual(status, 0, stderr);
    const table = routeNText(effectiveTable(modelOf(loadAlone('policy.nbroute', parse(policy)))), false);
    assert.strictEqual(table, stdout.replace(/ +$/gm, ''));
  });
});
