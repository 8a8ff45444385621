import type { NetworkFile } from '../aws/read';
import type { NetworkStatement } from '../syntax/ast';
import { pathOf, type Unit } from './load';
import { firstOnes, type Network } from './network';
import { selectedVpc, type Declaration, type VpcSelection } from './network-file';

/** A policy's network file: the network beyond the notebook's interface. */
export interface NetworkView {
  readonly statement: NetworkStatement;
  readonly path: string;
  readonly file: NetworkFile;
  readonly selection: VpcSelection;
}

/** The policy's network file; undefined without the statement or without the file. */
export function networkView(unit: Unit, network: Network): NetworkView | undefined {
  const statement = networkStatementOf(unit);
  const path = statement?.path && pathOf(unit, unit.path, statement.path);
  const read = path === undefined ? undefined : unit.data.get(path);
  if (!statement || path === undefined || read?.kind !== 'network') return undefined;
  const { file } = read;
  return { statement, path, file, selection: selectedVpc(file.facts, declarationOf(unit, network)) };
}

/** The policy's `network` statement. */
export function networkStatementOf(unit: Unit): NetworkStatement | undefined {
  const statement = firstOnes(unit.file).get('network');
  return statement?.kind === 'network' ? statement : undefined;
}

/** The policy's own declarations of its VPC. */
export function declarationOf(unit: Unit, { vpc, subnets }: Network): Declaration {
  const choice = networkStatementOf(unit)?.choice;
  return {
    choice: choice && { by: choice.by, name: choice.name.text },
    vpc: vpc.map(({ prefix }) => prefix),
    subnets: subnets.map(({ prefix }) => prefix),
  };
}
