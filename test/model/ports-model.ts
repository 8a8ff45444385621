import { rangeOf as parsedRange, type Range } from './account-model';
import type { PortsAccount } from './random-ports';

/*
 * AWS's documented evaluation of security groups and network ACLs for a packet and its reply, computed naively from the
 * answers, without any code of server/.
 */

type Json = Readonly<Record<string, unknown>>;
export type State = 'allowed' | 'blocked' | 'unknown';
/** Whether an entry applies to a packet; undefined if the answers do not say. */
type About = boolean | undefined;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const of = (value: unknown, name: string): unknown => (isJson(value) ? value[name] : undefined);
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);

const ranges = new Map<string, Range>();
function rangeOf(block: string): Range {
  const range = ranges.get(block) ?? parsedRange(block);
  ranges.set(block, range);
  return range;
}

export interface Question {
  readonly six: boolean;
  readonly address: bigint;
  readonly protocol: 'tcp' | 'udp' | 'icmp';
  readonly port: number;
}

export function portsModel({ answers }: PortsAccount): (question: Question) => State {
  const all = (name: string): readonly unknown[] => answers.flatMap((answer) => list(of(answer, name)));
  const notebook = answers.find((answer) => of(answer, 'NotebookInstanceName') !== undefined);
  const interfaces = all('NetworkInterfaces');
  const isWhole = answers.some(
    (answer) => of(answer, 'NetworkInterfaces') !== undefined && of(answer, 'NextToken') === undefined,
  );
  const groupsOf = (eni: unknown): string[] =>
    list(of(eni, 'Groups')).map((each) => text(of(each, 'GroupId')));
  const addressesOf = (eni: unknown): Range[] =>
    [
      text(of(eni, 'PrivateIpAddress')),
      ...list(of(eni, 'Ipv6Addresses')).map((each) => text(of(each, 'Ipv6Address'))),
    ].map((each) => rangeOf(`${each}/${each.includes(':') ? 128 : 32}`));
  const ownInterface = interfaces.find(
    (each) => of(each, 'NetworkInterfaceId') === of(notebook, 'NetworkInterfaceId'),
  );
  const ownGroups =
    of(notebook, 'SecurityGroups') !== undefined
      ? list(of(notebook, 'SecurityGroups')).map(text)
      : ownInterface
        ? groupsOf(ownInterface)
        : undefined;
  const inside = (block: string, six: boolean, address: bigint): boolean => {
    const range = rangeOf(block);
    return range.six === six && range.first <= address && address <= range.last;
  };
  const numbers: Readonly<Record<string, number>> = { tcp: 6, udp: 17, icmp: 1, icmpv6: 58 };
  const protocolOf = (value: string): number => numbers[value] ?? Number(value);
  const protocolNumber = ({ protocol, six }: Question): number =>
    protocol === 'icmp' && six ? 58 : (numbers[protocol] ?? 0);

  const service = (
    protocol: number,
    from: number | undefined,
    to: number | undefined,
    question: Question,
    type: number,
  ): boolean => {
    if (protocol === -1) return true;
    if (protocol !== protocolNumber(question)) return false;
    if (question.protocol === 'icmp') {
      if (from === undefined || from === -1) return true;
      return from === type && (to === undefined || to === -1 || to === 0);
    }
    return (from ?? 0) <= question.port && question.port <= (to ?? 65_535);
  };

  const listEntries = (id: string): string[] | undefined => {
    const found = answers.find((answer) => of(answer, 'PrefixListId') === id);
    return found && list(of(found, 'Entries')).map((each) => text(of(each, 'Cidr')));
  };

  /**
   * Whether a permission covers an address, for an egress entry, or a source with these groups, for an ingress entry.
   */
  const names = (
    permission: unknown,
    question: Question,
    address: bigint,
    groups: readonly string[] | undefined | 'look up',
  ): About => {
    const type = question.six ? 128 : 8;
    if (
      !service(
        protocolOf(text(of(permission, 'IpProtocol'))),
        number(of(permission, 'FromPort')),
        number(of(permission, 'ToPort')),
        question,
        type,
      )
    )
      return false;
    const blocks = [
      ...list(of(permission, 'IpRanges')).map((each) => text(of(each, 'CidrIp'))),
      ...list(of(permission, 'Ipv6Ranges')).map((each) => text(of(each, 'CidrIpv6'))),
    ];
    if (blocks.some((block) => inside(block, question.six, address))) return true;
    let isOpen = false;
    for (const each of list(of(permission, 'PrefixListIds'))) {
      const entries = listEntries(text(of(each, 'PrefixListId')));
      if (!entries) isOpen = true;
      else if (entries.some((block) => inside(block, question.six, address))) return true;
    }
    for (const each of list(of(permission, 'UserIdGroupPairs'))) {
      const group = text(of(each, 'GroupId'));
      if (groups === 'look up') {
        const members = interfaces.filter((eni) => groupsOf(eni).includes(group)).flatMap(addressesOf);
        if (members.some(({ six, first }) => six === question.six && first === address)) return true;
        // A group that the file does not have may be of another VPC, whose interfaces it does not have either.
        if (!isWhole || !all('SecurityGroups').some((each) => of(each, 'GroupId') === group)) isOpen = true;
      } else if (groups === undefined) isOpen = true;
      else if (groups.includes(group)) return true;
    }
    return isOpen ? undefined : false;
  };

  const union = (
    ids: readonly string[] | undefined,
    member: string,
    about: (permission: unknown) => About,
  ): State => {
    if (ids === undefined) return 'unknown';
    let isOpen = false;
    for (const id of ids) {
      const group = all('SecurityGroups').find((each) => of(each, 'GroupId') === id);
      if (group === undefined) {
        isOpen = true;
        continue;
      }
      for (const permission of list(of(group, member))) {
        const applies = about(permission);
        if (applies === true) return 'allowed';
        if (applies === undefined) isOpen = true;
      }
    }
    return isOpen ? 'unknown' : 'blocked';
  };

  const aclOf = (subnet: unknown): unknown => {
    const explicit = all('NetworkAcls').find((each) =>
      list(of(each, 'Associations')).some((one) => of(one, 'SubnetId') === of(subnet, 'SubnetId')),
    );
    return (
      explicit ??
      all('NetworkAcls').find(
        (each) => of(each, 'IsDefault') === true && of(each, 'VpcId') === of(subnet, 'VpcId'),
      )
    );
  };
  const passes = (
    acl: unknown,
    egress: boolean,
    question: Question,
    address: bigint,
    type: number,
  ): boolean => {
    const rules = [...list(of(acl, 'Entries'))].filter((each) => of(each, 'Egress') === egress);
    rules.sort((a, b) => (number(of(a, 'RuleNumber')) ?? 0) - (number(of(b, 'RuleNumber')) ?? 0));
    for (const rule of rules) {
      const block = text(of(rule, 'CidrBlock')) || text(of(rule, 'Ipv6CidrBlock'));
      const [ports, icmp] = [of(rule, 'PortRange'), of(rule, 'IcmpTypeCode')];
      const isIcmp = icmp !== undefined;
      const [from, to] = isIcmp ? [of(icmp, 'Type'), of(icmp, 'Code')] : [of(ports, 'From'), of(ports, 'To')];
      if (!service(protocolOf(text(of(rule, 'Protocol'))), number(from), number(to), question, type))
        continue;
      if (inside(block, question.six, address)) return of(rule, 'RuleAction') === 'allow';
    }
    return false;
  };
  const packetPasses = (acl: unknown, egress: boolean, question: Question, address: bigint): State =>
    passes(acl, egress, question, address, question.six ? 128 : 8) ? 'allowed' : 'blocked';
  const replyPasses = (acl: unknown, egress: boolean, question: Question, address: bigint): State => {
    if (question.protocol === 'icmp')
      return passes(acl, egress, question, address, question.six ? 129 : 0) ? 'allowed' : 'blocked';
    // Decisions change only at the ends of the rules' ranges.
    const ends = new Set([32_768, 60_999]);
    for (const rule of list(of(acl, 'Entries')))
      for (const end of [number(of(of(rule, 'PortRange'), 'From')), number(of(of(rule, 'PortRange'), 'To'))])
        for (const near of end === undefined ? [] : [end - 1, end, end + 1])
          if (near >= 32_768 && near <= 60_999) ends.add(near);
    const decisions = new Set(
      [...ends].map((port) => passes(acl, egress, { ...question, port }, address, 0)),
    );
    return decisions.size > 1 ? 'unknown' : decisions.has(true) ? 'allowed' : 'blocked';
  };
  const fromAll = (states: readonly State[]): State => (new Set(states).size === 1 ? states[0] : 'unknown');

  const subnets = all('Subnets');
  const subnetBlocks = (subnet: unknown): string[] => [
    text(of(subnet, 'CidrBlock')),
    ...list(of(subnet, 'Ipv6CidrBlockAssociationSet')).map((each) => text(of(each, 'Ipv6CidrBlock'))),
  ];
  const own = subnets.find((each) => of(each, 'SubnetId') === 'subnet-a');
  const isPeered = all('RouteTables').some((table) =>
    list(of(table, 'Routes')).some((row) => of(row, 'VpcPeeringConnectionId') !== undefined),
  );

  /** The addresses that the notebook may have: its own, or some from each part of its subnet. */
  const sources = (six: boolean): bigint[] => {
    const known =
      ownInterface === undefined ? undefined : addressesOf(ownInterface).find((each) => each.six === six);
    if (known) return [known.first];
    const base = rangeOf(six ? '2600:1f00:1:1::/64' : '10.0.1.0/24').first;
    // The ends of blocks inside the subnet.
    return [0n, 1n, 2n, 7n, 8n, 9n, 10n, 15n, 16n, 127n, 128n, 129n, 254n, 255n].map((each) => base + each);
  };

  return (question) => {
    const { six, address } = question;
    const free = [
      '10.0.0.2',
      '10.0.1.1',
      '10.0.2.1',
      '169.254.169.253',
      '169.254.169.254',
      '169.254.169.123',
      '169.254.169.250',
      '169.254.169.251',
      '169.254.170.2',
    ];
    const freeSix = ['fd00:ec2::253', 'fd00:ec2::254', 'fd00:ec2::123'];
    if ((six ? freeSix : free).some((each) => rangeOf(`${each}/${six ? 128 : 32}`).first === address))
      return 'allowed';
    const states: State[] = [
      union(ownGroups, 'IpPermissionsEgress', (each) => names(each, question, address, 'look up')),
    ];
    const isOwn = subnetBlocks(own).some((block) => inside(block, six, address));
    const home = isOwn
      ? own
      : subnets.find(
          (each) =>
            (of(each, 'VpcId') === 'vpc-a' || (isPeered && of(each, 'VpcId') === 'vpc-p')) &&
            subnetBlocks(each).some((block) => inside(block, six, address)),
        );
    const owner =
      home === undefined
        ? undefined
        : interfaces.find(
            (each) =>
              of(each, 'SubnetId') === of(home, 'SubnetId') &&
              addressesOf(each).some((one) => one.six === six && one.first === address),
          );
    if (owner) {
      const admits = sources(six).map((source) =>
        union(groupsOf(owner), 'IpPermissions', (each) => names(each, question, source, ownGroups)),
      );
      states.push(fromAll(admits));
    }
    if (!isOwn) {
      const acl = aclOf(own);
      if (acl === undefined) states.push('unknown');
      else
        states.push(packetPasses(acl, true, question, address), replyPasses(acl, false, question, address));
      // What is in the VPC is in one of its subnets, even if the file does not have it.
      if (
        home === undefined &&
        ['10.0.0.0/16', '2600:1f00:1::/56'].some((each) => inside(each, six, address))
      )
        states.push('unknown');
      if (home !== undefined) {
        const far = aclOf(home);
        if (!owner) states.push('unknown');
        if (far === undefined) states.push('unknown');
        else {
          states.push(fromAll(sources(six).map((source) => packetPasses(far, false, question, source))));
          states.push(fromAll(sources(six).map((source) => replyPasses(far, true, question, source))));
        }
      }
    }
    return states.includes('blocked') ? 'blocked' : states.includes('unknown') ? 'unknown' : 'allowed';
  };
}
