import { quote } from '../lib/quote';
import { enumeration } from '../lib/word-list';
import type { NotebookFact } from '../aws/facts';
import type { JsonPath } from '../aws/json-documents';
import { equals, formatPrefix, type Prefix } from '../net/prefix';
import type { Span, Statement } from '../syntax/ast';
import type { Model } from './model';
import { defaultPlatform } from '../syntax/statements';
import { firstOnes, hasIPv6, type Declared } from './network';
import { subnetWith, type VpcSelection } from './network-file';
import type { NetworkView } from './network-view';

/** A difference between a policy's network and its network file. */
export interface NetworkDifference {
  /** The statement to change; undefined if there is none yet. */
  readonly statement: Statement | undefined;
  /** The part of it that differs. */
  readonly value: Span | undefined;
  readonly message: string;
  /** The statement according to the file; undefined if the file does not determine it. */
  readonly written: string | undefined;
  readonly jsonPath: JsonPath | undefined;
}

type Selected = Extract<VpcSelection, { readonly vpc: { readonly id: string } }>;

/** Where a policy's network differs from its network file. What the file does not have is not a difference. */
export function networkDifferences(model: Model, view: NetworkView): NetworkDifference[] {
  const { selection } = view;
  if (!selection.vpc) return [];
  return [
    ...blockDifferences(model, selection),
    ...subnetDifferences(model, view, selection),
    ...(selection.notebook ? notebookDifferences(model, selection.notebook) : []),
  ];
}

function blockDifferences({ network, unit }: Model, { vpc, notebook }: Selected): NetworkDifference[] {
  const { blocks, id, jsonPath } = vpc;
  if (!blocks) return [];
  const declared = network.vpc.map(({ prefix }) => prefix);
  // A notebook has IPv6 only on request, so a policy without IPv6 need not have the VPC's.
  const six = hasIPv6(network) || notebook?.dualStack === true;
  const expected = blocks.filter(({ family }) => family === 4 || six);
  const written = `vpc ${expected.map(formatPrefix).join(', ')}`;
  const statement = firstOnes(unit.file).get('vpc');
  const differs = (value: Span | undefined, message: string): NetworkDifference => ({
    statement,
    value,
    message,
    written,
    jsonPath,
  });
  if (!statement)
    return [differs(undefined, `no \`vpc\` statement; the blocks of \`${id}\` are ${listed(expected)}`)];
  const foreign = network.vpc.filter(({ prefix }) => !has(blocks, prefix));
  const missing = expected.filter((block) => !has(declared, block));
  const [first] = foreign;
  if (first)
    return [
      differs(
        first.span,
        `${listed(prefixesOf(foreign))} is not a block of \`${id}\`; it has ${listed(expected)}`,
      ),
    ];
  if (missing.length > 0) return [differs(statement, `\`${id}\` also has the block ${listed(missing)}`)];
  return [];
}

function subnetDifferences(model: Model, { file }: NetworkView, selected: Selected): NetworkDifference[] {
  const { network, unit } = model;
  const { vpc, notebook } = selected;
  const subnetFacts = [...file.facts.subnets.values()].filter(
    (subnet) => subnet.vpc === vpc.id && subnet.blocks,
  );
  if (subnetFacts.length === 0) return [];
  const statement = firstOnes(unit.file).get('subnet');
  const home = notebook?.subnet === undefined ? undefined : file.facts.subnets.get(notebook.subnet);
  const six = hasIPv6(network) || notebook?.dualStack === true;
  const homeBlocks = (home?.blocks ?? []).filter(({ family }) => family === 4 || six);
  const written = (blocks: readonly Prefix[]): string | undefined =>
    blocks.length > 0 ? `subnet ${blocks.map(formatPrefix).join(', ')}` : undefined;
  const declared = network.subnets.map(({ prefix }) => prefix);
  const isThere = (prefix: Prefix): boolean => subnetWith(file.facts, vpc, prefix) !== undefined;
  const kept = declared.filter(isThere);
  const added = homeBlocks.filter((block) => !has(kept, block));
  // A truncated answer may lack the subnet.
  const foreign = file.facts.truncated.has('subnets')
    ? []
    : network.subnets.filter(({ prefix }) => !isThere(prefix));
  const [first] = foreign;
  const only =
    subnetFacts.length === 1 ? (subnetFacts[0].blocks ?? []).filter(({ family }) => family === 4 || six) : [];
  const expected = [...kept, ...added];
  const fixed = written(expected.length > 0 ? expected : only);
  if (first) {
    const message = `${listed(prefixesOf(foreign))} is not a subnet of \`${vpc.id}\`; it has ${listed(subnetFacts.flatMap(({ blocks }) => blocks ?? []))}`;
    return [{ statement, value: first.span, message, written: fixed, jsonPath: vpc.jsonPath }];
  }
  if (!home || !notebook || added.length === 0) return [];
  const message = `the notebook instance \`${notebook.name}\` is in ${listed(homeBlocks)}, which is not a subnet of the policy`;
  return [{ statement, value: statement, message, written: fixed, jsonPath: home.jsonPath }];
}

/** Where a policy differs from AWS about the notebook itself, not its network. */
export function notebookDifferences({ network, unit }: Model, notebook: NotebookFact): NetworkDifference[] {
  const { name, directInternet, platform, jsonPath } = notebook;
  const differences: NetworkDifference[] = [];
  if (directInternet !== undefined && directInternet !== network.directInternet) {
    const statement = firstOnes(unit.file).get('direct-internet');
    const value = statement?.kind === 'direct-internet' ? statement.value : undefined;
    const word = directInternet ? 'enabled' : 'disabled';
    const message = `direct internet access of the notebook instance \`${name}\` is ${word}`;
    differences.push({ statement, value, message, jsonPath, written: `direct-internet ${word}` });
  }
  const statement = firstOnes(unit.file).get('platform');
  const value = statement?.kind === 'platform' ? statement.value : undefined;
  const declared = value?.text ?? defaultPlatform;
  if (platform !== undefined && platform !== declared) {
    const message = `the platform of the notebook instance \`${name}\` is \`${platform}\`, not \`${declared}\``;
    differences.push({ statement, value, message, jsonPath, written: `platform ${platform}` });
  }
  return differences;
}

function has(prefixes: readonly Prefix[], prefix: Prefix): boolean {
  return prefixes.some((each) => equals(each, prefix));
}

function prefixesOf(declared: readonly Declared[]): Prefix[] {
  return declared.map(({ prefix }) => prefix);
}

function listed(prefixes: readonly Prefix[]): string {
  return enumeration(
    prefixes.map((prefix) => quote(formatPrefix(prefix))),
    4,
  );
}
