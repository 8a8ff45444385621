import type { Address, Prefix } from '../net/prefix';
import { addFact, type Collection } from './collection';
import type {
  AclRuleFact,
  FactKind,
  NetworkFileDiagnostic,
  PeerFact,
  PermissionFact,
  PublicAccess,
  RowFact,
} from './facts';
import {
  addressOf,
  arrayOf,
  cidrFrom,
  cidrOf,
  elementsOf,
  idOf,
  idsOf,
  isObject,
  memberOf,
  harmlessName,
  numberOf,
  stringOf,
  type Json,
} from './json';
import { nextHopOf } from './next-hop';
import { protocolNumber } from './protocols';

/** A member of an answer, and the kind of its elements. */
interface ResponseList {
  readonly kind: FactKind;
  readonly read: (collection: Collection, element: Json) => void;
}

/**
 * The AWS CLI's answers by their member. https://docs.aws.amazon.com/AWSEC2/latest/APIReference and
 * https://docs.aws.amazon.com/sagemaker/latest/APIReference
 */
const answerLists: ReadonlyMap<string, ResponseList> = new Map<string, ResponseList>([
  ['Vpcs', { kind: 'vpcs', read: readVpc }],
  ['Subnets', { kind: 'subnets', read: readSubnet }],
  ['RouteTables', { kind: 'routeTables', read: readRouteTable }],
  ['ManagedPrefixLists', { kind: 'prefixLists', read: readPrefixList }],
  ['PrefixLists', { kind: 'prefixLists', read: readPrefixList }],
  ['VpcPeeringConnections', { kind: 'peerings', read: readPeering }],
  ['VpcEndpoints', { kind: 'endpoints', read: readEndpoint }],
  ['NatGateways', { kind: 'natGateways', read: readNatGateway }],
  ['TransitGatewayVpcAttachments', { kind: 'attachments', read: readAttachment }],
  ['NetworkInterfaces', { kind: 'interfaces', read: readInterface }],
  ['SecurityGroups', { kind: 'securityGroups', read: readSecurityGroup }],
  ['NetworkAcls', { kind: 'networkAcls', read: readNetworkAcl }],
  ['VpcBlockPublicAccessExclusions', { kind: 'exclusions', read: readExclusion }],
  ['NotebookInstances', { kind: 'notebooks', read: readNotebook }],
]);

/** Reads an object as one answer, or as several that were merged. */
export function readResponse(collection: Collection, response: Json): void {
  const { value } = response;
  if (!isObject(value)) return;
  // Before the others: its security groups are ids, those of other answers are objects.
  if (memberOf(value, 'NotebookInstanceName') !== undefined) {
    readNotebook(collection, response);
    return;
  }
  const token = stringOf(value, 'NextToken') !== undefined;
  let truncated: FactKind | undefined;
  for (const [name, { kind, read }] of answerLists) {
    if (!Array.isArray(memberOf(value, name))) continue;
    collection.recognised = true;
    if (token) {
      collection.truncated.add(kind);
      truncated = kind;
    } else collection.whole.add(kind);
    for (const element of elementsOf(response, name)) if (isObject(element.value)) read(collection, element);
  }
  if (Array.isArray(memberOf(value, 'Entries'))) {
    const isTruncated = readEntries(collection, response, token);
    if (isTruncated) truncated = 'prefixLists';
  }
  const options = memberOf(value, 'VpcBlockPublicAccessOptions');
  if (options !== undefined) {
    collection.recognised = true;
    collection.publicAccess ??= publicAccessOf(options);
  }
  if (truncated) addTruncated(collection, response);
}

/** The absence of anything from a truncated answer proves nothing, so the file has a problem. */
function addTruncated({ diagnostics }: Collection, { jsonPath }: Json): void {
  const message = 'is truncated: it has a `NextToken`, so there is more output';
  diagnostics.push({ kind: 'truncated', message, jsonPath: { in: jsonPath, key: 'NextToken' }, from: 0 });
}

function readVpc(collection: Collection, { value, jsonPath }: Json): void {
  const id = idOf(value, 'VpcId');
  if (id === undefined) return;
  const four = associated(value, 'CidrBlockAssociationSet', 'CidrBlock');
  const six = associated(value, 'Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlock');
  const primary = cidrOf(value, 'CidrBlock');
  const blocks = [...(four.length > 0 ? four : primary ? [primary] : []), ...six];
  const publicAccess = publicAccessOf(memberOf(value, 'BlockPublicAccessStates'));
  const fact = { id, jsonPath, mainRouteTable: undefined, publicAccess };
  addFact(collection, 'vpcs', { ...fact, blocks: blocks.length > 0 ? blocks : undefined });
}

/** The associated blocks of an association set. */
function associated(value: unknown, set: string, block: 'CidrBlock' | 'Ipv6CidrBlock'): Prefix[] {
  return arrayOf(memberOf(value, set)).flatMap((each) => {
    const state = stringOf(memberOf(each, `${block}State`), 'State') ?? 'associated';
    return state === 'associated' ? (cidrOf(each, block) ?? []) : [];
  });
}

function publicAccessOf(value: unknown): PublicAccess | undefined {
  const mode = stringOf(value, 'InternetGatewayBlockMode');
  return (['off', 'block-ingress', 'block-bidirectional'] as const).find((each) => each === mode);
}

function readSubnet(collection: Collection, { value, jsonPath }: Json): void {
  const id = idOf(value, 'SubnetId');
  if (id === undefined) return;
  const four = cidrOf(value, 'CidrBlock');
  const blocks = [
    ...(four ? [four] : []),
    ...associated(value, 'Ipv6CidrBlockAssociationSet', 'Ipv6CidrBlock'),
  ];
  addFact(collection, 'subnets', {
    id,
    jsonPath,
    vpc: idOf(value, 'VpcId'),
    blocks: blocks.length > 0 ? blocks : undefined,
    zone: idOf(value, 'AvailabilityZoneId') ?? idOf(value, 'AvailabilityZone'),
    publicAccess: publicAccessOf(memberOf(value, 'BlockPublicAccessStates')),
  });
}

function readRouteTable(collection: Collection, table: Json): void {
  const { value, jsonPath } = table;
  const id = idOf(value, 'RouteTableId');
  if (id === undefined) return;
  const associations = arrayOf(memberOf(value, 'Associations')).filter((each) => {
    const state = stringOf(memberOf(each, 'AssociationState'), 'State') ?? 'associated';
    return state === 'associated' || state === 'associating';
  });
  const rows = Array.isArray(memberOf(value, 'Routes')) ? elementsOf(table, 'Routes').map(rowOf) : undefined;
  addFact(collection, 'routeTables', {
    id,
    jsonPath,
    vpc: idOf(value, 'VpcId'),
    main: associations.some((each) => memberOf(each, 'Main') === true),
    subnets: associations.flatMap((each) => idOf(each, 'SubnetId') ?? []),
    rows,
    incomplete: undefined,
  });
}

function rowOf({ value, jsonPath }: Json): RowFact {
  const destination = cidrOf(value, 'DestinationCidrBlock') ?? cidrOf(value, 'DestinationIpv6CidrBlock');
  const prefixList = destination ? undefined : idOf(value, 'DestinationPrefixListId');
  const state = stringOf(value, 'State');
  const origin = stringOf(value, 'Origin');
  return {
    destination,
    prefixList,
    nextHop: nextHopOf((member) => idOf(value, member), prefixList !== undefined),
    state: state === 'blackhole' || state === 'filtered' ? state : 'active',
    // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html
    propagated: origin === 'EnableVgwRoutePropagation' || origin === 'Advertisement',
    jsonPath,
  };
}

/** A prefix list: without entries from describe-managed-prefix-lists, with them from describe-prefix-lists. */
function readPrefixList(collection: Collection, list: Json): void {
  const { value, jsonPath } = list;
  const id = idOf(value, 'PrefixListId');
  if (id === undefined) return;
  const family = stringOf(value, 'AddressFamily');
  addFact(collection, 'prefixLists', {
    id,
    jsonPath,
    name: harmlessName(value, 'PrefixListName'),
    family: family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : undefined,
    entries: Array.isArray(memberOf(value, 'Cidrs'))
      ? arrayOf(memberOf(value, 'Cidrs')).flatMap((cidr) => cidrFrom(cidr) ?? [])
      : entriesOf(value),
  });
}

function entriesOf(value: unknown): Prefix[] | undefined {
  const entries = memberOf(value, 'Entries');
  return Array.isArray(entries)
    ? arrayOf(entries).flatMap((entry) => cidrOf(entry, 'Cidr') ?? [])
    : undefined;
}

/** The answer of get-managed-prefix-list-entries, merged with its list's id. Returns whether it was incomplete. */
function readEntries(collection: Collection, response: Json, isTruncated: boolean): boolean {
  const { value, jsonPath } = response;
  const entries = arrayOf(memberOf(value, 'Entries'));
  // The entries of something else, such as a network ACL.
  if (entries.length > 0 && !entries.some((entry) => memberOf(entry, 'Cidr') !== undefined)) return false;
  const id = idOf(value, 'PrefixListId');
  if (id === undefined) {
    collection.diagnostics.push({
      kind: 'nameless-entries',
      message:
        'has the entries of a prefix list without its id, which `get-managed-prefix-list-entries` leaves out; add it with `--query`',
      jsonPath,
      from: 0,
    } satisfies NetworkFileDiagnostic);
    return false;
  }
  const fact = { id, jsonPath, name: undefined, family: undefined };
  addFact(collection, 'prefixLists', { ...fact, entries: isTruncated ? undefined : entriesOf(value) });
  return isTruncated;
}

function readPeering(collection: Collection, { value, jsonPath }: Json): void {
  const id = idOf(value, 'VpcPeeringConnectionId');
  if (id === undefined) return;
  addFact(collection, 'peerings', {
    id,
    jsonPath,
    status: idOf(memberOf(value, 'Status'), 'Code'),
    requester: peerOf(memberOf(value, 'RequesterVpcInfo')),
    accepter: peerOf(memberOf(value, 'AccepterVpcInfo')),
  });
}

function peerOf(value: unknown): PeerFact {
  const set = arrayOf(memberOf(value, 'CidrBlockSet')).flatMap((each) => cidrOf(each, 'CidrBlock') ?? []);
  const primary = cidrOf(value, 'CidrBlock');
  const four = set.length > 0 ? set : primary ? [primary] : [];
  const six = arrayOf(memberOf(value, 'Ipv6CidrBlockSet')).flatMap(
    (each) => cidrOf(each, 'Ipv6CidrBlock') ?? [],
  );
  const blocks = [...four, ...six];
  return { vpc: idOf(value, 'VpcId'), blocks: blocks.length > 0 ? blocks : undefined };
}

function readEndpoint(collection: Collection, { value, jsonPath }: Json): void {
  const id = idOf(value, 'VpcEndpointId');
  if (id === undefined) return;
  addFact(collection, 'endpoints', {
    id,
    jsonPath,
    vpc: idOf(value, 'VpcId'),
    type: idOf(value, 'VpcEndpointType'),
    service: idOf(value, 'ServiceName'),
    state: idOf(value, 'State')?.toLowerCase(),
    subnets: idsOf(value, 'SubnetIds'),
    groups: arrayOf(memberOf(value, 'Groups')).flatMap((each) => idOf(each, 'GroupId') ?? []),
    interfaces: idsOf(value, 'NetworkInterfaceIds'),
  });
}

function readNatGateway(collection: Collection, { value, jsonPath }: Json): void {
  const id = idOf(value, 'NatGatewayId');
  if (id === undefined) return;
  const fact = { id, jsonPath, vpc: idOf(value, 'VpcId'), subnet: idOf(value, 'SubnetId') };
  addFact(collection, 'natGateways', { ...fact, state: idOf(value, 'State')?.toLowerCase() });
}

function readAttachment(collection: Collection, { value, jsonPath }: Json): void {
  const id = idOf(value, 'TransitGatewayAttachmentId');
  if (id === undefined) return;
  addFact(collection, 'attachments', {
    id,
    jsonPath,
    transitGateway: idOf(value, 'TransitGatewayId'),
    vpc: idOf(value, 'VpcId'),
    state: idOf(value, 'State')?.toLowerCase(),
    subnets: idsOf(value, 'SubnetIds'),
  });
}

function readInterface(collection: Collection, { value, jsonPath }: Json): void {
  const id = idOf(value, 'NetworkInterfaceId');
  if (id === undefined) return;
  const owned = arrayOf(memberOf(value, 'PrivateIpAddresses'));
  const addresses = new Map<string, Address>();
  for (const address of [
    addressOf(value, 'PrivateIpAddress'),
    ...owned.map((each) => addressOf(each, 'PrivateIpAddress')),
    ...arrayOf(memberOf(value, 'Ipv6Addresses')).map((each) => addressOf(each, 'Ipv6Address')),
  ])
    if (address) addresses.set(`${address.family} ${address.value}`, address);
  const hasPublic = (each: unknown): boolean =>
    addressOf(memberOf(each, 'Association'), 'PublicIp') !== undefined;
  addFact(collection, 'interfaces', {
    id,
    jsonPath,
    subnet: idOf(value, 'SubnetId'),
    addresses: [...addresses.values()],
    groups: arrayOf(memberOf(value, 'Groups')).flatMap((each) => idOf(each, 'GroupId') ?? []),
    isPublic: hasPublic(value) || owned.some(hasPublic),
  });
}

function readSecurityGroup(collection: Collection, group: Json): void {
  const { value, jsonPath } = group;
  const id = idOf(value, 'GroupId');
  if (id === undefined) return;
  const permissions = (name: string): PermissionFact[] | undefined =>
    Array.isArray(memberOf(value, name)) ? elementsOf(group, name).map(permissionOf) : undefined;
  const [egress, ingress] = [permissions('IpPermissionsEgress'), permissions('IpPermissions')];
  addFact(collection, 'securityGroups', { id, jsonPath, vpc: idOf(value, 'VpcId'), egress, ingress });
}

function permissionOf({ value, jsonPath }: Json): PermissionFact {
  const members = (list: string): readonly unknown[] => arrayOf(memberOf(value, list));
  return {
    protocol: protocolNumber(memberOf(value, 'IpProtocol')),
    from: numberOf(value, 'FromPort'),
    to: numberOf(value, 'ToPort'),
    blocks: [
      ...members('IpRanges').flatMap((each) => cidrOf(each, 'CidrIp') ?? []),
      ...members('Ipv6Ranges').flatMap((each) => cidrOf(each, 'CidrIpv6') ?? []),
    ],
    prefixLists: members('PrefixListIds').flatMap((each) => idOf(each, 'PrefixListId') ?? []),
    groups: members('UserIdGroupPairs').flatMap((each) => idOf(each, 'GroupId') ?? []),
    rule: undefined,
    jsonPath,
  };
}

function readNetworkAcl(collection: Collection, acl: Json): void {
  const { value, jsonPath } = acl;
  const id = idOf(value, 'NetworkAclId');
  if (id === undefined) return;
  const isDefault = memberOf(value, 'IsDefault');
  addFact(collection, 'networkAcls', {
    id,
    jsonPath,
    vpc: idOf(value, 'VpcId'),
    isDefault: typeof isDefault === 'boolean' ? isDefault : undefined,
    subnets: arrayOf(memberOf(value, 'Associations')).flatMap((each) => idOf(each, 'SubnetId') ?? []),
    rules: Array.isArray(memberOf(value, 'Entries'))
      ? elementsOf(acl, 'Entries').flatMap(aclRules)
      : undefined,
  });
}

function aclRules({ value, jsonPath }: Json): AclRuleFact[] {
  const number = numberOf(value, 'RuleNumber');
  if (number === undefined) return [];
  const protocol = protocolNumber(memberOf(value, 'Protocol'));
  const [ports, icmp] = [memberOf(value, 'PortRange'), memberOf(value, 'IcmpTypeCode')];
  const isIcmp = protocol === 1 || protocol === 58;
  return [
    {
      number,
      egress: memberOf(value, 'Egress') === true,
      allows: stringOf(value, 'RuleAction') === 'allow',
      protocol,
      block: cidrOf(value, 'CidrBlock') ?? cidrOf(value, 'Ipv6CidrBlock'),
      from: isIcmp ? numberOf(icmp, 'Type') : numberOf(ports, 'From'),
      to: isIcmp ? numberOf(icmp, 'Code') : numberOf(ports, 'To'),
      jsonPath,
    },
  ];
}

function readExclusion(collection: Collection, { value, jsonPath }: Json): void {
  const resource = idOf(value, 'ResourceArn');
  const state = stringOf(value, 'State') ?? 'create-complete';
  if (resource === undefined || !['create-complete', 'update-complete'].includes(state)) return;
  const allows =
    stringOf(value, 'InternetGatewayExclusionMode') === 'allow-egress' ? 'egress' : 'bidirectional';
  addFact(collection, 'exclusions', { id: resource.replace(/^.*\//, ''), jsonPath, allows });
}

function readNotebook(collection: Collection, { value, jsonPath }: Json): void {
  const name = idOf(value, 'NotebookInstanceName');
  if (name === undefined) return;
  const access = stringOf(value, 'DirectInternetAccess');
  const addressType = stringOf(value, 'IpAddressType');
  addFact(collection, 'notebooks', {
    id: idOf(value, 'NotebookInstanceArn') ?? name,
    jsonPath,
    name,
    subnet: idOf(value, 'SubnetId'),
    groups: Array.isArray(memberOf(value, 'SecurityGroups')) ? idsOf(value, 'SecurityGroups') : undefined,
    networkInterface: idOf(value, 'NetworkInterfaceId'),
    directInternet: access === 'Enabled' ? true : access === 'Disabled' ? false : undefined,
    platform: idOf(value, 'PlatformIdentifier'),
    dualStack: addressType === undefined ? undefined : addressType === 'dualstack',
    configuration: idOf(value, 'NotebookInstanceLifecycleConfigName'),
  });
}
