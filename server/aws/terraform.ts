import { formatPrefix, type Prefix } from '../net/prefix';
import { addFact, type Collection } from './collection';
import type { PermissionFact, RowFact } from './facts';
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
import { nextHopOf, terraformName } from './next-hop';
import { protocolNumber } from './protocols';
import { otherResources } from './other-resources';
import { partialTable, withLocalRows, type PartialTable } from './tables';
import type { JsonPath } from './json-documents';

/** An instance of a resource or a data source. */
interface Instance extends Json {
  readonly type: string;
  /** Its `id`, or the type's attribute for it. */
  readonly id: string | undefined;
}

/** Whether a document is a state, as `terraform show -json` prints it or as stored. */
export function isTerraformState(value: unknown): boolean {
  return (
    isObject(memberOf(memberOf(value, 'values'), 'root_module')) ||
    (memberOf(value, 'version') === 4 && Array.isArray(memberOf(value, 'resources')))
  );
}

/** Reads a Terraform state: only network resources, and only what facts have. */
export function readTerraform(collection: Collection, state: Json): void {
  const instances = instancesOf(state);
  const byType = new Map<string, Instance[]>();
  const otherTypes = new Set<string>();
  for (const instance of instances) {
    const sameType = byType.get(instance.type);
    if (sameType) sameType.push(instance);
    else byType.set(instance.type, [instance]);
    if (!isNetworkType(instance.type)) otherTypes.add(instance.type);
  }
  collection.recognised ||= instances.length > 0;
  const of = (...types: string[]): Instance[] => types.flatMap((type) => byType.get(type) ?? []);
  readVpcs(collection, of);
  readSubnets(collection, of);
  readTables(collection, of);
  readPrefixLists(collection, of);
  readGateways(collection, of);
  readInterfaces(collection, of);
  readSecurityGroups(collection, of);
  readNetworkAcls(collection, of);
  readPublicAccess(collection, of);
  if (otherTypes.size > 0) collection.diagnostics.push(otherResources([...otherTypes], state.jsonPath));
}

type Instances = (...types: string[]) => Instance[];

const propagation = 'a Terraform state does not have the routes that a virtual private gateway propagates';

/**
 * Types whose values belong to a network and are not secret, in addition to those that are read. VPN connections
 * contain keys.
 */
function isNetworkType(type: string): boolean {
  return (
    /^aws_(?:vpc|default_|subnets?$|route(?:$|_table)|main_route_table|internet_gateway|egress_only_internet|nat_gateway)/.test(
      type,
    ) ||
    /^aws_(?:ec2_transit_gateway|ec2_managed_prefix_list|ec2_local_gateway|ec2_carrier_gateway|prefix_list$)/.test(
      type,
    ) ||
    /^aws_(?:network_acl|network_interface|security_groups?(?:$|_)|vpn_gateway|customer_gateway$|eip(?:$|_))/.test(
      type,
    ) ||
    /^aws_(?:availability_zones?$|regions?$|caller_identity$|partition$|networkmanager_|sagemaker_notebook_instance$)/.test(
      type,
    )
  );
}

function instancesOf(state: Json): Instance[] {
  const instances: Instance[] = [];
  const add = (type: string | undefined, { value, jsonPath }: Json): void => {
    if (type !== undefined && isObject(value))
      instances.push({ type, value, jsonPath, id: idOf(value, 'id') });
  };
  if (Array.isArray(memberOf(state.value, 'resources'))) {
    for (const resource of elementsOf(state, 'resources'))
      for (const instance of elementsOf(resource, 'instances'))
        add(stringOf(resource.value, 'type'), at(instance, 'attributes'));
    return instances;
  }
  const modules = [at(at(state, 'values'), 'root_module')];
  for (let module = modules.pop(); module; module = modules.pop()) {
    for (const resource of elementsOf(module, 'resources'))
      add(stringOf(resource.value, 'type'), at(resource, 'values'));
    modules.push(...elementsOf(module, 'child_modules').reverse());
  }
  return instances;
}

function at({ value, jsonPath }: Json, name: string): Json {
  return { value: memberOf(value, name), jsonPath: { in: jsonPath, key: name } };
}

function readVpcs(collection: Collection, of: Instances): void {
  const more = new Map<string, Prefix[]>();
  for (const { value } of of('aws_vpc_ipv4_cidr_block_association', 'aws_vpc_ipv6_cidr_block_association')) {
    const [vpc, block] = [
      idOf(value, 'vpc_id'),
      cidrOf(value, 'cidr_block') ?? cidrOf(value, 'ipv6_cidr_block'),
    ];
    if (vpc !== undefined && block) more.set(vpc, [...(more.get(vpc) ?? []), block]);
  }
  for (const { id, value, jsonPath } of of('aws_vpc', 'aws_default_vpc')) {
    if (id === undefined) continue;
    const associations = arrayOf(memberOf(value, 'cidr_block_associations')).flatMap((each) =>
      (stringOf(each, 'state') ?? 'associated') === 'associated' ? (cidrOf(each, 'cidr_block') ?? []) : [],
    );
    const blocks = distinct([
      ...[cidrOf(value, 'cidr_block') ?? []].flat(),
      ...associations,
      ...[cidrOf(value, 'ipv6_cidr_block') ?? []].flat(),
      ...(more.get(id) ?? []),
    ]);
    addFact(collection, 'vpcs', {
      id,
      jsonPath,
      publicAccess: undefined,
      blocks: blocks.length > 0 ? blocks : undefined,
      mainRouteTable: idOf(value, 'main_route_table_id'),
    });
  }
}

function distinct(prefixes: readonly Prefix[]): Prefix[] {
  return [...new Map(prefixes.map((prefix) => [formatPrefix(prefix), prefix])).values()];
}

function readSubnets(collection: Collection, of: Instances): void {
  for (const { id, value, jsonPath } of of('aws_subnet', 'aws_default_subnet')) {
    if (id === undefined) continue;
    const blocks = [cidrOf(value, 'cidr_block') ?? [], cidrOf(value, 'ipv6_cidr_block') ?? []].flat();
    addFact(collection, 'subnets', {
      id,
      jsonPath,
      publicAccess: undefined,
      vpc: idOf(value, 'vpc_id'),
      blocks: blocks.length > 0 ? blocks : undefined,
      zone: idOf(value, 'availability_zone_id') ?? idOf(value, 'availability_zone'),
    });
  }
}

function readTables(collection: Collection, of: Instances): void {
  const tables = new Map<string, PartialTable>();
  for (const instance of of('aws_route_table', 'aws_default_route_table')) {
    const { type, value, jsonPath } = instance;
    const id = instance.id ?? idOf(value, 'route_table_id');
    if (id === undefined) continue;
    const parts = tables.get(id) ?? partialTable(id, jsonPath);
    tables.set(id, parts);
    parts.vpc ??= idOf(value, 'vpc_id');
    if (type === 'aws_default_route_table') parts.main = true;
    // Data sources have `routes`.
    for (const route of [...elementsOf(instance, 'route'), ...elementsOf(instance, 'routes')])
      parts.rows.push(rowOf(route));
    if (idsOf(value, 'propagating_vgws').length > 0) parts.incomplete = propagation;
    for (const association of arrayOf(memberOf(value, 'associations'))) {
      const subnet = idOf(association, 'subnet_id');
      if (subnet !== undefined) parts.subnets.add(subnet);
      if (memberOf(association, 'main') === true) parts.main = true;
    }
  }
  const table = (value: unknown, jsonPath: JsonPath, member = 'route_table_id'): PartialTable | undefined => {
    const id = idOf(value, member);
    if (id === undefined) return undefined;
    const parts = tables.get(id) ?? { ...partialTable(id, jsonPath), partial: true };
    tables.set(id, parts);
    return parts;
  };
  for (const route of of('aws_route')) table(route.value, route.jsonPath)?.rows.push(rowOf(route));
  for (const { value, jsonPath } of of('aws_route_table_association')) {
    const subnet = idOf(value, 'subnet_id');
    if (subnet !== undefined) table(value, jsonPath)?.subnets.add(subnet);
  }
  for (const { value, jsonPath } of of('aws_main_route_table_association')) {
    const parts = table(value, jsonPath);
    // The VPC's original table is no longer the main one.
    for (const other of tables.values())
      if (other.vpc === idOf(value, 'vpc_id')) other.main = other === parts;
    if (parts) parts.main = true;
  }
  for (const { value, jsonPath } of of('aws_vpn_gateway_route_propagation')) {
    const parts = table(value, jsonPath);
    if (parts) parts.incomplete = propagation;
  }
  for (const endpoint of of('aws_vpc_endpoint')) addEndpointRows(endpoint, (id) => tables.get(id));
  const mains = new Set([...collection.facts.vpcs.values()].map(({ mainRouteTable }) => mainRouteTable));
  for (const parts of tables.values()) {
    if (mains.has(parts.id)) parts.main = true;
    const blocks = parts.vpc === undefined ? undefined : collection.facts.vpcs.get(parts.vpc)?.blocks;
    addFact(collection, 'routeTables', withLocalRows(parts, blocks));
  }
}

/** The rows of a gateway endpoint are in no table of a state: the endpoint lists its tables. */
function addEndpointRows(
  { id, value, jsonPath }: Instance,
  table: (id: string) => PartialTable | undefined,
): void {
  const prefixList = idOf(value, 'prefix_list_id');
  if (id === undefined || prefixList === undefined) return;
  for (const tableId of idsOf(value, 'route_table_ids')) {
    table(tableId)?.rows.push({
      destination: undefined,
      prefixList,
      state: 'active',
      propagated: false,
      jsonPath,
      nextHop: { kind: 'gateway-endpoint', id, alias: undefined },
    });
  }
}

function rowOf({ value, jsonPath }: Json): RowFact {
  const destination = [
    'destination_cidr_block',
    'destination_ipv6_cidr_block',
    'cidr_block',
    'ipv6_cidr_block',
  ]
    .map((name) => cidrOf(value, name))
    .find((block) => block);
  const prefixList = destination ? undefined : idOf(value, 'destination_prefix_list_id');
  const [state, origin] = [stringOf(value, 'state'), stringOf(value, 'origin')];
  return {
    destination,
    prefixList,
    jsonPath,
    nextHop: nextHopOf((member) => idOf(value, terraformName(member)), prefixList !== undefined),
    state: state === 'blackhole' || state === 'filtered' ? state : 'active',
    propagated: origin === 'EnableVgwRoutePropagation' || origin === 'Advertisement',
  };
}

function readPrefixLists(collection: Collection, of: Instances): void {
  const single = new Map<string, Prefix[]>();
  for (const { value } of of('aws_ec2_managed_prefix_list_entry')) {
    const [list, block] = [idOf(value, 'prefix_list_id'), cidrOf(value, 'cidr')];
    if (list !== undefined && block) single.set(list, [...(single.get(list) ?? []), block]);
  }
  for (const { id, value, jsonPath } of of('aws_ec2_managed_prefix_list')) {
    if (id === undefined) continue;
    const inline = [...arrayOf(memberOf(value, 'entry')), ...arrayOf(memberOf(value, 'entries'))];
    const family = stringOf(value, 'address_family');
    addFact(collection, 'prefixLists', {
      id,
      jsonPath,
      name: harmlessName(value, 'name'),
      family: family === 'IPv4' ? 4 : family === 'IPv6' ? 6 : undefined,
      entries: distinct([...inline.flatMap((each) => cidrOf(each, 'cidr') ?? []), ...(single.get(id) ?? [])]),
    });
  }
  const cidrs = (value: unknown): Prefix[] =>
    arrayOf(memberOf(value, 'cidr_blocks')).flatMap((cidr) => cidrFrom(cidr) ?? []);
  for (const { value, jsonPath } of of('aws_prefix_list')) {
    const id = idOf(value, 'prefix_list_id') ?? idOf(value, 'id');
    const fact = { jsonPath, name: harmlessName(value, 'name'), family: undefined, entries: cidrs(value) };
    if (id !== undefined) addFact(collection, 'prefixLists', { id, ...fact });
  }
  for (const { value, jsonPath } of of('aws_vpc_endpoint')) {
    const [id, entries] = [idOf(value, 'prefix_list_id'), cidrs(value)];
    if (id !== undefined && entries.length > 0)
      addFact(collection, 'prefixLists', {
        id,
        jsonPath,
        name: harmlessName(value, 'service_name'),
        family: undefined,
        entries,
      });
  }
}

function readGateways(collection: Collection, of: Instances): void {
  const accepters = ['aws_vpc_peering_connection', 'aws_vpc_peering_connection_accepter'];
  for (const { id, value, jsonPath } of of(...accepters)) {
    if (id === undefined) continue;
    const blocks = (member: string, list: string, single: string): Prefix[] | undefined => {
      const prefixes = [
        ...arrayOf(memberOf(value, list)).flatMap((each) => cidrOf(each, 'cidr_block') ?? []),
        ...arrayOf(memberOf(value, member)).flatMap((each) => cidrOf(each, 'ipv6_cidr_block') ?? []),
        ...[cidrOf(value, single) ?? []].flat(),
      ];
      return prefixes.length > 0 ? distinct(prefixes) : undefined;
    };
    const own = {
      vpc: idOf(value, 'vpc_id'),
      blocks: blocks('ipv6_cidr_block_set', 'cidr_block_set', 'cidr_block'),
    };
    const peer = {
      vpc: idOf(value, 'peer_vpc_id'),
      blocks: blocks('peer_ipv6_cidr_block_set', 'peer_cidr_block_set', 'peer_cidr_block'),
    };
    // To the account of the accepter, the peer is the requester.
    const isAccepter = collection.facts.peerings.get(id)?.accepter.vpc === own.vpc;
    addFact(collection, 'peerings', {
      id,
      jsonPath,
      status: idOf(value, 'accept_status') ?? idOf(value, 'status'),
      requester: isAccepter ? peer : own,
      accepter: isAccepter ? own : peer,
    });
  }
  for (const { id, value, jsonPath } of of('aws_vpc_endpoint')) {
    if (id === undefined) continue;
    addFact(collection, 'endpoints', {
      id,
      jsonPath,
      vpc: idOf(value, 'vpc_id'),
      type: idOf(value, 'vpc_endpoint_type'),
      service: idOf(value, 'service_name'),
      state: idOf(value, 'state')?.toLowerCase(),
      subnets: idsOf(value, 'subnet_ids'),
      groups: idsOf(value, 'security_group_ids'),
      interfaces: idsOf(value, 'network_interface_ids'),
    });
  }
  for (const { id, value, jsonPath } of of('aws_nat_gateway')) {
    if (id === undefined) continue;
    const fact = { id, jsonPath, vpc: idOf(value, 'vpc_id'), subnet: idOf(value, 'subnet_id') };
    addFact(collection, 'natGateways', { ...fact, state: idOf(value, 'state')?.toLowerCase() });
  }
  for (const { id, value, jsonPath } of of('aws_ec2_transit_gateway_vpc_attachment')) {
    if (id === undefined) continue;
    addFact(collection, 'attachments', {
      id,
      jsonPath,
      transitGateway: idOf(value, 'transit_gateway_id'),
      vpc: idOf(value, 'vpc_id'),
      state: idOf(value, 'state')?.toLowerCase(),
      subnets: idsOf(value, 'subnet_ids'),
    });
  }
}

function readInterfaces(collection: Collection, of: Instances): void {
  for (const { id, value, jsonPath } of of('aws_network_interface')) {
    if (id === undefined) continue;
    const texts = ['private_ips', 'ipv6_addresses'].flatMap((name) => arrayOf(memberOf(value, name)));
    addFact(collection, 'interfaces', {
      id,
      jsonPath,
      subnet: idOf(value, 'subnet_id'),
      groups: idsOf(value, 'security_groups'),
      addresses: texts.flatMap((text) => addressOf({ text }, 'text') ?? []),
      isPublic: arrayOf(memberOf(value, 'association')).some(
        (each) => addressOf(each, 'public_ip') !== undefined,
      ),
    });
  }
  for (const { value, jsonPath } of of('aws_sagemaker_notebook_instance')) {
    const name = idOf(value, 'name');
    if (name === undefined) continue;
    const access = stringOf(value, 'direct_internet_access');
    addFact(collection, 'notebooks', {
      id: idOf(value, 'arn') ?? name,
      jsonPath,
      name,
      subnet: idOf(value, 'subnet_id'),
      groups: Array.isArray(memberOf(value, 'security_groups')) ? idsOf(value, 'security_groups') : undefined,
      networkInterface: idOf(value, 'network_interface_id'),
      directInternet: access === 'Enabled' ? true : access === 'Disabled' ? false : undefined,
      platform: idOf(value, 'platform_identifier'),
      dualStack: undefined,
      configuration: idOf(value, 'lifecycle_config_name'),
    });
  }
}

function readSecurityGroups(collection: Collection, of: Instances): void {
  const single = new Map<string, { egress: PermissionFact[]; ingress: PermissionFact[] }>();
  const rulesOf = (group: string) => {
    const rules = single.get(group) ?? { egress: [], ingress: [] };
    single.set(group, rules);
    return rules;
  };
  for (const rule of of('aws_security_group_rule')) {
    const group = idOf(rule.value, 'security_group_id');
    if (group === undefined) continue;
    const permission = permissionOf(rule, group, 'source_security_group_id');
    rulesOf(group)[stringOf(rule.value, 'type') === 'egress' ? 'egress' : 'ingress'].push(permission);
  }
  for (const direction of ['egress', 'ingress'] as const)
    for (const rule of of(`aws_vpc_security_group_${direction}_rule`)) {
      const group = idOf(rule.value, 'security_group_id');
      if (group !== undefined) rulesOf(group)[direction].push(singlePermission(rule));
    }
  for (const group of of('aws_security_group', 'aws_default_security_group')) {
    const { id, value, jsonPath } = group;
    if (id === undefined) continue;
    const rules = (direction: 'egress' | 'ingress'): PermissionFact[] | undefined => {
      // A data source has no rules.
      if (!Array.isArray(memberOf(value, direction))) return undefined;
      const inline = elementsOf(group, direction).map((each) => permissionOf(each, id, 'security_groups'));
      // After a refresh, rules that are separate resources are also in the group's attributes.
      return inline.length > 0 ? inline : (single.get(id)?.[direction] ?? []);
    };
    const fact = { id, jsonPath, vpc: idOf(value, 'vpc_id') };
    addFact(collection, 'securityGroups', { ...fact, egress: rules('egress'), ingress: rules('ingress') });
  }
}

function permissionOf({ value, jsonPath }: Json, group: string, groups: string): PermissionFact {
  const protocol = protocolNumber(memberOf(value, 'protocol'));
  const named = groups === 'security_groups' ? idsOf(value, groups) : [idOf(value, groups) ?? []].flat();
  return {
    protocol,
    from: portOf(value, 'from_port', protocol),
    to: portOf(value, 'to_port', protocol),
    blocks: [
      ...arrayOf(memberOf(value, 'cidr_blocks')),
      ...arrayOf(memberOf(value, 'ipv6_cidr_blocks')),
    ].flatMap((cidr) => cidrFrom(cidr) ?? []),
    prefixLists: idsOf(value, 'prefix_list_ids'),
    groups: memberOf(value, 'self') === true ? [...named, group] : named,
    rule: idOf(value, 'security_group_rule_id'),
    jsonPath,
  };
}

function singlePermission({ value, jsonPath }: Json): PermissionFact {
  const protocol = protocolNumber(memberOf(value, 'ip_protocol'));
  return {
    protocol,
    from: portOf(value, 'from_port', protocol),
    to: portOf(value, 'to_port', protocol),
    blocks: [cidrOf(value, 'cidr_ipv4') ?? [], cidrOf(value, 'cidr_ipv6') ?? []].flat(),
    prefixLists: [idOf(value, 'prefix_list_id') ?? []].flat(),
    // A group of another account is ACCOUNT/GROUP.
    groups: [idOf(value, 'referenced_security_group_id')?.replace(/^\d+\//, '') ?? []].flat(),
    rule: idOf(value, 'security_group_rule_id'),
    jsonPath,
  };
}

/** Terraform writes 0 to 0 for all ports. */
function portOf(value: unknown, name: string, protocol: number | undefined): number | undefined {
  return protocol === -1 ? undefined : numberOf(value, name);
}

function readNetworkAcls(collection: Collection, of: Instances): void {
  const single = new Map<string, Json[]>();
  for (const rule of of('aws_network_acl_rule')) {
    const acl = idOf(rule.value, 'network_acl_id');
    if (acl !== undefined) single.set(acl, [...(single.get(acl) ?? []), rule]);
  }
  const subnets = new Map<string, string[]>();
  for (const { value } of of('aws_network_acl_association')) {
    const [acl, subnet] = [idOf(value, 'network_acl_id'), idOf(value, 'subnet_id')];
    if (acl !== undefined && subnet !== undefined) subnets.set(acl, [...(subnets.get(acl) ?? []), subnet]);
  }
  for (const acl of of('aws_network_acl', 'aws_default_network_acl')) {
    const { id, type, value, jsonPath } = acl;
    if (id === undefined) continue;
    const inline = (['egress', 'ingress'] as const).flatMap((direction) =>
      elementsOf(acl, direction).map((rule) => ({ rule, egress: direction === 'egress' })),
    );
    const separateRules = (single.get(id) ?? []).map((rule) => ({
      rule,
      egress: memberOf(rule.value, 'egress') === true,
    }));
    addFact(collection, 'networkAcls', {
      id,
      jsonPath,
      vpc: idOf(value, 'vpc_id'),
      isDefault: type === 'aws_default_network_acl',
      subnets: [...new Set([...idsOf(value, 'subnet_ids'), ...(subnets.get(id) ?? [])])],
      rules: (inline.length > 0 ? inline : separateRules).flatMap(({ rule, egress }) =>
        aclRule(rule, egress),
      ),
    });
  }
}

function aclRule({ value, jsonPath }: Json, egress: boolean) {
  const number = numberOf(value, 'rule_no') ?? numberOf(value, 'rule_number');
  if (number === undefined) return [];
  const protocol = protocolNumber(memberOf(value, 'protocol'));
  const isIcmp = protocol === 1 || protocol === 58;
  return [
    {
      number,
      egress,
      protocol,
      jsonPath,
      allows: (stringOf(value, 'action') ?? stringOf(value, 'rule_action')) === 'allow',
      block: cidrOf(value, 'cidr_block') ?? cidrOf(value, 'ipv6_cidr_block'),
      from: isIcmp ? numberOf(value, 'icmp_type') : portOf(value, 'from_port', protocol),
      to: isIcmp ? numberOf(value, 'icmp_code') : portOf(value, 'to_port', protocol),
    },
  ];
}

function readPublicAccess(collection: Collection, of: Instances): void {
  for (const { value } of of('aws_vpc_block_public_access_options')) {
    const mode = stringOf(value, 'internet_gateway_block_mode');
    collection.publicAccess ??= (['off', 'block-ingress', 'block-bidirectional'] as const).find(
      (each) => each === mode,
    );
  }
  for (const { value, jsonPath } of of('aws_vpc_block_public_access_exclusion')) {
    const id = idOf(value, 'subnet_id') ?? idOf(value, 'vpc_id');
    const allows =
      stringOf(value, 'internet_gateway_exclusion_mode') === 'allow-egress' ? 'egress' : 'bidirectional';
    if (id !== undefined) addFact(collection, 'exclusions', { id, jsonPath, allows });
  }
}
