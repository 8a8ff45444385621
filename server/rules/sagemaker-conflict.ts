import { enumeration } from '../lib/word-list';
import { systemRouteAt, destinationAt, destinationOffset, type Model } from '../model/model';
import { hasInterface, serviceNetwork } from '../model/network';
import { DIRECT, outcomeText } from '../model/actions';
import { contains, formatPrefix, last, rangePrefixes, type Prefix } from '../net/prefix';
import { decidedRanges, prefixAt, type DecidedRange } from '../net/table';
import type { Span } from '../syntax/ast';
import { statementAt } from '../syntax/parser';
import { quote } from '../lib/quote';
import { nextLine } from '../syntax/lines';
import { addedLines } from './lib/edits';
import { LazyFix } from './lib/routing';
import type { Fix } from './lib/rule';
import type { Rule } from './lib/rule';

export const sagemakerConflict: Rule = {
  id: 'sagemaker-conflict',
  severity: 'warning',
  summary: "Addresses of SageMaker's own network are not routed direct",
  why: "SageMaker's own interface has been observed in 172.16.0.0/16, with the direct gateway and a resolver. A VPC block or a route that covers these addresses can cut the notebook off from the service that runs it.",
  bad: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

docker 192.168.240.0/20
route 172.16.0.0/12 unreachable
`,
  good: `vpc    172.31.0.0/16
subnet 172.31.64.0/20

docker 192.168.240.0/20
route 172.16.0.0/12 unreachable
route 172.16.0.0/16 via direct
`,
  check({ model, report }) {
    // A line that cannot be parsed yet may be the route that keeps these addresses direct.
    if (model.open) return;
    const table = model.tables[4];
    const fixed = model.system.length;
    const blamed = new Map<
      number,
      { readonly span: Span | undefined; readonly owner: number; pieces: DecidedRange[] }
    >();
    for (const piece of decidedRanges(table, serviceNetwork.base, last(serviceNetwork))) {
      if (piece.row < 0 || table.action[piece.row] === DIRECT) continue;
      const owner = table.owner[piece.row];
      const part = systemRouteAt(model, owner)?.part;
      if (owner < fixed && part !== 'vpc' && part !== 'subnet') continue;
      const span = owner < fixed ? coveringBlock(model, prefixAt(table, piece.row)) : undefined;
      if (owner < fixed && !span) continue;
      const from = span?.from ?? destinationOffset(model, owner);
      const blamedRanges = blamed.get(from);
      if (blamedRanges) blamedRanges.pieces = joined([...blamedRanges.pieces, piece]);
      else blamed.set(from, { span, owner, pieces: [piece] });
    }
    for (const [from, { span, owner, pieces: ranges }] of blamed) {
      report(from, () => {
        const [first] = ranges;
        const action = table.action[first.row];
        const destination = span ? undefined : destinationAt(model, owner);
        const covers = table.length[first.row] < serviceNetwork.length;
        return {
          to: span?.to ?? destination?.entry.to ?? from,
          message: `${enumeration(ranges.map(rangeText))} ${outcomeText(action, ranges.length)}: SageMaker's own interface has been observed in ${quote(formatPrefix(serviceNetwork))}`,
          fixes:
            destination && covers && hasInterface(model.network, DIRECT, 4)
              ? [addDirect(model, destination.entry.from)]
              : [],
        };
      });
    }
  },
};

/** The policy's VPC block that contains a system route of the VPC. */
function coveringBlock(model: Model, prefix: Prefix): Span | undefined {
  return model.network.vpc.find((block) => contains(block.prefix, prefix))?.span;
}

/** Joins adjacent address ranges. */
function joined(ranges: readonly DecidedRange[]): DecidedRange[] {
  return ranges.reduce<DecidedRange[]>((result, piece) => {
    const before = result[result.length - 1];
    if (before && before.last + 1n === piece.first)
      result[result.length - 1] = { ...before, last: piece.last };
    else result.push(piece);
    return result;
  }, []);
}

function rangeText({ first, last: end }: DecidedRange): string {
  return enumeration(rangePrefixes(4, first, end).map((prefix) => quote(formatPrefix(prefix))));
}

/** Adds a line after the covering route that keeps the service's network direct. */
function addDirect(model: Model, at: number): Fix {
  const { file } = model.unit;
  const line = `route ${formatPrefix(serviceNetwork)} via direct`;
  return new LazyFix('suggestion', `Add \`${line}\``, () => [
    addedLines(file.source, nextLine(file.source, statementAt(file, at)?.to ?? at), [line]),
  ]);
}
