import * as assert from 'node:assert';
import * as path from 'node:path';
import { planOf } from '../../server/emit/plan';
import { script } from '../../server/emit/script/script';
import { effectiveTable, sites } from '../../server/model/effective';
import { lookup } from '../../server/model/lookup';
import type { Model } from '../../server/model/model';
import { formatAddress, hostPrefix, parseAddress } from '../../server/net/prefix';
import { boundaries } from '../../server/verify/addresses';
import { leavingOut } from '../../server/verify/left-out';
import { notebookOf, type Notebook } from '../../server/verify/notebook';
import { agree, expected, kernelReplies } from '../../server/verify/replies';
import { root } from '../fixture';
import { notProven } from '../not-proven';
import { modelOfFiles, modelOfText } from '../random-policy';
import { until } from '../until';
import { bootMachine, whyNoSystemd, type Machine } from './systemd';

/*
 * systemd-networkd manages both interfaces of a machine: ens5, the direct one, by DHCP, and ens6, the VPC's, with a
 * static address. The other end of both is in a namespace with a DHCP server.
 */

const network = 'vpc 172.31.0.0/16\nsubnet 172.31.64.0/20\n';
const failClosed = `policy Stay
${network}route rfc1918 unreachable
route 172.16.0.0/16 via direct
route 10.1.0.0/16 via vpc
route 10.9.0.0/16 via direct
`;

/** The other ends, and networkd's configuration of ours. networkd itself sets the route to the metadata service. */
const interfaces = `set -e
ip netns add far
for n in 5 6; do ip link add ens$n type veth peer name far$n; ip link set far$n netns far up; done
ip -n far link set lo up
ip -n far addr add 172.16.32.1/20 dev far5
ip -n far addr add 172.16.32.2/20 dev far5
ip -n far addr add 172.31.64.1/20 dev far6
ip link add docker0 type bridge
ip addr add 172.17.0.1/16 dev docker0
ip link set docker0 up
ip link add veth_def_agent type veth peer name far-agent
ip addr add 169.254.0.1/24 dev veth_def_agent
ip link set veth_def_agent up
ip link set far-agent up
cat > /etc/systemd/network/10-direct.network << 'END'
[Match]
Name=ens5
[Network]
DHCP=ipv4
LinkLocalAddressing=no
[Route]
Destination=169.254.169.254/32
Scope=link
END
cat > /etc/systemd/network/10-vpc.network << 'END'
[Match]
Name=ens6
[Network]
Address=172.31.64.10/20
LinkLocalAddressing=no
END
mkdir /etc/systemd/network/10-vpc.network.d
echo nameserver 172.16.32.1 > /etc/resolv.conf`;

const dhcpService = `cat > /etc/systemd/system/dhcp.service << 'END'
[Service]
ExecStart=/bin/bash -c 'exec ip netns exec far dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --bind-interfaces --interface=far5 --dhcp-range=172.16.32.10,172.16.32.10,2m --dhcp-option=3,$(cat /run/gateway) --dhcp-leasefile=/run/leases --dhcp-authoritative'
END
systemctl daemon-reload`;

/** Serves leases with another gateway. */
function serving(gateway: string): string {
  return `echo ${gateway} > /run/gateway; systemctl restart dhcp`;
}

/** Succeeds if the lease has a gateway; renews it otherwise. */
function leased(gateway: string): string {
  return `ip route show default | grep -q 'via ${gateway} ' || { networkctl renew ens5; false; }`;
}

/** A drop-in with a different address each time, so that a reload has an effect. */
const changedDropIn =
  "printf '[Network]\\nAddress=172.31.64.%s/20\\n' $((20 + RANDOM % 200)) > /etc/systemd/network/10-vpc.network.d/more.conf";

/** The events that lose routes on a machine without the service. */
const losses: Readonly<Record<string, string>> = {
  'a reload with a changed drop-in': `${changedDropIn}; networkctl reload`,
  "a reconfiguration of the VPC's interface": 'networkctl reconfigure ens6',
  'a reconfiguration of the direct interface': 'networkctl reconfigure ens5',
  'a reconfiguration of both interfaces': 'networkctl reconfigure ens5 ens6',
  "the VPC's interface down and up": 'ip link set ens6 down; ip link set ens6 up',
  'the direct interface down and up': 'ip link set ens5 down; ip link set ens5 up',
  'a reject route deleted': 'ip route del unreachable 10.0.0.0/8',
  'a route deleted': 'ip route del 10.1.0.0/16',
  'all routes of the policy flushed':
    'for p in 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 172.31.0.0/16 172.16.0.0/16 10.1.0.0/16 10.9.0.0/16; do ip route flush exact $p; done',
  'a route replaced': 'ip route replace 10.1.0.0/16 via 172.31.64.9 dev ens6',
};

describe('the restore service, with a real systemd and networkd,', function () {
  let machine: Machine;
  const model = modelOfText(failClosed);

  const ok = (text: string, input?: string): string => {
    const { code, output } = machine.run(text, input);
    assert.strictEqual(code, 0, `${text}\n${output}`);
    return output;
  };
  const succeeds = (text: string): boolean => machine.run(text).code === 0;
  const journal = (): string =>
    ok('journalctl --sync; journalctl --unit=nbroute-restore --output=cat --no-pager');
  const restored = (): number => journal().match(/: back within /g)?.length ?? 0;
  const start = (of: Model): string => {
    ok('cat > /root/start; chmod 755 /root/start', script(planOf(of)));
    return ok('/root/start');
  };
  const isActive = (): boolean => succeeds('systemctl is-active nbroute-restore');
  const mainPid = (): string => ok('systemctl show --property=MainPID --value nbroute-restore').trim();

  /** The differences between kernel and model as text; empty if they agree. */
  const disagreements = (of: Model, gateway = '172.16.32.1'): string => {
    const [site] = sites(of);
    const known = notebookOf(of, site, 'dhcp', { direct: 'ens5', vpc: 'ens6' });
    const address = parseAddress(gateway);
    assert.ok(address);
    const notebook: Notebook = { ...known, directGateway: address };
    const isLeftOut = leavingOut(notebook);
    const addresses = boundaries(effectiveTable(of, site).map(({ prefix }) => prefix)).filter(
      (each) => each.family === 4 && !isLeftOut(each) && !ownAddress(formatAddress(4, each.value)),
    );
    assert.ok(addresses.length > 10);
    const questions = addresses.map(({ value }) => `route get ${formatAddress(4, value)}\n`).join('');
    const output = machine.run('ip -o -force -batch - 2> /run/errors; cat /run/errors >&2', questions).output;
    const lines = output.split('\n');
    const isError = (line: string): boolean => /^(RTNETLINK|Error|Command failed)/.test(line);
    const answers = kernelReplies(
      addresses.length,
      lines.filter((line) => !isError(line)).join('\n'),
      lines.filter(isError).join('\n'),
    );
    return addresses
      .flatMap(({ family, value }, i) => {
        const answer = expected(lookup(of, hostPrefix({ family, value }), site)[0].route, notebook);
        const kernel = answers[i] ?? 'nothing';
        return agree(answer, kernel) ? [] : [`${formatAddress(family, value)}: ${answer}, not ${kernel}`];
      })
      .join('\n');
  };
  /** Addresses that drop-ins add are in the kernel's local table. */
  const ownAddress = (text: string): boolean => /^172\.(16\.3[2-9]|16\.4[0-7]|31\.64)\./.test(text);
  const isModel = (of: Model, gateway?: string): Promise<true> =>
    until(`the table of ${of.name}`, () => disagreements(of, gateway) === '');
  const isLossy = (of: Model): Promise<true> => until('a loss', () => disagreements(of) !== '');

  before(async function () {
    const why = whyNoSystemd();
    if (why !== undefined) notProven(this, 'the restore service under a real systemd', why);
    machine = await bootMachine();
    await until('systemd', () => succeeds('systemctl is-system-running'));
    ok(interfaces);
    ok(dhcpService);
    ok(serving('172.16.32.1'));
    ok('systemctl start systemd-networkd');
    await until('a lease', () => succeeds('ip route show default | grep -q via'));
    await until('the address', () => succeeds('ip -o addr show ens6 | grep -q 172.31.64.10'));
    start(model);
    await isModel(model);
  });
  after(async () => machine?.end());

  it('has only CAP_NET_ADMIN, no part of the start, no start limit, and a folder that only root can access', () => {
    const pid = mainPid();
    assert.match(ok(`cat /proc/${pid}/status`), /^CapBnd:\s0000000000001000$/m);
    ok('exec 7> /run/ours; /root/start');
    assert.doesNotMatch(ok(`ls -l /proc/${mainPid()}/fd`), /\/run\/ours/);
    assert.notStrictEqual(mainPid(), pid);
    assert.match(
      ok('systemctl show --property=StartLimitIntervalUSec,Restart nbroute-restore'),
      /^Restart=always\n(?:.*\n)?StartLimitIntervalUSec=(?:0|infinity)$|StartLimitIntervalUSec=0/m,
    );
    assert.strictEqual(ok('stat -c "%A %U" /run/nbroute').trim(), 'drwx------ root');
    assert.strictEqual(ok('ls /run/nbroute'), 'restore\nroutes\n');
  });

  for (const [what, loss] of Object.entries(losses))
    it(`restores the model's table after ${what}, which is lost without it`, async () => {
      const count = restored();
      ok(loss);
      await until('a loss that is over', () => restored() > count);
      await isModel(model);
      ok('systemctl stop nbroute-restore');
      ok(loss);
      await isLossy(model);
      ok('systemctl start nbroute-restore');
      await isModel(model);
    });

  it('restores after ten losses in a row', async () => {
    for (let loss = 1; loss <= 10; loss++) {
      ok(losses['all routes of the policy flushed']);
      await until('the reject route', () => succeeds('ip route show 10.0.0.0/8 | grep -q unreachable'));
    }
    await isModel(model);
  });

  it('keeps the table over a restart of networkd and a renewed lease, and uses the gateway of a new one', async () => {
    ok(`${changedDropIn}; systemctl restart systemd-networkd`);
    await until('both interfaces', () =>
      succeeds("[ $(networkctl | grep -c 'routable *configured') -ge 2 ]"),
    );
    await isModel(model);
    ok('networkctl renew ens5');
    await isModel(model);
    ok(serving('172.16.32.2'));
    await until('another gateway', () => succeeds(leased('172.16.32.2')));
    await isModel(model, '172.16.32.2');
    await until('the list with the new gateway', () =>
      succeeds("grep -qx '10.9.0.0/16 via 172.16.32.2 dev ens5 proto static onlink' /run/nbroute/routes"),
    );
    ok(serving('172.16.32.1'));
    await until('the first gateway', () => succeeds(leased('172.16.32.1')));
    await isModel(model);
  });

  it('gives up a route that is replaced again and again, restores the others, and tries again later', async () => {
    const foreign = 'ip route replace 10.1.0.0/16 via 172.31.64.9 dev ens6';
    // Simulates that five minutes and one more have passed.
    ok(`sed -i 's/=[$]((SECONDS + 300))/=$((SECONDS + 1)) fights[$prefix]="-60 -60 -60"/' /run/nbroute/restore
grep -q 'SECONDS + 1)) fights' /run/nbroute/restore && systemctl restart nbroute-restore`);
    for (let time = 1; time <= 3; time++) {
      ok(foreign);
      await isModel(model);
    }
    const output = () =>
      /10\.1\.0\.0\/16 via 172\.31\.64\.1 .*: replaced four times in a minute, by .*172\.31\.64\.9/.test(
        journal(),
      );
    assert.ok(!output());
    ok(foreign);
    await until('that it is left', output);
    ok('ip route del unreachable 10.0.0.0/8');
    await until('the reject route', () => succeeds('ip route show 10.0.0.0/8 | grep -q unreachable'));
    await until('another try', () =>
      succeeds('ip link set dev docker0 alias x; ip route show 10.1.0.0/16 | grep -q 64.1'),
    );
    await isModel(model);
  });

  it('never replaces a route of the kernel', async () => {
    const count = restored();
    ok(`systemctl stop nbroute-restore
ip link add near type bridge
ip link set near up
ip route del 10.1.0.0/16
ip addr add 10.1.0.1/16 dev near
systemctl start nbroute-restore`);
    ok('ip route del unreachable 192.168.0.0/16');
    await until('the reject route', () => restored() > count);
    assert.match(ok('ip route show 10.1.0.0/16'), /^10\.1\.0\.0\/16 dev near proto kernel/);
    ok('ip link del near');
    await isModel(model);
  });

  it('starts again when it is killed, and leaves nothing when it is stopped', async () => {
    const pid = mainPid();
    ok(`kill -9 ${pid}`);
    await until('another process', () => isActive() && mainPid() !== pid && mainPid() !== '0');
    ok('ip route del 10.1.0.0/16');
    await isModel(model);
    ok('systemctl stop nbroute-restore');
    assert.strictEqual(machine.run('pgrep -f "nbroute/restore$|^ip monitor"').output, '');
    ok('ip route del 10.1.0.0/16');
    assert.ok(!isActive());
    assert.notStrictEqual(disagreements(model), '');
  });

  it('is replaced by a second start, which has nothing else to do', async () => {
    start(model);
    await isModel(model);
    const pid = mainPid();
    assert.match(start(model), /^nbroute Stay: 7 routes installed \(unchanged\)/m);
    assert.notStrictEqual(mainPid(), pid);
    assert.doesNotMatch(start(model), /note: (?:removed|replaced|no restore)/);
  });

  it('ends with its policy: the start of another one removes exactly what is still as it was set', async () => {
    start(model);
    const other = modelOfText(`policy Other\n${network}route 10.8.0.0/16, 10.1.0.0/16 via vpc\n`);
    ok(`ip route add 192.0.2.0/24 via 172.31.64.1 dev ens6 proto static
ip route add unreachable 10.0.0.0/8 proto static metric 7
systemctl stop nbroute-restore
ip route replace 192.168.0.0/16 via 172.31.64.9 dev ens6`);
    const output = start(other);
    const removed = [...output.matchAll(/^nbroute Other: note: removed an earlier policy's (.*)$/gm)];
    assert.deepStrictEqual(removed.map(([, route]) => route).sort(), [
      '10.9.0.0/16 via 172.16.32.1 dev ens5 proto static onlink',
      '172.16.0.0/16 via 172.16.32.1 dev ens5 proto static onlink',
      'unreachable 10.0.0.0/8 proto static',
      'unreachable 172.16.0.0/12 proto static',
    ]);
    const foreign = [
      '192.0.2.0/24 via',
      'unreachable 10.0.0.0/8 proto static metric 7',
      '192.168.0.0/16 via 172.31.64.9',
    ];
    for (const route of foreign) assert.ok(ok('ip route show').includes(`\n${route}`), route);
    ok('ip route del 192.0.2.0/24; ip route del unreachable 10.0.0.0/8; ip route del 192.168.0.0/16');
    await isModel(other);
    ok('ip route del 10.8.0.0/16');
    await isModel(other);
    assert.match(ok('systemctl status nbroute-restore'), /policy Other/);
  });

  it('comes back with its routes if the start of another policy fails', async () => {
    start(model);
    await isModel(model);
    const wrong = modelOfText(`policy Wrong\n${network}route 192.0.2.0/24 via vpc\n`);
    ok('echo nameserver 192.0.2.53 > /etc/resolv.conf');
    ok('cat > /root/start; chmod 755 /root/start', script(planOf(wrong)));
    const { code, output } = machine.run('/root/start');
    ok('echo nameserver 172.16.32.1 > /etc/resolv.conf');
    assert.strictEqual(code, 1, output);
    assert.match(output, /every route is put back$/m);
    await isModel(model);
    ok('ip route del 10.1.0.0/16');
    await isModel(model);
    assert.match(ok('systemctl status nbroute-restore'), /policy Stay/);
  });

  it('is not installed with on-loss ignore, and an earlier one is removed', () => {
    start(model);
    start(modelOfText(`${failClosed}on-loss ignore\n`));
    assert.ok(!isActive());
    assert.strictEqual(ok('ls /run/nbroute'), 'routes\n');
    assert.ok(!succeeds('test -e /run/systemd/system/nbroute-restore.service'));
  });

  it('never makes a start fail, and leaves no incomplete files', async () => {
    const cases: readonly (readonly [string, string])[] = [
      ['mount -t tmpfs -o ro t /run/systemd/system', 'umount /run/systemd/system'],
      ['mount -t tmpfs -o ro t /run/nbroute', 'umount /run/nbroute'],
      ['mount -t tmpfs -o size=4k,mode=700 t /run/nbroute', 'umount /run/nbroute'],
      ['mount --bind /bin/false /usr/bin/systemctl', 'umount /usr/bin/systemctl'],
    ];
    start(model);
    for (const [broken, repaired] of cases) {
      ok(broken);
      const output = start(model);
      assert.match(
        output,
        /^nbroute Stay: note: no restore service: .*\nnbroute Stay: 7 routes installed \(unchanged\)/m,
        broken,
      );
      assert.ok(
        !succeeds('test -e /run/nbroute/restore') ||
          broken.includes('systemctl') ||
          broken.includes('system'),
      );
      ok(repaired);
    }
    assert.doesNotMatch(start(model), /note: no restore/);
    await isModel(model);
  });

  it('is not left by nbroute verify, which uses no systemd and has its own /run', async () => {
    ok('systemctl stop nbroute-restore; rm -rf /run/systemd/system/nbroute-restore.service /run/nbroute');
    ok(`printf '#!/bin/sh\\necho "$@" >> /run/asked\\n' > /run/systemctl; chmod 755 /run/systemctl; : > /run/asked
mount --bind /run/systemctl /usr/bin/systemctl`);
    const output = ok(
      `'${process.execPath}' dist/cli.js verify samples/blog.nbroute`.replace(/dist|samples/g, (folder) =>
        path.join(root, folder),
      ),
    );
    ok('umount /usr/bin/systemctl');
    assert.match(output, /the kernel agrees: [^]*the loop, not systemd\.$/m);
    assert.strictEqual(ok('cat /run/asked'), '');
    assert.ok(!succeeds('test -e /run/nbroute || systemctl cat nbroute-restore'));
    start(model);
    await isModel(model);
  });

  it("never runs the user's script", async () => {
    const own = await modelOfFiles(`${failClosed}on-start "own.sh"\n`, {
      'own.sh': '#!/bin/bash\necho ran >> /root/ran\n',
    });
    start(own);
    const count = restored();
    ok(losses['all routes of the policy flushed']);
    await until('a loss that is over', () => restored() > count);
    await isModel(own);
    assert.strictEqual(ok('cat /root/ran'), 'ran\n');
    assert.ok(!succeeds('grep -q "/root/ran" /run/nbroute/restore'));
  });
});
