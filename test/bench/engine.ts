import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { noFiles, type Host, type ReadResult } from '../../server/host';
import { formatPrefix, parsePrefix } from '../../server/net/prefix';
import { analyse, minimised, type Analysis } from '../../server/engine';
import { atMost, median, paired, slower, type Row } from './measure';
import { named, type Options } from './options';
import { internetLike, policyOf, routed, type Route } from './policy';
import { referenceCheck } from './reference';

/**
 * The complete check in this process: parses, binds, runs all rules, counts diagnostics and builds the first thousand.
 */
export async function check(source: string, host = noFiles): Promise<Analysis> {
  const analysis = await analyse(host, 'policy.nbroute', source);
  // Diagnostics are computed on first access.
  void analysis.checked;
  return analysis;
}

/** The check compared with the practical limit, and its growth. */
export async function* engine(options: Options): AsyncGenerator<Row> {
  const { scale } = options;
  const sizes = scale === 'tiny' ? [300] : [1e3, 1e4, 1e5, 1e6];
  const times: number[] = [];
  for (const size of sizes) {
    const source = policyOf(internetLike(size));
    const rounds = {
      full: size >= 1e6 ? 15 : 51,
      quick: size >= 1e6 ? 3 : size >= 1e5 ? 11 : 51,
      tiny: 1,
    }[scale];
    const pair = await limited(source, rounds, scale === 'tiny' ? 0 : warmedRoutes / size);
    const most = new Map([
      [1e3, 3],
      [1e4, 2],
      [1e5, 1.4],
      [1e6, 1.3],
    ]).get(size);
    yield slower(`check ${named(size)}`, 'scan, sort and sweep alone', pair, atMost(most));
    times.push(median(pair.ours));
  }
  if (times.length > 1) yield growth('check', times[times.length - 2], times[times.length - 1]);
  for (const [name, routes] of realTables(options)) {
    const pair = await limited(policyOf(routes), 15, warmedRoutes / routes.length);
    yield slower(`check ${name}, ${named(routes.length)}`, 'scan, sort and sweep alone', pair, { most: 3 });
  }
}

/** How many routes both sides check before they are measured, so that V8 has compiled their code. */
const warmedRoutes = 200_000;

async function limited(source: string, rounds: number, warmUps: number): ReturnType<typeof paired> {
  for (let i = 1; i <= warmUps; i++) {
    await check(source);
    referenceCheck(source);
  }
  return paired(
    rounds,
    () => check(source),
    () => referenceCheck(source),
  );
}

/** The check with a network file, already read as in an editor, compared with the same policy without one. */
export async function* network(options: Options): AsyncGenerator<Row> {
  const { scale } = options;
  const size = scale === 'tiny' ? 300 : 1e4;
  const rows = scale === 'tiny' ? 30 : 1000;
  const source = policyOf(internetLike(size));
  const host = hostWith(networkFile(rows));
  const withFile = `network from "network.json"\n${source}`;
  // Warms up, as in an editor that has been open for a minute.
  for (let i = 0; i < (scale === 'tiny' ? 0 : 200); i++) {
    await check(withFile, host);
    await check(source);
  }
  const pair = await paired(
    { full: 101, quick: 21, tiny: 1 }[scale],
    () => check(withFile, host),
    () => check(source),
  );
  yield slower(`check ${named(size)} with a route table of ${named(rows)} rows`, 'without', pair, {
    most: 1.3,
  });
}

/** A VPC whose route table sends internet-like prefixes to a transit gateway, one in a hundred of them a blackhole. */
export function networkFile(rows: number): string {
  const prefixes = new Set(internetLike(rows - 2, 7).map(({ prefix }) => formatPrefix(prefix)));
  const row = (DestinationCidrBlock: string, hop: object, State = 'active') => ({
    DestinationCidrBlock,
    ...hop,
    State,
    Origin: 'CreateRoute',
  });
  return JSON.stringify({
    Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '172.31.0.0/16' }],
    Subnets: [{ SubnetId: 'subnet-1', VpcId: 'vpc-1', CidrBlock: '172.31.64.0/20' }],
    RouteTables: [
      {
        RouteTableId: 'rtb-1',
        VpcId: 'vpc-1',
        Associations: [{ Main: true }],
        Routes: [
          row('172.31.0.0/16', { GatewayId: 'local' }),
          row('0.0.0.0/0', { NatGatewayId: 'nat-1' }),
          ...[...prefixes].map((prefix, i) =>
            row(prefix, { TransitGatewayId: 'tgw-1' }, i % 100 === 0 ? 'blackhole' : 'active'),
          ),
        ],
      },
    ],
  });
}

/** A host with a single file under any name, returning the same object every time. */
function hostWith(text: string): Host {
  const read: ReadResult = { kind: 'text', text };
  return { ...noFiles, resolve: (_, to) => to, read: () => Promise.resolve(read) };
}

/** A hundred thousand routes compared with a million of the same kind. */
export function growth(what: string, before: number, after: number): Row {
  return {
    what: `${what}: 1M against 100k`,
    ratio: after / before,
    target: { most: 12 },
    ours: after,
    other: before,
    against: 'itself at 100k',
  };
}

/**
 * Computing and certifying the smallest set of routes with the same meaning, and its text, compared with the check
 * alone.
 */
export async function* minimise(options: Options): AsyncGenerator<Row> {
  const { scale } = options;
  const sizes = { full: [1e5, 1e6], quick: [1e5], tiny: [300] }[scale];
  const times: number[] = [];
  for (const size of sizes) {
    const source = policyOf(conflictingRoutes(size));
    const analysis = await check(source);
    const pair = await paired(
      { full: size >= 1e6 ? 3 : 7, quick: 5, tiny: 1 }[scale],
      // V8 joins the parts of a text when one of its characters is read.
      () => minimised(analysis)?.charCodeAt(0),
      () => check(source),
    );
    yield slower(`minimise ${named(size)}, two next hops`, 'the check', pair, {
      most: size >= 1e6 ? 1.5 : 2.5,
    });
    times.push(median(pair.ours));
  }
  if (times.length > 1) yield growth('minimise', times[0], times[1]);
}

/** Routes via both interfaces with each prefix once, because conflicting routes prevent minimisation. */
function conflictingRoutes(size: number): Route[] {
  const routes = internetLike(size).map(({ prefix, action }) => ({
    prefix,
    action: action === 'unreachable' ? 'via direct' : action,
  }));
  return [...new Map(routes.map((route) => [`${route.prefix.base}/${route.prefix.length}`, route])).values()];
}

/** The real tables, if their paths are given; IPv4 only, because the reference loop handles nothing else. */
function* realTables({ table, aws }: Options): Generator<[name: string, routes: Route[]]> {
  if (table !== undefined) {
    const bytes = readFileSync(table);
    const text = (table.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1');
    yield ["the internet's table", fromLines(text.split('\n'))];
  }
  if (aws !== undefined)
    yield ["AWS's ranges", fromLines(readFileSync(aws, 'utf8').match(/(?<="ip_prefix": ")[^"]+/g) ?? [])];
}

function fromLines(lines: readonly string[]): Route[] {
  return routed(lines.flatMap((line) => (line.includes('.') ? (parsePrefix(line) ?? []) : [])));
}
