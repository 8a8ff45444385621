import type { FactKind, FactKinds, NetworkFileDiagnostic, NetworkFacts, PublicAccess } from './facts';

/** Facts while a file is read. */
export interface Collection {
  readonly facts: { readonly [K in FactKind]: Map<string, FactKinds[K]> };
  readonly diagnostics: NetworkFileDiagnostic[];
  readonly whole: Set<FactKind>;
  readonly truncated: Set<FactKind>;
  publicAccess: PublicAccess | undefined;
  /** Whether the file has anything about a network. */
  recognised: boolean;
}

export function emptyCollection(): Collection {
  return {
    facts: {
      vpcs: new Map(),
      subnets: new Map(),
      routeTables: new Map(),
      prefixLists: new Map(),
      peerings: new Map(),
      endpoints: new Map(),
      natGateways: new Map(),
      attachments: new Map(),
      interfaces: new Map(),
      securityGroups: new Map(),
      networkAcls: new Map(),
      notebooks: new Map(),
      exclusions: new Map(),
    },
    diagnostics: [],
    whole: new Set(),
    truncated: new Set(),
    publicAccess: undefined,
    recognised: false,
  };
}

/** What has been collected, read-only. A kind that was truncated once is not complete, however often it was read. */
export function collectedFacts({ facts, whole, truncated, publicAccess }: Collection): NetworkFacts {
  return {
    ...facts,
    publicAccess,
    truncated,
    whole: new Set([...whole].filter((kind) => !truncated.has(kind))),
  };
}

/** For messages. */
const nouns: Record<FactKind, string> = {
  vpcs: 'VPC',
  subnets: 'subnet',
  routeTables: 'route table',
  prefixLists: 'prefix list',
  peerings: 'peering connection',
  endpoints: 'VPC endpoint',
  natGateways: 'NAT gateway',
  attachments: 'transit gateway attachment',
  interfaces: 'network interface',
  securityGroups: 'security group',
  networkAcls: 'network ACL',
  notebooks: 'notebook instance',
  exclusions: 'exclusion from Block Public Access',
};

/**
 * Adds a fact. Facts with the same id are merged: where they contradict each other the first applies, and the file has
 * a problem.
 */
export function addFact<K extends FactKind>(collection: Collection, kind: K, fact: FactKinds[K]): void {
  collection.recognised = true;
  const facts = collection.facts[kind];
  const before = facts.get(fact.id);
  if (!before) {
    facts.set(fact.id, fact);
    return;
  }
  const additions: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fact)) {
    if (name === 'jsonPath' || value === undefined) continue;
    const earlierValue = memberValue(before, name);
    if (earlierValue === undefined) additions.push([name, value]);
    else if (fingerprint(before, name, earlierValue) !== fingerprint(fact, name, value)) {
      addConflict(collection, kind, fact);
      return;
    }
  }
  if (additions.length > 0) facts.set(fact.id, { ...before, ...Object.fromEntries<unknown>(additions) });
}

function addConflict(
  { diagnostics }: Collection,
  kind: FactKind,
  { id, jsonPath }: FactKinds[FactKind],
): void {
  const message = `has the ${nouns[kind]} \`${id}\` twice, with different content`;
  // One problem per id is enough for a file with a thousand contradictions.
  if (
    diagnostics.some((diagnostic) => diagnostic.message === message) ||
    diagnostics.length >= mostDiagnostics
  )
    return;
  diagnostics.push({ kind: 'conflict', message, jsonPath, from: 0 });
}

const mostDiagnostics = 100;

function memberValue(fact: object, name: string): unknown {
  return Object.entries(fact).find(([key]) => key === name)?.[1];
}

const fingerprints = new WeakMap<object, Map<string, string>>();

/** A text that is equal for equal content: lists in any order, wherever the file has them. */
function fingerprint(fact: object, name: string, value: unknown): string {
  let values = fingerprints.get(fact);
  if (!values) fingerprints.set(fact, (values = new Map<string, string>()));
  let text = values.get(name);
  if (text === undefined) values.set(name, (text = canonical(value)));
  return text;
}

function canonical(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? '';
  const members = Object.entries(value).filter(([key]) => key !== 'jsonPath');
  return `{${members.map(([key, each]) => `${key}:${canonical(each)}`).join()}}`;
}
