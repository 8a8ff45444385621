import * as assert from 'node:assert';
import type { NetworkFacts } from '../../server/aws/facts';
import { readNetworkFile } from '../../server/aws/read';
import { formatPrefix } from '../../server/net/prefix';

/** Facts as plain text, without locations: `rtb-1 main vpc-1: 10.0.0.0/16 local, pl-1 gateway-endpoint vpce-1`. */
function tables(facts: NetworkFacts): string[] {
  return [...facts.routeTables.values()].map(({ id, main, vpc, subnets, rows, incomplete }) => {
    const shown = (rows ?? []).map(({ destination, prefixList, nextHop, state, propagated }) =>
      [
        destination ? formatPrefix(destination) : (prefixList ?? '?'),
        nextHop.kind,
        nextHop.id,
        ...(state === 'active' ? [] : [state]),
        ...(propagated ? ['propagated'] : []),
      ].join(' '),
    );
    const head = [id, vpc ?? '?', ...(main === true ? ['main'] : []), ...(subnets ?? [])].join(' ');
    return `${head}: ${rows ? shown.join(', ') : 'rows unknown'}${incomplete === undefined ? '' : ' (incomplete)'}`;
  });
}

const factsOf = (...documents: readonly unknown[]): NetworkFacts => {
  const { facts, diagnostics } = readNetworkFile(documents.map((each) => JSON.stringify(each)).join('\n'));
  assert.deepStrictEqual(diagnostics, []);
  return facts;
};
const diagnosticsOf = (...documents: readonly unknown[]): string[] =>
  readNetworkFile(documents.map((each) => JSON.stringify(each)).join('\n')).diagnostics.map(
    ({ message }) => message,
  );

const vpcs = { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }] };
const subnets = { Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '10.0.1.0/24' }] };

describe('answers of the AWS CLI', () => {
  it('are read in sequence, in an array, or merged into one object', () => {
    for (const documents of [
      [vpcs, subnets],
      [[vpcs, [subnets]]],
      [{ ...vpcs, ...subnets, Unknown: [{ VpcId: 'vpc-2' }] }],
    ]) {
      const facts = factsOf(...documents);
      assert.deepStrictEqual([...facts.vpcs.keys(), ...facts.subnets.keys()], ['vpc-1', 'subnet-1']);
    }
  });

  it('give every kind of next hop', () => {
    const hops = [
      { GatewayId: 'local' },
      { GatewayId: 'igw-1' },
      { GatewayId: 'vgw-1' },
      { GatewayId: 'vpce-1' },
      { NatGatewayId: 'nat-1' },
      { TransitGatewayId: 'tgw-1' },
      { VpcPeeringConnectionId: 'pcx-1' },
      { EgressOnlyInternetGatewayId: 'eigw-1' },
      { InstanceId: 'i-1', InstanceOwnerId: '1', NetworkInterfaceId: 'eni-1' },
      { LocalGatewayId: 'lgw-1' },
      { CarrierGatewayId: 'cagw-1' },
      { CoreNetworkArn: 'arn:aws:networkmanager::1:core-network/c' },
      { OdbNetworkArn: 'arn:aws:odb:eu-central-1:1:odb-network/o' },
      { GatewayId: 'new-1' },
      {},
    ];
    const rows = hops.map((hop, i) => ({
      DestinationCidrBlock: `10.${i}.0.0/16`,
      ...hop,
      Origin: 'CreateRoute',
      State: 'active',
    }));
    const facts = factsOf({
      RouteTables: [
        {
          RouteTableId: 'rtb-1',
          VpcId: 'vpc-1',
          Routes: [...rows, { DestinationPrefixListId: 'pl-1', GatewayId: 'vpce-2' }],
        },
      ],
    });
    const kinds = facts.routeTables
      .get('rtb-1')
      ?.rows?.map(
        ({ nextHop: { kind, id, alias } }) => `${kind} ${id}${alias === undefined ? '' : ` ${alias}`}`,
      );
    assert.deepStrictEqual(kinds, [
      'local local',
      'internet-gateway igw-1',
      'virtual-private-gateway vgw-1',
      'gateway-load-balancer-endpoint vpce-1',
      'nat-gateway nat-1',
      'transit-gateway tgw-1',
      'peering-connection pcx-1',
      'egress-only-internet-gateway eigw-1',
      'network-interface eni-1 i-1',
      'local-gateway lgw-1',
      'carrier-gateway cagw-1',
      'core-network arn:aws:networkmanager::1:core-network/c',
      'odb-network arn:aws:odb:eu-central-1:1:odb-network/o',
      'other new-1',
      'other unknown',
      'gateway-endpoint vpce-2',
    ]);
  });

  it('count only associations that are active', () => {
    const state = (State: string) => ({ AssociationState: { State } });
    const facts = factsOf(
      {
        Vpcs: [
          {
            VpcId: 'vpc-1',
            CidrBlock: '10.0.0.0/16',
            CidrBlockAssociationSet: [
              { CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } },
              { CidrBlock: '10.1.0.0/16', CidrBlockState: { State: 'disassociated' } },
              { CidrBlock: '10.2.0.0/16', CidrBlockState: { State: 'associated' } },
            ],
            Ipv6CidrBlockAssociationSet: [
              { Ipv6CidrBlock: '2600:1f00::/56', Ipv6CidrBlockState: { State: 'associated' } },
            ],
          },
        ],
      },
      {
        RouteTables: [
          {
            RouteTableId: 'rtb-1',
            VpcId: 'vpc-1',
            Routes: [],
            Associations: [
              { Main: false, SubnetId: 'subnet-1', ...state('associated') },
              { Main: false, SubnetId: 'subnet-2', ...state('disassociated') },
              { Main: false, GatewayId: 'igw-1', ...state('associated') },
            ],
          },
        ],
      },
    );
    assert.deepStrictEqual(facts.vpcs.get('vpc-1')?.blocks?.map(formatPrefix), [
      '10.0.0.0/16',
      '10.2.0.0/16',
      '2600:1f00::/56',
    ]);
    assert.deepStrictEqual(tables(facts), ['rtb-1 vpc-1 subnet-1: ']);
  });

  it('are combined if several describe the same prefix list', () => {
    const facts = factsOf(
      { ManagedPrefixLists: [{ PrefixListId: 'pl-1', PrefixListName: 'on-prem', AddressFamily: 'IPv4' }] },
      {
        PrefixListId: 'pl-1',
        Entries: [{ Cidr: '10.0.0.0/8', Description: 'x' }, { Cidr: '172.16.0.0/12' }],
      },
      {
        PrefixLists: [
          { PrefixListId: 'pl-2', PrefixListName: 'com.amazonaws.eu-central-1.s3', Cidrs: ['3.5.0.0/20'] },
        ],
      },
    );
    assert.deepStrictEqual(
      [...facts.prefixLists.values()].map(({ id, name, family, entries }) => [
        id,
        name,
        family,
        entries?.map(formatPrefix).join(),
      ]),
      [
        ['pl-1', 'on-prem', 4, '10.0.0.0/8,172.16.0.0/12'],
        ['pl-2', 'com.amazonaws.eu-central-1.s3', undefined, '3.5.0.0/20'],
      ],
    );
    assert.match(diagnosticsOf({ Entries: [{ Cidr: '10.0.0.0/8' }] }).join(), /without its id/);
  });

  it('with a notebook name are read as a notebook, whatever other members they have', () => {
    const facts = factsOf({
      NotebookInstanceName: 'n',
      NotebookInstanceArn: 'arn:aws:sagemaker:eu-central-1:1:notebook-instance/n',
      SubnetId: 'subnet-1',
      SecurityGroups: ['sg-1'],
      Subnets: subnets.Subnets,
      DirectInternetAccess: 'Disabled',
      PlatformIdentifier: 'notebook-al2023-v1',
    });
    const [notebook] = facts.notebooks.values();
    assert.deepStrictEqual(
      [notebook.name, notebook.groups, notebook.directInternet, notebook.platform],
      ['n', ['sg-1'], false, 'notebook-al2023-v1'],
    );
    assert.strictEqual(facts.subnets.size + facts.securityGroups.size, 0);
  });

  it('that contradict each other about an id are a problem; the same facts in another order are not', () => {
    const table = (...Routes: object[]) => ({
      RouteTables: [{ RouteTableId: 'rtb-1', VpcId: 'vpc-1', Routes }],
    });
    const [a, b] = ['10.0.0.0/16', '10.1.0.0/16'].map((DestinationCidrBlock) => ({
      DestinationCidrBlock,
      GatewayId: 'local',
    }));
    assert.deepStrictEqual(diagnosticsOf(table(a, b), table(b, a)), []);
    assert.deepStrictEqual(diagnosticsOf(table(a, b), table(a), table()), [
      'has the route table `rtb-1` twice, with different content',
    ]);
  });

  it('that are truncated prove nothing by what is missing', () => {
    const { facts, diagnostics } = readNetworkFile(
      JSON.stringify({ ...subnets, NextToken: 'abc' }) + JSON.stringify(vpcs) + JSON.stringify(subnets),
    );
    assert.deepStrictEqual(
      diagnostics.map(({ kind }) => kind),
      ['truncated'],
    );
    assert.deepStrictEqual([facts.whole, facts.truncated], [new Set(['vpcs']), new Set(['subnets'])]);
  });

  it('lead back to their location in the text', () => {
    const text = `${JSON.stringify(vpcs)}\n${JSON.stringify(subnets, null, 2)}`;
    const { facts, spanOf } = readNetworkFile(text);
    const [subnet] = facts.subnets.values();
    const { from, to } = spanOf(subnet.jsonPath);
    assert.deepStrictEqual(JSON.parse(text.slice(from, to)), subnets.Subnets[0]);
  });

  it('may contain nothing about a network', () => {
    for (const text of ['', '{}', '[1, "a", null]', '{"Reservations":[]}'])
      assert.deepStrictEqual(
        readNetworkFile(text).diagnostics.map(({ kind }) => kind),
        ['nothing'],
      );
  });
});

describe('a Terraform state', () => {
  const resources: Record<string, readonly object[]> = {
    aws_vpc: [
      { id: 'vpc-1', cidr_block: '10.0.0.0/16', ipv6_cidr_block: '', main_route_table_id: 'rtb-main' },
    ],
    aws_vpc_ipv4_cidr_block_association: [{ vpc_id: 'vpc-1', cidr_block: '100.64.0.0/16' }],
    aws_subnet: [
      { id: 'subnet-1', vpc_id: 'vpc-1', cidr_block: '10.0.1.0/24', availability_zone: 'eu-central-1a' },
      { id: 'subnet-2', vpc_id: 'vpc-1', cidr_block: '10.0.2.0/24', availability_zone: 'eu-central-1b' },
    ],
    aws_route_table: [
      {
        id: 'rtb-1',
        vpc_id: 'vpc-1',
        propagating_vgws: [],
        route: [
          { cidr_block: '10.8.0.0/16', transit_gateway_id: 'tgw-1', gateway_id: '', nat_gateway_id: '' },
          { cidr_block: '0.0.0.0/0', nat_gateway_id: 'nat-1', gateway_id: '' },
        ],
      },
      {
        id: 'rtb-2',
        vpc_id: 'vpc-1',
        propagating_vgws: ['vgw-1'],
        route: [{ cidr_block: '10.0.0.0/16', gateway_id: '', network_interface_id: 'eni-1' }],
      },
    ],
    aws_default_route_table: [{ id: 'rtb-main', vpc_id: 'vpc-1', route: [] }],
    aws_route: [
      {
        id: 'r-1',
        route_table_id: 'rtb-1',
        destination_cidr_block: '10.8.0.0/16',
        transit_gateway_id: 'tgw-1',
        state: 'active',
        origin: 'CreateRoute',
      },
      { id: 'r-2', route_table_id: 'rtb-1', destination_prefix_list_id: 'pl-9', transit_gateway_id: 'tgw-1' },
    ],
    aws_route_table_association: [{ subnet_id: 'subnet-1', route_table_id: 'rtb-1' }],
    aws_vpc_endpoint: [
      {
        id: 'vpce-1',
        vpc_id: 'vpc-1',
        vpc_endpoint_type: 'Gateway',
        service_name: 'com.amazonaws.eu-central-1.s3',
        prefix_list_id: 'pl-1',
        cidr_blocks: ['3.5.0.0/20'],
        route_table_ids: ['rtb-1'],
      },
    ],
    aws_sagemaker_notebook_instance: [
      {
        id: 'n',
        name: 'n',
        arn: 'arn:aws:sagemaker:eu-central-1:1:notebook-instance/n',
        subnet_id: 'subnet-1',
        security_groups: ['sg-1'],
        direct_internet_access: 'Enabled',
        platform_identifier: 'notebook-al2023-v1',
      },
    ],
  };
  const entries = Object.entries(resources);
  const stored = {
    version: 4,
    terraform_version: '1.9.0',
    outputs: {},
    resources: entries.map(([type, values]) => ({
      mode: 'managed',
      type,
      name: 'x',
      instances: values.map((attributes, index_key) => ({ index_key, attributes })),
    })),
  };
  const flat = entries.flatMap(([type, values]) =>
    values.map((each, index) => ({
      address: `${type}.x[${index}]`,
      mode: 'managed',
      type,
      name: 'x',
      index,
      values: each,
    })),
  );
  const shown = {
    format_version: '1.0',
    terraform_version: '1.9.0',
    values: {
      root_module: {
        resources: flat.slice(0, 4),
        child_modules: [
          { address: 'module.a', resources: flat.slice(4, 7), child_modules: [{ resources: flat.slice(7) }] },
        ],
      },
    },
  };
  const expected = [
    'rtb-1 vpc-1 subnet-1: 10.0.0.0/16 local local, 100.64.0.0/16 local local, 10.8.0.0/16 transit-gateway tgw-1, 0.0.0.0/0 nat-gateway nat-1, pl-9 transit-gateway tgw-1, pl-1 gateway-endpoint vpce-1',
    'rtb-2 vpc-1: 100.64.0.0/16 local local, 10.0.0.0/16 network-interface eni-1 (incomplete)',
    'rtb-main vpc-1 main: 10.0.0.0/16 local local, 100.64.0.0/16 local local',
  ];

  it('is read as stored and as shown, including modules and instances', () => {
    for (const state of [stored, shown]) {
      const facts = factsOf(state);
      assert.deepStrictEqual(tables(facts), expected);
      assert.deepStrictEqual(
        [...facts.notebooks.values()].map(({ name, subnet, groups }) => [name, subnet, groups]),
        [['n', 'subnet-1', ['sg-1']]],
      );
      assert.deepStrictEqual(facts.prefixLists.get('pl-1')?.entries?.map(formatPrefix), ['3.5.0.0/20']);
      assert.deepStrictEqual(facts.whole, new Set());
    }
  });

  it('leaves the rules of a security group unknown that is only a data source', () => {
    const attributes = { id: 'sg-1', vpc_id: 'vpc-1', name: 'notebooks', description: '' };
    const state = (...types: string[]) => ({
      version: 4,
      resources: types.map((type) => ({
        type,
        instances: [{ attributes: { security_group_id: 'sg-1', ip_protocol: '-1', ...attributes } }],
      })),
    });
    for (const [types, rules] of [
      [['aws_security_group'], [undefined, undefined]],
      [
        ['aws_security_group', 'aws_vpc_security_group_egress_rule'],
        [undefined, undefined],
      ],
    ] as const) {
      const group = factsOf(state(...types)).securityGroups.get('sg-1');
      assert.deepStrictEqual([group?.egress, group?.ingress], rules);
    }
  });

  it('may describe a peering connection from both sides', () => {
    const peering = (type: string, vpc_id: string, peer_vpc_id: string) => ({
      type,
      instances: [{ attributes: { id: 'pcx-1', accept_status: 'active', vpc_id, peer_vpc_id } }],
    });
    const { peerings } = factsOf({
      version: 4,
      resources: [
        peering('aws_vpc_peering_connection_accepter', 'vpc-2', 'vpc-1'),
        peering('aws_vpc_peering_connection', 'vpc-1', 'vpc-2'),
      ],
    });
    const [{ requester, accepter }] = [...peerings.values()];
    assert.deepStrictEqual([requester.vpc, accepter.vpc], ['vpc-1', 'vpc-2']);
  });

  it('with unrelated resources is a problem that names their types', () => {
    const withSecrets = {
      ...stored,
      resources: [
        ...stored.resources,
        {
          mode: 'managed',
          type: 'aws_db_instance',
          name: 'x',
          instances: [{ attributes: { password: 'hunter2' } }],
        },
      ],
    };
    assert.deepStrictEqual(diagnosticsOf(withSecrets), [
      "has resources besides the network's (`aws_db_instance`), whose values may be secrets; reduce it before you commit it",
    ]);
  });

  it('with single routes of an unknown table leaves the table unknown', () => {
    const facts = factsOf({
      version: 4,
      resources: [
        {
          type: 'aws_route',
          instances: [
            {
              attributes: {
                route_table_id: 'rtb-7',
                destination_cidr_block: '10.0.0.0/8',
                gateway_id: 'vgw-1',
              },
            },
          ],
        },
      ],
    });
    assert.deepStrictEqual(tables(facts), ['rtb-7 ?: rows unknown']);
  });
});

describe('a CloudFormation template', () => {
  const resource = (Type: string, Properties: object) => ({ Type: `AWS::${Type}`, Properties });
  const Resources = {
    Vpc: resource('EC2::VPC', { CidrBlock: '10.0.0.0/16' }),
    More: resource('EC2::VPCCidrBlock', { VpcId: { Ref: 'Vpc' }, CidrBlock: '100.64.0.0/16' }),
    Subnet: resource('EC2::Subnet', { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.1.0/24' }),
    Table: resource('EC2::RouteTable', { VpcId: { 'Fn::GetAtt': ['Vpc', 'VpcId'] } }),
    Association: resource('EC2::SubnetRouteTableAssociation', {
      SubnetId: { Ref: 'Subnet' },
      RouteTableId: { Ref: 'Table' },
    }),
    Internet: resource('EC2::InternetGateway', {}),
    Route: resource('EC2::Route', {
      RouteTableId: { Ref: 'Table' },
      DestinationCidrBlock: '0.0.0.0/0',
      GatewayId: { Ref: 'Internet' },
    }),
    Transit: resource('EC2::Route', {
      RouteTableId: { 'Fn::GetAtt': 'Table.RouteTableId' },
      DestinationCidrBlock: '10.8.0.0/16',
      TransitGatewayId: { Ref: 'TransitGatewayParameter' },
    }),
    Unknown: resource('EC2::Route', {
      RouteTableId: { Ref: 'Table' },
      DestinationCidrBlock: { Ref: 'OnPremises' },
      GatewayId: 'vgw-1',
    }),
    S3: resource('EC2::VPCEndpoint', {
      VpcId: { Ref: 'Vpc' },
      ServiceName: { 'Fn::Sub': 'com.amazonaws.${AWS::Region}.s3' },
      RouteTableIds: [{ Ref: 'Table' }],
    }),
    Notebook: resource('SageMaker::NotebookInstance', {
      SubnetId: { Ref: 'Subnet' },
      DirectInternetAccess: 'Disabled',
      SecurityGroupIds: [{ Ref: 'Group' }],
    }),
  };

  it('is read as far as it is known before deployment', () => {
    const facts = factsOf({ AWSTemplateFormatVersion: '2010-09-09', Resources });
    assert.deepStrictEqual(tables(facts), [
      'Table Vpc Subnet: 10.0.0.0/16 local local, 100.64.0.0/16 local local, 0.0.0.0/0 internet-gateway Internet, 10.8.0.0/16 transit-gateway TransitGatewayParameter, prefix-list-of-S3 gateway-endpoint S3, ? virtual-private-gateway vgw-1',
    ]);
    assert.deepStrictEqual(
      [...facts.notebooks.values()].map(({ subnet, directInternet }) => [subnet, directInternet]),
      [['Subnet', false]],
    );
  });

  it('does not know a route or an association that has a condition which its table does not have', () => {
    const conditional = (...names: (keyof typeof Resources)[]) => ({
      Resources: Object.fromEntries(
        Object.entries(Resources)
          .filter(([name]) => ['Vpc', 'Subnet', 'Table', 'Association', 'Transit'].includes(name))
          .map(([name, each]) => [
            name,
            names.some((other) => other === name) ? { ...each, Condition: 'IsLarge' } : each,
          ]),
      ),
    });
    const known = 'Table Vpc Subnet: 10.0.0.0/16 local local';
    const transit = '10.8.0.0/16 transit-gateway TransitGatewayParameter';
    assert.deepStrictEqual(tables(factsOf(conditional('Transit'))), [`${known} (incomplete)`]);
    assert.deepStrictEqual(tables(factsOf(conditional('Association'))), [
      `Table Vpc: 10.0.0.0/16 local local, ${transit}`,
    ]);
    assert.deepStrictEqual(tables(factsOf(conditional('Table', 'Association', 'Transit'))), [
      `${known}, ${transit}`,
    ]);
  });

  it('leaves the blocks of a VPC unknown if one comes from a parameter', () => {
    const facts = factsOf({
      Resources: {
        ...Resources,
        More: resource('EC2::VPCCidrBlock', { VpcId: { Ref: 'Vpc' }, CidrBlock: { Ref: 'Secondary' } }),
      },
    });
    assert.strictEqual(facts.vpcs.get('Vpc')?.blocks, undefined);
  });
});
