import { randomNumbers } from '../../server/verify/addresses';

/**
 * Random AWS accounts as answers of the AWS CLI, and what AWS's documentation says about an address, computed address
 * by address from the answers, without any code of server/ but its random numbers.
 */

export interface Account {
  readonly answers: readonly object[];
  readonly vpc: string;
  readonly subnet: string;
  readonly subnetBlocks: readonly string[];
}

export interface Answer {
  readonly state: 'ok' | 'dead-end' | 'unknown';
  /** The next hop's id if one row decides. */
  readonly nextHop: string | null;
  readonly destination: string | null;
}

/** Numbers from 0 to below `limit`, always the same for the same seed. */
export function dice(seed: number): (limit: number) => number {
  const next = randomNumbers(seed);
  return (limit) => Math.floor((next() / 2 ** 32) * limit);
}

/* Few prefixes, so that rows interact: 10.0.0.0/16 is the VPC, 10.0.1.0/24 the notebook's subnet. */
const fours = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.0.0.0/15',
  '10.0.0.0/16',
  '10.0.0.0/17',
  '10.0.1.0/24',
  '10.0.1.0/25',
  '10.0.2.0/24',
  '10.0.2.0/25',
  '10.0.2.7/32',
  '10.1.0.0/16',
  '10.1.0.0/17',
  '10.1.2.0/24',
  '10.1.2.3/32',
  '10.2.0.0/16',
  '10.2.0.0/15',
  '52.0.0.0/8',
  '52.1.0.0/16',
  '52.1.1.0/24',
  '52.1.1.1/32',
  '100.64.0.0/16',
  '192.168.0.0/16',
  '128.0.0.0/1',
  '172.16.0.0/12',
];
const sixes = [
  '::/0',
  '2600:1f00::/24',
  '2600:1f00:1::/56',
  '2600:1f00:1:1::/64',
  '2600:1f00:1:2::/64',
  '2600:1f00:2::/56',
  '2600:1f00:2:3::/64',
  'fd00::/8',
  '64:ff9b::/96',
  '2600:1f00:2::1/128',
];

export function randomAccount(seed: number): Account {
  const roll = dice(seed);
  const pick = <T>(all: readonly T[]): T => all[roll(all.length)];
  const some = <T>(all: readonly T[], most: number): T[] =>
    Array.from({ length: roll(most + 1) }, () => pick(all));
  const chance = (oneIn: number): boolean => roll(oneIn) === 0;
  const blocks = ['10.0.0.0/16', ...(chance(3) ? ['100.64.0.0/16'] : [])];
  const vpc = {
    VpcId: 'vpc-a',
    CidrBlock: '10.0.0.0/16',
    CidrBlockAssociationSet: [
      ...blocks.map((CidrBlock) => ({ CidrBlock, CidrBlockState: { State: 'associated' } })),
      ...(chance(3) ? [{ CidrBlock: '192.168.0.0/16', CidrBlockState: { State: 'disassociated' } }] : []),
    ],
    Ipv6CidrBlockAssociationSet: [
      { Ipv6CidrBlock: '2600:1f00:1::/56', Ipv6CidrBlockState: { State: 'associated' } },
    ],
    ...(chance(12)
      ? {
          BlockPublicAccessStates: {
            InternetGatewayBlockMode: pick(['off', 'block-ingress', 'block-bidirectional']),
          },
        }
      : {}),
  };
  const subnets = ['a', 'b', 'c'].map((name, i) => ({
    SubnetId: `subnet-${name}`,
    VpcId: 'vpc-a',
    CidrBlock: `10.0.${i + 1}.0/24`,
    Ipv6CidrBlockAssociationSet: [
      { Ipv6CidrBlock: `2600:1f00:1:${i + 1}::/64`, Ipv6CidrBlockState: { State: 'associated' } },
    ],
    ...(chance(6) ? {} : { AvailabilityZone: `eu-central-1${pick(['a', 'b'])}` }),
    ...(chance(12)
      ? {
          BlockPublicAccessStates: {
            InternetGatewayBlockMode: pick(['off', 'block-ingress', 'block-bidirectional']),
          },
        }
      : {}),
  }));
  const lists = ['pl-1', 'pl-2', 'pl-3', 'pl-4'];
  const row = () => {
    const kind = roll(6);
    const six = chance(3);
    const destination =
      kind === 0
        ? { DestinationPrefixListId: pick(lists) }
        : six
          ? { DestinationIpv6CidrBlock: pick(sixes) }
          : { DestinationCidrBlock: pick(fours) };
    const propagated = kind !== 0 && chance(4);
    const gateway = propagated
      ? pick([{ GatewayId: 'vgw-1' }, { TransitGatewayId: 'tgw-1' }])
      : pick([
          { TransitGatewayId: 'tgw-1' },
          { TransitGatewayId: 'tgw-2' },
          { VpcPeeringConnectionId: 'pcx-1' },
          { VpcPeeringConnectionId: 'pcx-2' },
          { VpcPeeringConnectionId: 'pcx-3' },
          { NatGatewayId: 'nat-1' },
          { NatGatewayId: 'nat-2' },
          { GatewayId: 'igw-1' },
          { GatewayId: 'vgw-1' },
          { EgressOnlyInternetGatewayId: 'eigw-1' },
          { GatewayId: 'vpce-1' },
          { NetworkInterfaceId: 'eni-1', InstanceId: 'i-1' },
          { LocalGatewayId: 'lgw-1' },
          { CoreNetworkArn: 'arn:aws:networkmanager::1:core-network/core-network-1' },
          { CarrierGatewayId: 'cagw-1' },
          {},
        ]);
    return {
      ...destination,
      ...gateway,
      Origin: propagated ? pick(['EnableVgwRoutePropagation', 'Advertisement']) : 'CreateRoute',
      State: chance(8) ? pick(['blackhole', 'filtered']) : 'active',
    };
  };
  const locals = [...blocks, '2600:1f00:1::/56'].map((block) => {
    const destination = block.includes(':')
      ? { DestinationIpv6CidrBlock: block }
      : { DestinationCidrBlock: block };
    const target = chance(10) ? { NetworkInterfaceId: 'eni-9' } : { GatewayId: 'local' };
    return { ...destination, ...target, Origin: 'CreateRouteTable', State: 'active' };
  });
  // AWS allows one static row for each destination and each prefix list.
  const rows = new Map<string, object>();
  for (const each of [...locals, ...some([...Array<number>(12).keys()], 12).map(row)]) {
    const { Origin, ...rest } = each;
    const key = JSON.stringify([
      Object.entries(rest).find(([name]) => name.startsWith('Destination'))?.[1],
      Origin.startsWith('Create'),
    ]);
    if (!rows.has(key)) rows.set(key, each);
  }
  const association = pick(['explicit', 'explicit', 'main', 'neither']);
  const table = {
    RouteTableId: 'rtb-a',
    VpcId: 'vpc-a',
    Routes: [...rows.values()],
    Associations:
      association === 'explicit'
        ? [{ Main: false, SubnetId: 'subnet-a' }]
        : association === 'main'
          ? [{ Main: true }]
          : [{ Main: false, SubnetId: 'subnet-b' }],
  };
  const other = {
    RouteTableId: 'rtb-b',
    VpcId: 'vpc-b',
    Associations: [{ Main: true }],
    Routes: [
      { DestinationCidrBlock: '0.0.0.0/0', GatewayId: 'igw-2', Origin: 'CreateRoute', State: 'active' },
    ],
  };
  const answers: object[] = [
    {
      Vpcs: [vpc, { VpcId: 'vpc-b', CidrBlock: '10.0.0.0/16' }, { VpcId: 'vpc-p', CidrBlock: '10.1.0.0/16' }],
    },
    { Subnets: subnets },
    { RouteTables: chance(2) ? [table, other] : [other, table] },
  ];
  for (const id of lists) {
    if (chance(3)) continue;
    const list = id === 'pl-4' ? sixes : fours;
    answers.push(
      chance(2)
        ? {
            PrefixLists: [
              { PrefixListId: id, PrefixListName: `name-${id}`, Cidrs: [...new Set(some(list, 4))] },
            ],
          }
        : { PrefixListId: id, Entries: [...new Set(some(list, 4))].map((Cidr) => ({ Cidr })) },
    );
  }
  if (chance(2))
    answers.push({
      ManagedPrefixLists: lists.map((id) => ({
        PrefixListId: id,
        PrefixListName: `name-${id}`,
        AddressFamily: id === 'pl-4' ? 'IPv6' : 'IPv4',
      })),
    });
  const side = (id: string, four: string[], six: string[]) => ({
    VpcId: id,
    CidrBlock: four[0],
    CidrBlockSet: four.map((CidrBlock) => ({ CidrBlock })),
    Ipv6CidrBlockSet: six.map((Ipv6CidrBlock) => ({ Ipv6CidrBlock })),
  });
  const mine = side('vpc-a', blocks, []);
  const peers = [
    {
      VpcPeeringConnectionId: 'pcx-1',
      RequesterVpcInfo: mine,
      AccepterVpcInfo: side('vpc-p', ['10.1.0.0/17', '52.1.0.0/16'], ['2600:1f00:2::/56']),
      Status: { Code: pick(['active', 'active', 'deleted']) },
    },
    {
      VpcPeeringConnectionId: 'pcx-2',
      RequesterVpcInfo: side('vpc-q', ['10.2.0.0/16'], []),
      AccepterVpcInfo: mine,
      Status: { Code: 'active' },
    },
    {
      VpcPeeringConnectionId: 'pcx-3',
      RequesterVpcInfo: mine,
      AccepterVpcInfo: { VpcId: 'vpc-p' },
      Status: { Code: 'active' },
    },
  ].filter(() => !chance(4));
  if (!chance(3)) answers.push({ VpcPeeringConnections: peers });
  if (chance(2))
    answers.push({
      NatGateways: [
        {
          NatGatewayId: 'nat-1',
          VpcId: 'vpc-a',
          SubnetId: pick(['subnet-a', 'subnet-c']),
          State: pick(['available', 'available', 'failed', 'deleted', 'pending']),
        },
      ],
    });
  if (chance(2))
    answers.push({
      TransitGatewayVpcAttachments: ['1', '2']
        .filter(() => !chance(3))
        .map((n) => ({
          TransitGatewayAttachmentId: `tgw-attach-${n}`,
          TransitGatewayId: `tgw-${pick(['1', '2'])}`,
          VpcId: pick(['vpc-a', 'vpc-a', 'vpc-b']),
          State: pick(['available', 'available', 'deleted']),
          SubnetIds: some(['subnet-a', 'subnet-b', 'subnet-c', 'subnet-x'], 2),
        })),
    });
  if (chance(3))
    answers.push({
      VpcBlockPublicAccessOptions: {
        InternetGatewayBlockMode: pick(['off', 'block-ingress', 'block-bidirectional']),
      },
    });
  if (chance(4))
    answers.push({
      VpcBlockPublicAccessExclusions: [
        {
          ResourceArn: `arn:aws:ec2:eu-central-1:1:${pick(['vpc/vpc-a', 'subnet/subnet-a', 'subnet/subnet-c'])}`,
          InternetGatewayExclusionMode: pick(['allow-egress', 'allow-bidirectional']),
          State: 'create-complete',
        },
      ],
    });
  if (chance(3)) {
    answers.push({
      NotebookInstanceName: 'n',
      NotebookInstanceArn: 'arn:aws:sagemaker:eu-central-1:1:notebook-instance/n',
      SubnetId: 'subnet-a',
      NetworkInterfaceId: 'eni-n',
      SecurityGroups: ['sg-1'],
    });
    answers.push({
      NetworkInterfaces: [
        {
          NetworkInterfaceId: 'eni-n',
          SubnetId: 'subnet-a',
          PrivateIpAddress: '10.0.1.9',
          ...(chance(2) ? { Association: { PublicIp: '3.3.3.3' } } : {}),
        },
      ],
    });
  }
  return { answers, vpc: 'vpc-a', subnet: 'subnet-a', subnetBlocks: ['10.0.1.0/24', '2600:1f00:1:1::/64'] };
}
