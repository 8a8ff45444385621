import type { Model } from '../../model/model';
import { hasInterface, vpcGateway } from '../../model/network';
import { DIRECT, VPC, actionText } from '../../model/actions';
import type { Family, Prefix } from '../../net/prefix';
import type { RuleContext } from './rule';
import { actionNumber } from '../../syntax/keywords';

type MissingRule = 'missing-vpc' | 'missing-subnet' | 'missing-direct';

/** Reports, for one of these rules, every `via` whose interface or gateway is missing. */
export function reportMissing(model: Model, rule: MissingRule, report: RuleContext['report']): void {
  const { file } = model.unit;
  const missing = (action: number, family: Family): boolean => missingRule(model, action, family) === rule;
  const { plain } = file;
  const bad = [missing(DIRECT, 4), missing(VPC, 4)];
  if (bad[DIRECT] || bad[VPC]) {
    for (let row = 0; row < plain.count; row++) {
      const action = plain.action[row];
      if (!bad[action]) continue;
      const from = file.source.indexOf('via', plain.at[row]);
      report(from, () => ({ to: from + actionText(action).length, message: messages[rule](4) }));
    }
  }
  const reported = new Set<number>();
  const judge = (action: number, prefixes: readonly Prefix[], from: number, to: number): void => {
    const lacking = prefixes.find(({ family }) => missing(action, family));
    if (!lacking || reported.has(from)) return;
    reported.add(from);
    report(from, () => ({ to, message: messages[rule](lacking.family) }));
  };
  for (const statement of file.statements) {
    if ((statement.kind !== 'route' && statement.kind !== 'expect') || !statement.action) continue;
    const { from, to, name } = statement.action;
    for (const entry of statement.destinations) judge(actionNumber(name), model.prefixesOf(entry), from, to);
  }
}

function missingRule(model: Model, action: number, family: Family): MissingRule | undefined {
  const { network } = model;
  if (action === DIRECT) return hasInterface(network, DIRECT, family) ? undefined : 'missing-direct';
  if (action !== VPC) return undefined;
  if (network.vpc.length === 0) return 'missing-vpc';
  const subnet = network.subnets.find(({ prefix }) => prefix.family === family)?.prefix;
  return vpcGateway(network, family, subnet) ? undefined : 'missing-subnet';
}

const messages: Record<MissingRule, (family: Family) => string> = {
  'missing-vpc': () => 'no VPC is attached; declare its CIDR blocks with `vpc`',
  'missing-subnet': (family) =>
    `unknown IPv${family} gateway; declare the notebook's IPv${family} subnet: the gateway is its base address + 1`,
  'missing-direct': (family) =>
    family === 6
      ? 'unknown IPv6 gateway of the direct interface'
      : 'the direct interface has no default route: direct internet access is disabled',
};
