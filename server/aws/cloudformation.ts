import type { Prefix } from '../net/prefix';
import { addFact, type Collection } from './collection';
import type { NextHopKind, RowFact } from './facts';
import {
  arrayOf,
  cidrFrom,
  idFrom,
  inner,
  isObject,
  memberOf,
  harmlessName,
  stringOf,
  type Json,
} from './json';
import { nextHopOf } from './next-hop';
import { otherResources } from './other-resources';
import { partialTable, withLocalRows, type PartialTable } from './tables';

/** A resource of a template; its id is its logical name. */
interface Resource extends Json {
  readonly id: string;
  readonly type: string;
  /** The condition without which it is not deployed. */
  readonly condition: string | undefined;
}

/** Whether a document is a template: an object of resources with AWS types. */
export function isTemplate(value: unknown): boolean {
  const resources = memberOf(value, 'Resources');
  return (
    isObject(resources) &&
    Object.values(resources).some((each) => stringOf(each, 'Type')?.includes('::') === true)
  );
}

/**
 * Reads a CloudFormation or CDK template in JSON: literals, and references to resources within the template. The id of
 * a fact is the resource's logical name; what is not known before deployment is undefined.
 */
export function readTemplate(collection: Collection, template: Json): void {
  const resources = inner(template, 'Resources');
  const all = Object.entries(isObject(resources.value) ? resources.value : {}).flatMap(
    ([name, value]): Resource[] => {
      const [id, type] = [idFrom(name), stringOf(value, 'Type')];
      if (id === undefined || type === undefined) return [];
      const jsonPath = { in: { in: resources.jsonPath, key: name }, key: 'Properties' };
      const condition = stringOf(value, 'Condition');
      return [{ id, type, condition, value: memberOf(value, 'Properties'), jsonPath }];
    },
  );
  collection.recognised ||= all.length > 0;
  const of = (type: string): Resource[] => all.filter((each) => each.type === type);
  const typeOf = new Map(all.map(({ id, type }) => [id, type]));
  readVpcs(collection, of);
  readSubnets(collection, of);
  readTables(collection, of, (id) => kindByType.get(typeOf.get(id) ?? ''));
  readConnections(collection, of);
  const otherTypes = new Set(all.map(({ type }) => type).filter((type) => !isNetworkType(type)));
  if (otherTypes.size > 0) collection.diagnostics.push(otherResources([...otherTypes], template.jsonPath));
}

type Resources = (type: string) => Resource[];

const kindByType: ReadonlyMap<string, NextHopKind> = new Map<string, NextHopKind>([
  ['AWS::EC2::InternetGateway', 'internet-gateway'],
  ['AWS::EC2::VPNGateway', 'virtual-private-gateway'],
  ['AWS::EC2::CarrierGateway', 'carrier-gateway'],
]);

function isNetworkType(type: string): boolean {
  return (
    /^AWS::EC2::(?:VPC|Subnet|Route|InternetGateway|EgressOnlyInternetGateway|NatGateway|EIP|NetworkAcl|NetworkInterface)/.test(
      type,
    ) ||
    /^AWS::EC2::(?:SecurityGroup|PrefixList|TransitGateway|VPNGateway|LocalGateway|CarrierGateway|GatewayRouteTable)/.test(
      type,
    ) ||
    /^AWS::(?:SageMaker::NotebookInstance$|CDK::Metadata$|NetworkManager::)/.test(type)
  );
}

/** A property's literal, or the logical name in its `Ref` or `Fn::GetAtt`. */
function reference(properties: unknown, name: string): string | undefined {
  const value = memberOf(properties, name);
  if (!isObject(value)) return idFrom(value);
  const attribute = memberOf(value, 'Fn::GetAtt');
  const resourceName = Array.isArray(attribute)
    ? arrayOf(attribute)[0]
    : typeof attribute === 'string'
      ? attribute.replace(/\..*$/, '')
      : memberOf(value, 'Ref');
  return idFrom(resourceName);
}

/** A literal block, or the literal `CidrBlock` of the resource that it refers to. */
function block(
  properties: unknown,
  name: string,
  ofResource: (id: string) => Prefix | undefined,
): Prefix | undefined {
  const value = memberOf(properties, name);
  const literal = cidrFrom(value);
  if (literal || !isObject(value)) return literal;
  const attribute = memberOf(value, 'Fn::GetAtt');
  const [id, member] =
    typeof attribute === 'string'
      ? attribute.split('.')
      : arrayOf(attribute).flatMap((each) => idFrom(each) ?? []);
  return id !== undefined && member === 'CidrBlock' ? ofResource(id) : undefined;
}

const propagation = 'a template does not have the routes that a virtual private gateway propagates';

const noResource = (): undefined => undefined;

function readVpcs(collection: Collection, of: Resources): void {
  const more = new Map<string, (Prefix | undefined)[]>();
  for (const { value } of of('AWS::EC2::VPCCidrBlock')) {
    const vpc = reference(value, 'VpcId');
    const subnetBlock = block(value, 'CidrBlock', noResource) ?? block(value, 'Ipv6CidrBlock', noResource);
    if (vpc !== undefined) more.set(vpc, [...(more.get(vpc) ?? []), subnetBlock]);
  }
  for (const { id, value, jsonPath } of of('AWS::EC2::VPC')) {
    const blocks = [block(value, 'CidrBlock', noResource), ...(more.get(id) ?? [])];
    // If one block is not known before deployment, the list of the VPC's blocks is unknown.
    const knownBlocks = blocks.flatMap((each) => each ?? []);
    addFact(collection, 'vpcs', {
      id,
      jsonPath,
      mainRouteTable: undefined,
      publicAccess: undefined,
      blocks: knownBlocks.length === blocks.length ? knownBlocks : undefined,
    });
  }
}

function readSubnets(collection: Collection, of: Resources): void {
  for (const { id, value, jsonPath } of of('AWS::EC2::Subnet')) {
    const vpcBlock = (vpc: string): Prefix | undefined => collection.facts.vpcs.get(vpc)?.blocks?.[0];
    const four = block(value, 'CidrBlock', vpcBlock);
    const six = block(value, 'Ipv6CidrBlock', noResource);
    const blocks = [...(four ? [four] : []), ...(six ? [six] : [])];
    const zone = memberOf(value, 'AvailabilityZone');
    addFact(collection, 'subnets', {
      id,
      jsonPath,
      vpc: reference(value, 'VpcId'),
      publicAccess: undefined,
      blocks: blocks.length > 0 ? blocks : undefined,
      // Two identical functions return the same zone, whatever it is.
      zone: idFrom(zone) ?? (isObject(zone) ? JSON.stringify(zone) : undefined),
    });
  }
}

function readTables(
  collection: Collection,
  of: Resources,
  kind: (id: string) => NextHopKind | undefined,
): void {
  const tables = new Map<string, PartialTable>();
  const conditions = new Map<string, string | undefined>();
  for (const { id, value, jsonPath, condition } of of('AWS::EC2::RouteTable')) {
    conditions.set(id, condition);
    const parts = partialTable(id, jsonPath);
    parts.vpc = reference(value, 'VpcId');
    tables.set(id, parts);
  }
  const table = (value: unknown): PartialTable | undefined =>
    tables.get(reference(value, 'RouteTableId') ?? '');
  /** Whether a resource may not be deployed although its table is. */
  const isConditional = ({ value, condition }: Resource): boolean =>
    condition !== undefined && condition !== conditions.get(reference(value, 'RouteTableId') ?? '');
  for (const association of of('AWS::EC2::SubnetRouteTableAssociation')) {
    const subnet = reference(association.value, 'SubnetId');
    if (subnet !== undefined && !isConditional(association)) table(association.value)?.subnets.add(subnet);
  }
  for (const route of of('AWS::EC2::Route')) {
    const { value, jsonPath } = route;
    const parts = table(value);
    if (isConditional(route)) {
      if (parts) parts.incomplete = 'a route of the template has a condition';
      continue;
    }
    const vpcBlock = (vpc: string): Prefix | undefined => collection.facts.vpcs.get(vpc)?.blocks?.[0];
    const destination =
      block(value, 'DestinationCidrBlock', vpcBlock) ?? block(value, 'DestinationIpv6CidrBlock', vpcBlock);
    const prefixList = destination ? undefined : reference(value, 'DestinationPrefixListId');
    parts?.rows.push({
      destination,
      prefixList,
      state: 'active',
      propagated: false,
      jsonPath,
      nextHop: nextHopOf((member) => reference(value, member), prefixList !== undefined, kind),
    });
  }
  for (const { value } of of('AWS::EC2::VPNGatewayRoutePropagation'))
    for (const each of arrayOf(memberOf(value, 'RouteTableIds'))) {
      const parts = table({ RouteTableId: each });
      if (parts) parts.incomplete = propagation;
    }
  for (const endpoint of of('AWS::EC2::VPCEndpoint')) {
    // A gateway endpoint's route has the service's prefix list, which a template does not name.
    for (const each of arrayOf(memberOf(endpoint.value, 'RouteTableIds')))
      table({ RouteTableId: each })?.rows.push(endpointRow(endpoint));
  }
  for (const parts of tables.values()) {
    const blocks = parts.vpc === undefined ? undefined : collection.facts.vpcs.get(parts.vpc)?.blocks;
    addFact(collection, 'routeTables', withLocalRows(parts, blocks));
  }
}

function endpointRow({ id, value, jsonPath }: Resource): RowFact {
  const service = memberOf(value, 'ServiceName');
  return {
    destination: undefined,
    prefixList: idFrom(service) ?? `prefix-list-of-${id}`,
    jsonPath,
    state: 'active',
    propagated: false,
    nextHop: { kind: 'gateway-endpoint', id, alias: undefined },
  };
}

function readConnections(collection: Collection, of: Resources): void {
  for (const { id, value, jsonPath } of of('AWS::EC2::PrefixList')) {
    const entries = memberOf(value, 'Entries');
    const blocks = arrayOf(entries).map((each) => block(each, 'Cidr', noResource));
    const knownBlocks = blocks.flatMap((each) => each ?? []);
    addFact(collection, 'prefixLists', {
      id,
      jsonPath,
      name: harmlessName(value, 'PrefixListName'),
      family: stringOf(value, 'AddressFamily') === 'IPv4' ? 4 : 6,
      entries: Array.isArray(entries) && knownBlocks.length === blocks.length ? knownBlocks : undefined,
    });
  }
  for (const { id, value, jsonPath } of of('AWS::EC2::VPCPeeringConnection'))
    addFact(collection, 'peerings', {
      id,
      jsonPath,
      status: undefined,
      requester: { vpc: reference(value, 'VpcId'), blocks: undefined },
      accepter: { vpc: reference(value, 'PeerVpcId'), blocks: undefined },
    });
  for (const { id, value, jsonPath } of of('AWS::SageMaker::NotebookInstance')) {
    const access = memberOf(value, 'DirectInternetAccess');
    const groups = arrayOf(memberOf(value, 'SecurityGroupIds')).map((each) => reference({ each }, 'each'));
    addFact(collection, 'notebooks', {
      id,
      jsonPath,
      name: idFrom(memberOf(value, 'NotebookInstanceName')) ?? id,
      subnet: reference(value, 'SubnetId'),
      networkInterface: undefined,
      dualStack: undefined,
      groups: groups.flatMap((each) => each ?? []),
      directInternet:
        access === undefined || access === 'Enabled' ? true : access === 'Disabled' ? false : undefined,
      platform: idFrom(memberOf(value, 'PlatformIdentifier')),
      configuration: reference(value, 'LifecycleConfigName'),
    });
  }
}
