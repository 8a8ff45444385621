import { fork, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { root } from '../fixture';
import { faster, inTurns, type Row, type Target } from './measure';
import { named, type Options, type Scale } from './options';

/**
 * The same routes as JSON and as YAML with a schema, parsed and validated by the services that editors use for them.
 */
export async function* documents({ scale }: Options): AsyncGenerator<Row> {
  for (const [peer, least] of [
    ['vscode-json-languageservice', 10],
    ['yaml-language-server', 100],
  ] as const)
    for (const size of { full: [1e4, 1e5], quick: [1e4], tiny: [300] }[scale])
      yield await against(peer, size, scale, `${peer}, parsing and validating`, { least });
}

/** Popular libraries that read the same prefixes, each the whole list once. */
export async function* libraries({ scale }: Options): AsyncGenerator<Row> {
  for (const [peer, doing] of [
    ['ip-cidr', 'reading the prefixes'],
    ['ipaddr.js', 'reading the prefixes'],
    ['cidr-tools', 'merging the prefixes'],
  ])
    yield await against(peer, scale === 'tiny' ? 300 : 1e5, scale, `${peer}, ${doing}`);
}

/** Our check and a peer's work, each in its own process, so that neither is slowed down by the other's memory. */
async function against(
  peer: string,
  size: number,
  scale: Scale,
  what: string,
  target?: Target,
): Promise<Row> {
  // The minimum duration of a turn in milliseconds. The first turn is not counted, so code is compiled by then.
  const turn = { full: 1000, quick: 200, tiny: 0 }[scale];
  const [one, other] = ['nbroute', peer].map((side) =>
    fork(path.join(root, 'out/bench/side.js'), [side, String(size), String(turn)]),
  );
  try {
    const pair = await inTurns(
      { full: 7, quick: 3, tiny: 1 }[scale],
      () => durationOf(one),
      () => durationOf(other),
    );
    return faster(`check ${named(size)}`, what, pair, target);
  } finally {
    one.kill();
    other.kill();
  }
}

/** How long a side reports that its work took. */
function durationOf(side: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error(`${side.spawnargs.join(' ')} ended`));
    side.once('exit', ended);
    side.once('message', (time) => {
      side.off('exit', ended);
      resolve(Number(time));
    });
    side.send('again');
  });
}
