/** Small network files for fixtures and examples. */

const row = (DestinationCidrBlock: string, hop: object, State = 'active') => ({
  DestinationCidrBlock,
  ...hop,
  Origin: 'CreateRoute',
  State,
});
const local = (DestinationCidrBlock: string) => ({
  ...row(DestinationCidrBlock, { GatewayId: 'local' }),
  Origin: 'CreateRouteTable',
});
const sixRow = (DestinationIpv6CidrBlock: string, hop: object) => ({
  DestinationIpv6CidrBlock,
  ...hop,
  Origin: 'CreateRoute',
  State: 'active',
});
const sixBlock = (Ipv6CidrBlock: string) => ({ Ipv6CidrBlock, Ipv6CidrBlockState: { State: 'associated' } });
const block = (CidrBlock: string) => ({ CidrBlock, CidrBlockState: { State: 'associated' } });

/** vpc-0aaa with two subnets that have a table each, and vpc-0bbb with the same block. */
const answers = [
  {
    Vpcs: [
      { VpcId: 'vpc-0aaa', CidrBlock: '10.0.0.0/16', CidrBlockAssociationSet: [block('10.0.0.0/16')] },
      {
        VpcId: 'vpc-0bbb',
        CidrBlock: '10.0.0.0/16',
        CidrBlockAssociationSet: [block('10.0.0.0/16'), block('10.9.0.0/16')],
      },
    ],
  },
  {
    Subnets: [
      {
        SubnetId: 'subnet-0a1',
        VpcId: 'vpc-0aaa',
        CidrBlock: '10.0.1.0/24',
        AvailabilityZone: 'eu-central-1a',
      },
      {
        SubnetId: 'subnet-0a2',
        VpcId: 'vpc-0aaa',
        CidrBlock: '10.0.2.0/24',
        AvailabilityZone: 'eu-central-1b',
      },
      {
        SubnetId: 'subnet-0b1',
        VpcId: 'vpc-0bbb',
        CidrBlock: '10.0.1.0/24',
        AvailabilityZone: 'eu-central-1a',
      },
    ],
  },
  {
    RouteTables: [
      {
        RouteTableId: 'rtb-0a1',
        VpcId: 'vpc-0aaa',
        Associations: [{ Main: false, SubnetId: 'subnet-0a1' }],
        Routes: [
          local('10.0.0.0/16'),
          row('10.8.0.0/16', { TransitGatewayId: 'tgw-0aaa' }),
          row('10.9.0.0/16', { VpcPeeringConnectionId: 'pcx-0aaa' }, 'blackhole'),
          {
            DestinationPrefixListId: 'pl-0aaa',
            GatewayId: 'vpce-0aaa',
            Origin: 'CreateRoute',
            State: 'active',
          },
        ],
      },
      {
        RouteTableId: 'rtb-0a2',
        VpcId: 'vpc-0aaa',
        Associations: [{ Main: true }],
        Routes: [local('10.0.0.0/16'), row('172.16.0.0/12', { GatewayId: 'vgw-0aaa' })],
      },
      {
        RouteTableId: 'rtb-0b1',
        VpcId: 'vpc-0bbb',
        Associations: [{ Main: true }],
        Routes: [local('10.0.0.0/16'), local('10.9.0.0/16')],
      },
    ],
  },
  {
    PrefixLists: [
      { PrefixListId: 'pl-0aaa', PrefixListName: 'com.amazonaws.eu-central-1.s3', Cidrs: ['3.5.136.0/22'] },
    ],
  },
  { ManagedPrefixLists: [{ PrefixListId: 'pl-0bbb', PrefixListName: 'on-prem', AddressFamily: 'IPv4' }] },
];

const notebook = {
  NotebookInstanceName: 'analysis',
  NotebookInstanceArn: 'arn:aws:sagemaker:eu-central-1:111122223333:notebook-instance/analysis',
  SubnetId: 'subnet-0a1',
  SecurityGroups: ['sg-0aaa'],
  DirectInternetAccess: 'Enabled',
  PlatformIdentifier: 'notebook-al2023-v1',
};

const permission = (IpProtocol: string, port: number | undefined, to: object) => ({
  IpProtocol,
  IpRanges: [],
  Ipv6Ranges: [],
  PrefixListIds: [],
  UserIdGroupPairs: [],
  ...to,
  ...(port === undefined ? {} : { FromPort: port, ToPort: port }),
});
const rule = (RuleNumber: number, Egress: boolean, RuleAction: string, more: object = {}) => ({
  RuleNumber,
  Egress,
  RuleAction,
  Protocol: '-1',
  CidrBlock: '0.0.0.0/0',
  ...more,
});
/** The facts that decide ports for the notebook `notebook`, whose address is 10.0.1.9. */
const ports = [
  {
    SecurityGroups: [
      {
        GroupId: 'sg-0aaa',
        VpcId: 'vpc-0aaa',
        IpPermissions: [],
        IpPermissionsEgress: [
          permission('tcp', 443, {
            IpRanges: [{ CidrIp: '10.0.0.0/8' }],
            PrefixListIds: [{ PrefixListId: 'pl-0aaa' }],
          }),
          permission('tcp', 5432, { IpRanges: [{ CidrIp: '10.8.0.0/16' }] }),
          permission('tcp', 25, { IpRanges: [{ CidrIp: '10.8.0.0/16' }] }),
          permission('tcp', 636, { PrefixListIds: [{ PrefixListId: 'pl-0bbb' }] }),
          permission('icmp', -1, { IpRanges: [{ CidrIp: '10.8.0.0/16' }] }),
        ],
      },
      {
        GroupId: 'sg-0far',
        VpcId: 'vpc-0aaa',
        IpPermissionsEgress: [],
        IpPermissions: [permission('tcp', 443, { UserIdGroupPairs: [{ GroupId: 'sg-0other' }] })],
      },
      {
        GroupId: 'sg-0near',
        VpcId: 'vpc-0aaa',
        IpPermissionsEgress: [],
        IpPermissions: [permission('tcp', 443, { UserIdGroupPairs: [{ GroupId: 'sg-0aaa' }] })],
      },
    ],
  },
  {
    NetworkAcls: [
      {
        NetworkAclId: 'acl-0a1',
        VpcId: 'vpc-0aaa',
        IsDefault: false,
        Associations: [{ SubnetId: 'subnet-0a1' }],
        Entries: [
          rule(90, true, 'deny', { Protocol: '6', PortRange: { From: 25, To: 25 } }),
          rule(100, true, 'allow'),
          rule(32767, true, 'deny'),
          rule(90, false, 'deny', {
            Protocol: '6',
            PortRange: { From: 50000, To: 65535 },
            CidrBlock: '10.8.128.0/17',
          }),
          rule(100, false, 'allow'),
          rule(32767, false, 'deny'),
        ],
      },
      {
        NetworkAclId: 'acl-0a2',
        VpcId: 'vpc-0aaa',
        IsDefault: true,
        Associations: [{ SubnetId: 'subnet-0a2' }],
        Entries: [rule(100, true, 'allow'), rule(100, false, 'allow')],
      },
    ],
  },
  {
    NetworkInterfaces: [
      {
        NetworkInterfaceId: 'eni-0nb',
        SubnetId: 'subnet-0a1',
        PrivateIpAddress: '10.0.1.9',
        Groups: [{ GroupId: 'sg-0aaa' }],
      },
      {
        NetworkInterfaceId: 'eni-0far',
        SubnetId: 'subnet-0a2',
        PrivateIpAddress: '10.0.2.7',
        Groups: [{ GroupId: 'sg-0far' }],
      },
      {
        NetworkInterfaceId: 'eni-0near',
        SubnetId: 'subnet-0a2',
        PrivateIpAddress: '10.0.2.8',
        Groups: [{ GroupId: 'sg-0near' }],
      },
    ],
  },
];

const text = (values: readonly object[]): string =>
  values.map((each) => `${JSON.stringify(each, null, 2)}\n`).join('');

export const networkFiles = {
  'network.json': text(answers),
  'notebook.json': text([...answers, notebook]),
  'two-notebooks.json': text([
    ...answers,
    notebook,
    {
      ...notebook,
      NotebookInstanceArn: 'arn:aws:sagemaker:eu-west-1:111122223333:notebook-instance/analysis',
    },
  ]),
  'disabled.json': text([
    ...answers,
    { ...notebook, DirectInternetAccess: 'Disabled', PlatformIdentifier: 'notebook-al2-v3' },
  ]),
  'dual-stack.json': text([
    {
      Vpcs: [
        {
          VpcId: 'vpc-0six',
          CidrBlock: '10.0.0.0/16',
          Ipv6CidrBlockAssociationSet: [sixBlock('2600:1f14:1::/56')],
        },
      ],
    },
    {
      Subnets: [
        {
          SubnetId: 'subnet-0six',
          VpcId: 'vpc-0six',
          CidrBlock: '10.0.1.0/24',
          Ipv6CidrBlockAssociationSet: [sixBlock('2600:1f14:1:1::/64')],
        },
      ],
    },
    {
      RouteTables: [
        {
          RouteTableId: 'rtb-0six',
          VpcId: 'vpc-0six',
          Associations: [{ Main: true }],
          Routes: [
            local('10.0.0.0/16'),
            sixRow('2600:1f14:1::/56', { GatewayId: 'local' }),
            sixRow('2600:1f14:2::/48', { VpcPeeringConnectionId: 'pcx-0six' }),
            sixRow('fd00::/8', { TransitGatewayId: 'tgw-0six' }),
            sixRow('::/0', { EgressOnlyInternetGatewayId: 'eigw-0six' }),
          ],
        },
      ],
    },
  ]),
  'ports.json': text([...answers, ...ports, { ...notebook, NetworkInterfaceId: 'eni-0nb' }]),
  'other-subnet.json': text([...answers, { ...notebook, SubnetId: 'subnet-0a2' }]),
  'truncated.json': text([answers[0], { ...answers[1], NextToken: 'more' }, answers[2]]),
  'contradiction.json': text([...answers, { Vpcs: [{ VpcId: 'vpc-0aaa', CidrBlock: '10.1.0.0/16' }] }]),
  'cut-off.json': text(answers).slice(0, -30),
  'nothing.json': '{ "Reservations": [] }\n',
  'state.json': text([
    {
      version: 4,
      resources: [
        {
          mode: 'managed',
          type: 'aws_vpc',
          name: 'v',
          instances: [{ attributes: { id: 'vpc-0aaa', cidr_block: '10.0.0.0/16' } }],
        },
        {
          mode: 'managed',
          type: 'aws_db_instance',
          name: 'd',
          instances: [{ attributes: { password: 'hunter2' } }],
        },
      ],
    },
  ]),
};
