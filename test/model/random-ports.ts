import { dice } from './random-account';

/** Random accounts with interacting security groups and network ACLs, as answers of the AWS CLI. */

export interface PortsAccount {
  readonly answers: readonly object[];
}

const fours = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/16',
  '10.0.1.0/24',
  '10.0.1.0/25',
  '10.0.1.8/29',
  '10.0.1.9/32',
  '10.0.2.0/24',
  '10.0.2.0/28',
  '10.0.2.7/32',
  '10.0.3.0/24',
  '10.1.0.0/16',
  '10.1.2.0/24',
  '10.1.2.3/32',
  '10.8.0.0/16',
  '10.8.1.0/24',
  '52.1.0.0/16',
  '128.0.0.0/1',
];
const sixes = [
  '::/0',
  '2600:1f00:1::/56',
  '2600:1f00:1:1::/64',
  '2600:1f00:1:2::/64',
  '2600:1f00:1:2::7/128',
  'fd00::/8',
];
const ports = [0, 22, 53, 80, 443, 444, 1024, 8000, 32_767, 32_768, 40_000, 49_152, 60_999, 61_000, 65_535];
const groups = ['sg-1', 'sg-2', 'sg-3', 'sg-4', 'sg-5'];
const lists = ['pl-1', 'pl-2', 'pl-6'];

export function randomPorts(seed: number): PortsAccount {
  const roll = dice(seed);
  const pick = <T>(all: readonly T[]): T => all[roll(all.length)];
  const some = <T>(all: readonly T[], most: number): T[] => [
    ...new Set(Array.from({ length: roll(most + 1) }, () => pick(all))),
  ];
  const chance = (oneIn: number): boolean => roll(oneIn) === 0;
  const range = (): [number, number] => {
    const [a, b] = [pick(ports), pick(ports)];
    return chance(4) ? [0, 65_535] : chance(3) ? [a, a] : [Math.min(a, b), Math.max(a, b)];
  };
  const open = { IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] };
  const permission = (): object => {
    if (chance(4)) return open;
    const IpProtocol = pick(['-1', 'tcp', 'tcp', '6', 'udp', '17', 'icmp', 'icmpv6', '58', '50']);
    const [FromPort, ToPort] = range();
    const isIcmp = /icmp|58/.test(IpProtocol);
    return {
      IpProtocol,
      ...(IpProtocol === '-1' || IpProtocol === '50'
        ? {}
        : isIcmp
          ? { FromPort: pick([-1, 8, 0, 128, 3]), ToPort: pick([-1, 0, 1]) }
          : { FromPort, ToPort }),
      IpRanges: some(fours, 2).map((CidrIp) => ({ CidrIp })),
      Ipv6Ranges: some(sixes, 1).map((CidrIpv6) => ({ CidrIpv6 })),
      PrefixListIds: chance(4) ? some(lists, 1).map((PrefixListId) => ({ PrefixListId })) : [],
      UserIdGroupPairs: chance(3) ? some(groups, 2).map((GroupId) => ({ GroupId, UserId: '1' })) : [],
    };
  };
  const rule = (RuleNumber: number): object => {
    const Protocol = pick(['-1', '-1', '6', '6', '17', '1', '58', '50']);
    const [From, To] = range();
    return {
      RuleNumber,
      Egress: chance(2),
      Protocol,
      RuleAction: chance(3) ? 'deny' : 'allow',
      ...(chance(4) ? { Ipv6CidrBlock: pick(sixes) } : { CidrBlock: pick(fours) }),
      ...(Protocol === '6' || Protocol === '17' ? { PortRange: { From, To } } : {}),
      ...(Protocol === '1' || Protocol === '58'
        ? { IcmpTypeCode: { Type: pick([-1, 8, 0, 128, 129, 3]), Code: pick([-1, 0, 1]) } }
        : {}),
    };
  };
  const acl = (id: string, VpcId: string, subnets: readonly string[], IsDefault: boolean): object => {
    const numbers = [...new Set(Array.from({ length: roll(9) }, () => 1 + roll(40)))];
    const all = chance(2)
      ? [true, false].map((Egress) => ({
          RuleNumber: 100,
          Egress,
          Protocol: '-1',
          RuleAction: 'allow',
          CidrBlock: '0.0.0.0/0',
        }))
      : [];
    const last = [true, false].map((Egress) => ({
      RuleNumber: 32_767,
      Egress,
      Protocol: '-1',
      RuleAction: 'deny',
      CidrBlock: '0.0.0.0/0',
    }));
    // The answer is unordered.
    const Entries = [...last, ...all, ...numbers.map(rule)].sort(() => roll(3) - 1);
    return {
      NetworkAclId: id,
      VpcId,
      IsDefault,
      Entries,
      Associations: subnets.map((SubnetId) => ({ SubnetId, NetworkAclId: id })),
    };
  };
  const interfaceOf = (id: string, SubnetId: string, PrivateIpAddress: string, six?: string): object => ({
    NetworkInterfaceId: id,
    SubnetId,
    PrivateIpAddress,
    ...(six === undefined ? {} : { Ipv6Addresses: [{ Ipv6Address: six }] }),
    Groups: some(groups, 2).map((GroupId) => ({ GroupId })),
  });
  const subnet = (name: string, VpcId: string, CidrBlock: string, Ipv6CidrBlock?: string): object => ({
    SubnetId: `subnet-${name}`,
    VpcId,
    CidrBlock,
    ...(Ipv6CidrBlock === undefined
      ? {}
      : { Ipv6CidrBlockAssociationSet: [{ Ipv6CidrBlock, Ipv6CidrBlockState: { State: 'associated' } }] }),
  });
  const side = (VpcId: string, CidrBlock: string) => ({ VpcId, CidrBlock, CidrBlockSet: [{ CidrBlock }] });
  const row = (DestinationCidrBlock: string, hop: object) => ({
    DestinationCidrBlock,
    ...hop,
    State: 'active',
    Origin: 'CreateRoute',
  });
  const answers: object[] = [
    {
      Vpcs: [
        {
          VpcId: 'vpc-a',
          CidrBlock: '10.0.0.0/16',
          Ipv6CidrBlockAssociationSet: [
            { Ipv6CidrBlock: '2600:1f00:1::/56', Ipv6CidrBlockState: { State: 'associated' } },
          ],
        },
        { VpcId: 'vpc-p', CidrBlock: '10.1.0.0/16' },
      ],
    },
    {
      Subnets: [
        subnet('a', 'vpc-a', '10.0.1.0/24', '2600:1f00:1:1::/64'),
        subnet('b', 'vpc-a', '10.0.2.0/24', '2600:1f00:1:2::/64'),
        subnet('p', 'vpc-p', '10.1.2.0/24'),
        ...(chance(4) ? [subnet('q', 'vpc-q', '10.8.1.0/24')] : []),
      ],
    },
    {
      RouteTables: [
        {
          RouteTableId: 'rtb-a',
          VpcId: 'vpc-a',
          Associations: [{ Main: true }],
          Routes: [
            row('10.0.0.0/16', { GatewayId: 'local' }),
            ...(chance(4) ? [] : [row('10.1.0.0/16', { VpcPeeringConnectionId: 'pcx-1' })]),
            row('0.0.0.0/0', { NatGatewayId: 'nat-1' }),
          ],
        },
      ],
    },
    {
      VpcPeeringConnections: [
        {
          VpcPeeringConnectionId: 'pcx-1',
          RequesterVpcInfo: side('vpc-a', '10.0.0.0/16'),
          AccepterVpcInfo: side('vpc-p', '10.1.0.0/16'),
          Status: { Code: 'active' },
        },
      ],
    },
    {
      SecurityGroups: groups
        .filter(() => !chance(9))
        .map((GroupId) => ({
          GroupId,
          VpcId: 'vpc-a',
          IpPermissionsEgress: Array.from({ length: roll(4) }, permission),
          IpPermissions: Array.from({ length: roll(5) }, permission),
        })),
    },
    {
      NetworkAcls: [
        acl('acl-a', 'vpc-a', ['subnet-a', ...(chance(3) ? ['subnet-b'] : [])], false),
        acl('acl-b', 'vpc-a', chance(3) ? ['subnet-b'] : [], true),
        acl('acl-p', 'vpc-p', ['subnet-p'], true),
      ].filter(() => !chance(8)),
    },
  ];
  for (const id of lists)
    if (!chance(3))
      answers.push({
        PrefixListId: id,
        Entries: some(id === 'pl-6' ? sixes : fours, 3).map((Cidr) => ({ Cidr })),
      });
  const interfaces = [
    interfaceOf('eni-n', 'subnet-a', '10.0.1.9', '2600:1f00:1:1::9'),
    interfaceOf('eni-o', 'subnet-a', '10.0.1.50'),
    interfaceOf('eni-b', 'subnet-b', '10.0.2.7', '2600:1f00:1:2::7'),
    interfaceOf('eni-c', 'subnet-b', '10.0.2.8'),
    interfaceOf('eni-p', 'subnet-p', '10.1.2.3'),
  ].filter(() => !chance(4));
  if (!chance(5))
    answers.push({ NetworkInterfaces: interfaces, ...(chance(6) ? { NextToken: 'more' } : {}) });
  answers.push({
    NotebookInstanceName: 'n',
    SubnetId: 'subnet-a',
    ...(chance(4) ? {} : { NetworkInterfaceId: 'eni-n' }),
    ...(chance(4) ? {} : { SecurityGroups: some(groups, 3) }),
  });
  return { answers };
}
