import type { Account, Answer } from './random-account';

/*
 * AWS's documentation as naive code: one address against every row of the table, without tables, ranges or facts.
 * https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html
 */

export interface Range {
  readonly six: boolean;
  readonly first: bigint;
  readonly last: bigint;
  readonly length: number;
}

/** A CIDR block as a range of numbers. */
export function rangeOf(block: string): Range {
  const [address, length] = block.split('/');
  const six = address.includes(':');
  const first = six
    ? sixOf(address)
    : address.split('.').reduce((sum, octet) => sum * 256n + BigInt(octet), 0n);
  return {
    six,
    first,
    last: first + (1n << BigInt((six ? 128 : 32) - Number(length))) - 1n,
    length: Number(length),
  };
}

function sixOf(text: string): bigint {
  const [head, tail] = text.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const groups = tail ? [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail] : head;
  return groups.reduce((sum, group) => (sum << 16n) + BigInt(`0x${group}`), 0n);
}

/** Answers are plain JSON, read member by member. */
type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const of = (value: unknown, name: string): unknown => (isJson(value) ? value[name] : undefined);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const hops = [
  'TransitGatewayId',
  'CoreNetworkArn',
  'VpcPeeringConnectionId',
  'NatGatewayId',
  'EgressOnlyInternetGatewayId',
  'LocalGatewayId',
  'CarrierGatewayId',
  'NetworkInterfaceId',
  'GatewayId',
];

/** Addresses that a NAT gateway does not send to an internet gateway. */
const privateRanges = [
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '169.254.0.0/16',
  'fc00::/7',
].map(rangeOf);

interface Candidate {
  readonly range: Range;
  readonly block: string;
  readonly list: string;
  readonly propagated: boolean;
  readonly target: string;
  readonly state: string;
}

/** What an account does with each address; `address` is the address as a number. */
export function accountModel({
  answers,
  vpc: vpcId,
  subnet: subnetId,
  subnetBlocks,
}: Account): (address: bigint, six: boolean) => Answer {
  const all = (name: string): readonly unknown[] => answers.flatMap((answer) => list(of(answer, name)));
  const has = (name: string): boolean => answers.some((answer) => of(answer, name) !== undefined);
  const vpc = all('Vpcs').find((each) => of(each, 'VpcId') === vpcId);
  const subnets = all('Subnets');
  const subnet = subnets.find((each) => of(each, 'SubnetId') === subnetId);
  const blocks = [
    ...list(of(vpc, 'CidrBlockAssociationSet'))
      .filter((each) => of(of(each, 'CidrBlockState'), 'State') === 'associated')
      .map((each) => text(of(each, 'CidrBlock'))),
    ...list(of(vpc, 'Ipv6CidrBlockAssociationSet')).map((each) => text(of(each, 'Ipv6CidrBlock'))),
  ].map(rangeOf);
  const tables = all('RouteTables');
  const explicit = tables.find((each) =>
    list(of(each, 'Associations')).some((one) => of(one, 'SubnetId') === subnetId),
  );
  const main = tables.find(
    (each) =>
      of(each, 'VpcId') === vpcId && list(of(each, 'Associations')).some((one) => of(one, 'Main') === true),
  );
  const table = explicit ?? main;
  const entries = (id: string): string[] | undefined => {
    for (const each of all('PrefixLists'))
      if (of(each, 'PrefixListId') === id) return list(of(each, 'Cidrs')).map(text);
    for (const each of answers)
      if (of(each, 'PrefixListId') === id)
        return list(of(each, 'Entries')).map((entry) => text(of(entry, 'Cidr')));
    return undefined;
  };
  const familyOf = (id: string): unknown =>
    of(
      all('ManagedPrefixLists').find((each) => of(each, 'PrefixListId') === id),
      'AddressFamily',
    );
  const candidates: Candidate[] = [];
  const missing: string[] = [];
  for (const row of list(of(table, 'Routes'))) {
    const listId = text(of(row, 'DestinationPrefixListId'));
    const destinations =
      listId === ''
        ? [text(of(row, 'DestinationCidrBlock')) || text(of(row, 'DestinationIpv6CidrBlock'))]
        : entries(listId);
    if (!destinations) missing.push(listId);
    const origin = text(of(row, 'Origin'));
    for (const block of destinations ?? [])
      candidates.push({
        range: rangeOf(block),
        block,
        list: listId,
        propagated: origin === 'EnableVgwRoutePropagation' || origin === 'Advertisement',
        target: hops.map((name) => text(of(row, name))).find((each) => each !== '') ?? 'unknown',
        state: text(of(row, 'State')),
      });
  }

  const access = (id: string): string => {
    const home = subnets.find((each) => of(each, 'SubnetId') === id);
    const own = of(of(home, 'BlockPublicAccessStates'), 'InternetGatewayBlockMode');
    if (own !== undefined) return text(own);
    const mode =
      text(of(of(vpc, 'BlockPublicAccessStates'), 'InternetGatewayBlockMode')) ||
      text(
        answers
          .map((each) => of(of(each, 'VpcBlockPublicAccessOptions'), 'InternetGatewayBlockMode'))
          .find((each) => each),
      ) ||
      'off';
    const exclusions = all('VpcBlockPublicAccessExclusions');
    const exclusion = [id, vpcId]
      .map((name) => exclusions.find((each) => text(of(each, 'ResourceArn')).endsWith(`/${name}`)))
      .find((each) => each);
    if (mode === 'off' || !exclusion) return mode;
    return of(exclusion, 'InternetGatewayExclusionMode') === 'allow-egress' ? 'block-ingress' : 'off';
  };

  const stateOf = (
    { target, state, list: listId }: Candidate,
    address: bigint,
    six: boolean,
  ): Answer['state'] => {
    if (state === 'blackhole') return 'dead-end';
    if (state === 'filtered') return 'unknown';
    if (target.startsWith('tgw-')) {
      if (!has('TransitGatewayVpcAttachments')) return 'ok';
      const here = all('TransitGatewayVpcAttachments').filter(
        (each) => of(each, 'TransitGatewayId') === target && of(each, 'VpcId') === vpcId,
      );
      const zone = of(subnet, 'AvailabilityZone');
      const working = here.filter((each) => of(each, 'State') === 'available');
      if (working.length === 0) return 'dead-end';
      const zones = working.flatMap((each) =>
        list(of(each, 'SubnetIds')).map((id) =>
          of(
            subnets.find((one) => of(one, 'SubnetId') === id),
            'AvailabilityZone',
          ),
        ),
      );
      // A zone that is missing in the file does not prove a dead end.
      return zone === undefined || zones.length === 0 || zones.includes(undefined) || zones.includes(zone)
        ? 'ok'
        : 'dead-end';
    }
    if (target.startsWith('pcx-')) {
      const peering = all('VpcPeeringConnections').find(
        (each) => of(each, 'VpcPeeringConnectionId') === target,
      );
      if (!peering) return 'unknown';
      if (of(of(peering, 'Status'), 'Code') !== 'active') return 'dead-end';
      const peer = ['RequesterVpcInfo', 'AccepterVpcInfo']
        .map((name) => of(peering, name))
        .find((each) => of(each, 'VpcId') !== vpcId);
      const peerBlocks = [
        ...list(of(peer, 'CidrBlockSet')).map((each) => text(of(each, 'CidrBlock'))),
        ...list(of(peer, 'Ipv6CidrBlockSet')).map((each) => text(of(each, 'Ipv6CidrBlock'))),
      ];
      if (peerBlocks.length === 0) {
        const known = all('Vpcs').find((each) => of(each, 'VpcId') === of(peer, 'VpcId'));
        if (!known) return 'unknown';
        peerBlocks.push(text(of(known, 'CidrBlock')));
      }
      return peerBlocks
        .map(rangeOf)
        .some((range) => range.six === six && address >= range.first && address <= range.last)
        ? 'ok'
        : 'dead-end';
    }
    if (target.startsWith('nat-')) {
      const nat = all('NatGateways').find((each) => of(each, 'NatGatewayId') === target);
      if (['failed', 'deleted'].includes(text(of(nat, 'State')))) return 'dead-end';
      const inside = privateRanges.some(
        (range) => range.six === six && address >= range.first && address <= range.last,
      );
      return !inside && access(text(of(nat, 'SubnetId')) || subnetId) === 'block-bidirectional'
        ? 'dead-end'
        : 'ok';
    }
    if (target.startsWith('igw-')) {
      if (access(subnetId) !== 'off') return 'dead-end';
      const notebook = answers.find((each) => of(each, 'NotebookInstanceName') !== undefined);
      const own = all('NetworkInterfaces').find(
        (each) => notebook && of(each, 'NetworkInterfaceId') === of(notebook, 'NetworkInterfaceId'),
      );
      return six || of(own, 'Association') !== undefined ? 'ok' : 'dead-end';
    }
    if (target.startsWith('eigw-')) return access(subnetId) === 'block-bidirectional' ? 'dead-end' : 'ok';
    if (['lgw-', 'cagw-'].some((prefix) => target.startsWith(prefix)) || target === 'unknown')
      return 'unknown';
    return listId === '' || target !== '' ? 'ok' : 'unknown';
  };

  const own = subnetBlocks.map(rangeOf);
  return (address, six) => {
    const contains = (range: Range): boolean =>
      range.six === six && address >= range.first && address <= range.last;
    if (own.some(contains)) return { state: 'ok', nextHop: 'own subnet', destination: null };
    if (!table) return { state: 'unknown', nextHop: null, destination: null };
    let rows = candidates.filter(({ range }) => contains(range));
    if (rows.some(({ target }) => target === 'local')) rows = rows.filter(({ propagated }) => !propagated);
    const exact = rows.some(
      ({ range, list: listId, propagated }) => range.first === range.last && listId === '' && !propagated,
    );
    const mayHide = missing.some(
      (id) => familyOf(id) === undefined || familyOf(id) === (six ? 'IPv6' : 'IPv4'),
    );
    if (mayHide && !exact && !blocks.some(contains))
      return { state: 'unknown', nextHop: null, destination: null };
    const longest = Math.max(...rows.map(({ range }) => range.length));
    const best = rows.filter(({ range }) => range.length === longest);
    const ranked = best.filter(({ list: listId, propagated }) => listId === '' && !propagated);
    const lists = best.filter(({ list: listId }) => listId !== '');
    const [winner] = [...ranked, ...lists, ...best];
    if (!winner) return { state: 'dead-end', nextHop: null, destination: null };
    if (winner.list !== '' && new Set(lists.map(({ target }) => target)).size > 1)
      return { state: 'unknown', nextHop: null, destination: null };
    return { state: stateOf(winner, address, six), nextHop: winner.target, destination: winner.block };
  };
}
