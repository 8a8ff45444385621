import * as assert from 'node:assert';
import { readNetworkFile } from '../../server/aws/read';
import { portFilterAt, routerAt, selectedVpc } from '../../server/model/network-file';
import { portsAt, type PortFilter } from '../../server/model/ports';
import { parsePrefix } from '../../server/net/prefix';
import { portQuery } from '../../server/syntax/port-query';
import { runs } from '../volume';
import { portDifferences } from './ports-agreement';

/** The filter of a notebook with the group `sg-n`, in 10.0.1.0/24, in an account whose ACL allows everything. */
function filterWith(...responses: readonly object[]): PortFilter {
  const rule = { RuleNumber: 100, Protocol: '-1', RuleAction: 'allow', CidrBlock: '0.0.0.0/0' };
  const account = [
    { Subnets: [{ SubnetId: 'subnet-n', VpcId: 'vpc-n', CidrBlock: '10.0.1.0/24' }] },
    {
      NetworkAcls: [
        {
          NetworkAclId: 'acl-n',
          Associations: [{ SubnetId: 'subnet-n' }],
          Entries: [true, false].map((Egress) => ({ ...rule, Egress })),
        },
      ],
    },
    { NotebookInstanceName: 'n', SubnetId: 'subnet-n', SecurityGroups: ['sg-n'] },
    ...responses,
  ];
  const { facts } = readNetworkFile(account.map((each) => JSON.stringify(each)).join('\n'));
  const selection = selectedVpc(facts, { choice: undefined, vpc: [], subnets: [] });
  if (!selection.vpc) throw new Error(selection.problem);
  const site = { four: parsePrefix('10.0.1.0/24'), six: undefined };
  return portFilterAt(facts, selection, site, routerAt(facts, selection, site));
}

const permission = (port: number, members: object): object => ({
  IpProtocol: 'tcp',
  FromPort: port,
  ToPort: port,
  ...members,
});
const egress = (...IpPermissionsEgress: readonly object[]): object => ({
  GroupId: 'sg-n',
  VpcId: 'vpc-n',
  IpPermissionsEgress,
});

describe('the decisions about ports', () => {
  it('agree in random accounts with a model that asks each rule about each packet', () => {
    const { compared, states, different } = portDifferences(
      Array.from({ length: runs(1000) }, (_, seed) => seed),
      { addresses: 4, ports: 3 },
    );
    assert.deepStrictEqual(different.slice(0, 5), []);
    for (const state of ['allowed', 'blocked', 'unknown'])
      assert.ok(states[state] > compared / 20, `${state}: ${states[state]} of ${compared}`);
  });

  it('are unknown for a group of a peer, whose interfaces are not among those of the VPC', () => {
    const toGroup = permission(443, { UserIdGroupPairs: [{ GroupId: 'sg-p', VpcId: 'vpc-p' }] });
    const filter = filterWith({ SecurityGroups: [egress(toGroup)] }, { NetworkInterfaces: [] });
    const [{ parts }] = portsAt(filter, 4, 0n, 2n ** 31n, portQuery('tcp', [{ from: 443, to: 443 }]));
    assert.strictEqual(parts[0].decision.state, 'unknown');
  });

  it('take a look at each rule for its own addresses only', () => {
    const count = 300;
    const block = (i: number): string => `10.${100 + (i >> 8)}.${i & 255}.0/24`;
    const rules = Array.from({ length: count }, (_, i) =>
      permission(1000 + i, { IpRanges: [{ CidrIp: block(i) }] }),
    );
    const filter = filterWith({ SecurityGroups: [egress(...rules)] });
    let looks = 0;
    const counted = filter.groups.entries.map((entry) => {
      const { protocol } = entry.fact;
      const fact = {
        ...entry.fact,
        get protocol() {
          looks++;
          return protocol;
        },
      };
      return { ...entry, fact };
    });
    const query = portQuery('tcp', [{ from: 0, to: 65_535 }]);
    const all = portsAt(
      { ...filter, groups: { ...filter.groups, entries: counted } },
      4,
      0n,
      2n ** 32n - 1n,
      query,
    );
    assert.ok([...all].flatMap(({ parts }) => parts).length > 3 * count);
    assert.ok(looks < 10 * count, `${looks} looks at ${count} rules`);
  });

  it('change nowhere because of what the groups of others admit from elsewhere', () => {
    const admits = Array.from({ length: 100 }, (_, i) => ({
      GroupId: `sg-${i}`,
      IpPermissions: [
        permission(443, { IpRanges: [{ CidrIp: `10.9.${i}.0/24` }, { CidrIp: '10.0.1.128/25' }] }),
      ],
    }));
    const edges = (...groups: readonly object[]): readonly bigint[] =>
      filterWith({ SecurityGroups: [egress(), ...groups] }).edges[4];
    assert.strictEqual(edges(...admits).length, edges().length + 1);
  });
});
