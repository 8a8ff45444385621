import { contains, formatAddress, formatPrefix, last, type Prefix } from '../server/net/prefix';

/** Draws numbers and choices, always the same for the same seed. */
export interface Choices {
  /** From 0 to below. */
  readonly below: (end: number) => number;
  /** True so many times of a hundred. */
  readonly chance: (percent: number) => boolean;
  readonly one: <Value>(values: readonly Value[]) => Value;
}

/** The network that a policy declares, and prefixes that its rows may overlap. */
export interface DeclaredNetwork {
  readonly blocks: readonly Prefix[];
  readonly subnets: readonly Prefix[];
  readonly near: readonly Prefix[];
  readonly directInternet: boolean;
}

const hops = [
  { TransitGatewayId: 'tgw-0a' },
  { TransitGatewayId: 'tgw-0b' },
  { VpcPeeringConnectionId: 'pcx-0a' },
  { NatGatewayId: 'nat-0a' },
  { GatewayId: 'igw-0a' },
  { GatewayId: 'vgw-0a' },
  { EgressOnlyInternetGatewayId: 'eigw-0a' },
  { NetworkInterfaceId: 'eni-0a' },
  { LocalGatewayId: 'lgw-0a' },
];
const ports = [22, 53, 443, 5432, 8000, 8100];

/**
 * AWS's answers about a policy's VPC: they agree with the policy, and their route tables, prefix lists, security groups
 * and network ACLs contain the policy's own prefixes, so that rows and routes interact.
 */
export function randomNetworkFile(
  draw: Choices,
  { blocks, subnets, near, directInternet }: DeclaredNetwork,
): string {
  const texts = near.map(formatPrefix);
  const associated = (cidr: string, text: string) => ({
    [cidr]: text,
    [`${cidr}State`]: { State: 'associated' },
  });
  const [fours, sixes] = ([4, 6] as const).map((family) =>
    blocks.filter((block) => block.family === family).map(formatPrefix),
  );
  const own = ([4, 6] as const).map((family) => subnets.filter((subnet) => subnet.family === family));
  const facts = own[0].map((four, i) => ({
    SubnetId: `subnet-0${i}`,
    VpcId: 'vpc-0a',
    CidrBlock: formatPrefix(four),
    AvailabilityZone: draw.one(['eu-central-1a', 'eu-central-1b']),
    Ipv6CidrBlockAssociationSet: own[1]
      .slice(i, i + 1)
      .map((six) => associated('Ipv6CidrBlock', formatPrefix(six))),
  }));
  const destinationOf = (text: string) =>
    text.includes(':') ? { DestinationIpv6CidrBlock: text } : { DestinationCidrBlock: text };
  const row = (): readonly [string, object] => {
    const list = draw.chance(15) ? draw.one(['pl-0a', 'pl-0b']) : undefined;
    const text = draw.chance(20) ? draw.one(['0.0.0.0/0', '::/0', '10.0.0.0/8']) : draw.one(texts);
    const propagated = list === undefined && draw.chance(15);
    return [
      `${list ?? text} ${propagated}`,
      {
        ...(list === undefined ? destinationOf(text) : { DestinationPrefixListId: list }),
        ...(propagated ? { GatewayId: 'vgw-0a' } : draw.one(hops)),
        Origin: propagated ? 'EnableVgwRoutePropagation' : 'CreateRoute',
        State: draw.chance(12) ? 'blackhole' : 'active',
      },
    ];
  };
  const tables = facts.map(({ SubnetId }, i) => ({
    RouteTableId: `rtb-0${i}`,
    VpcId: 'vpc-0a',
    Associations: i === 0 ? [{ Main: true }] : [{ Main: false, SubnetId }],
    Routes: [
      ...[...fours, ...sixes].map((text) => ({
        ...destinationOf(text),
        GatewayId: 'local',
        Origin: 'CreateRouteTable',
        State: 'active',
      })),
      ...new Map(
        Array.from({ length: draw.below(9) }, row).filter(
          ([key]) => ![...fours, ...sixes].some((text) => key.startsWith(`${text} `)),
        ),
      ).values(),
    ],
  }));
  const range = () => {
    const [a, b] = [draw.one(ports), draw.one(ports)];
    return [Math.min(a, b), Math.max(a, b)];
  };
  const permission = () => {
    const [FromPort, ToPort] = range();
    const text = draw.one(['0.0.0.0/0', ...texts]);
    return {
      ...(draw.chance(30)
        ? { IpProtocol: '-1' }
        : { IpProtocol: draw.one(['tcp', 'udp']), FromPort, ToPort }),
      IpRanges: text.includes(':') ? [] : [{ CidrIp: text }],
      Ipv6Ranges: text.includes(':') ? [{ CidrIpv6: text }] : [],
    };
  };
  const rule = (RuleNumber: number, Egress: boolean, RuleAction = draw.one(['allow', 'allow', 'deny'])) => {
    const [From, To] = range();
    const isOpen = draw.chance(50);
    const text = isOpen ? '0.0.0.0/0' : draw.one(texts);
    return {
      RuleNumber,
      Egress,
      Protocol: isOpen ? '-1' : '6',
      RuleAction,
      ...(text.includes(':') ? { Ipv6CidrBlock: text } : { CidrBlock: text }),
      ...(isOpen ? {} : { PortRange: { From, To } }),
    };
  };
  const answers: object[] = [
    {
      Vpcs: [
        {
          VpcId: 'vpc-0a',
          CidrBlock: fours[0],
          CidrBlockAssociationSet: fours.map((text) => associated('CidrBlock', text)),
          Ipv6CidrBlockAssociationSet: sixes.map((text) => associated('Ipv6CidrBlock', text)),
        },
      ],
    },
    { Subnets: facts },
    { RouteTables: tables },
    {
      SecurityGroups: ['sg-0a', 'sg-0b'].map((GroupId) => ({
        GroupId,
        VpcId: 'vpc-0a',
        IpPermissions: [],
        IpPermissionsEgress: Array.from({ length: 1 + draw.below(3) }, permission),
      })),
    },
    {
      NetworkAcls: [
        {
          NetworkAclId: 'acl-0a',
          VpcId: 'vpc-0a',
          IsDefault: true,
          Associations: facts.map(({ SubnetId }) => ({ SubnetId, NetworkAclId: 'acl-0a' })),
          Entries: [true, false].flatMap((egress) => [
            ...Array.from({ length: draw.below(3) }, (_, i) => rule(10 * (i + 1), egress)),
            ...(draw.chance(80)
              ? [{ ...rule(100, egress, 'allow'), Protocol: '-1', CidrBlock: '0.0.0.0/0' }]
              : []),
          ]),
        },
      ],
    },
  ];
  for (const id of ['pl-0a', 'pl-0b'])
    if (draw.chance(75))
      answers.push({
        PrefixListId: id,
        Entries: Array.from({ length: 1 + draw.below(3) }, () => draw.one(texts))
          .filter((text) => text.includes(':') === texts[0].includes(':'))
          .map((Cidr) => ({ Cidr })),
      });
  if (draw.chance(60))
    answers.push({
      VpcPeeringConnections: [
        {
          VpcPeeringConnectionId: 'pcx-0a',
          RequesterVpcInfo: { VpcId: 'vpc-0a', CidrBlock: fours[0] },
          AccepterVpcInfo: {
            VpcId: 'vpc-0b',
            CidrBlockSet: texts.slice(0, 2).map((CidrBlock) => ({ CidrBlock })),
          },
          Status: { Code: draw.one(['active', 'active', 'deleted']) },
        },
      ],
    });
  if (draw.chance(70) && facts.length > 0)
    answers.push({
      NotebookInstanceName: 'n',
      SubnetId: facts[0].SubnetId,
      SecurityGroups: ['sg-0a', 'sg-0b'],
      DirectInternetAccess: directInternet ? 'Enabled' : 'Disabled',
    });
  return answers.map((answer) => JSON.stringify(answer)).join('\n');
}

/** Statements that need a network file, mostly about the policy's own prefixes; many do not hold. */
export function randomNetworkStatements(draw: Choices, { near }: DeclaredNetwork): string[] {
  const lines: string[] = [];
  const list = draw.one(['list pl-0a', 'list pl-0b', 'next-hop tgw-0a', 'next-hop transit-gateway, pcx-0a']);
  if (draw.chance(40)) {
    lines.push(`prefix-list from-aws from "network.json" ${list}`);
    lines.push(`route from-aws ${draw.one(['via vpc', 'via direct', 'unreachable'])}`);
  }
  for (let i = draw.below(4); i > 0; i--) {
    const prefix = draw.one(near);
    const text = draw.chance(50)
      ? formatPrefix(prefix)
      : formatAddress(prefix.family, draw.chance(50) ? prefix.base : last(prefix));
    lines.push(
      draw.one([
        `expect ${text} via vpc to ${draw.one(['tgw-0a', 'transit-gateway', 'pcx-0a', 'local', 'nat-gateway'])}`,
        `expect ${text} tcp ${draw.one(ports)}, 8000-8100 via vpc`,
        `expect ${text} udp 53 via vpc`,
        `expect ${text} icmp via vpc`,
        `expect ${text} tcp ${draw.one(ports)} blocked`,
        `expect ${text} blocked`,
      ]),
    );
  }
  return lines;
}

/** Routes that are errors unless allowed, and some that always are: the network's own prefixes, and parts of them. */
export function ownPrefixRoutes(
  draw: Choices,
  { blocks, subnets }: DeclaredNetwork,
  docker: readonly Prefix[],
): string[] {
  const own = [...blocks, ...subnets, ...docker];
  return own
    .filter(() => draw.chance(10))
    .map((prefix) => {
      const text = formatPrefix(prefix);
      const action = draw.one(['via vpc', 'via direct', 'unreachable', 'prohibit', 'blackhole']);
      const rules = subnets.some((subnet) => contains(subnet, prefix))
        ? 'displaces-system-route'
        : 'detours-vpc';
      return `route ${text} ${action}${draw.chance(60) ? ` # allow ${rules}, docker-conflict` : ''}`;
    });
}
