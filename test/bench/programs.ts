import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { formatPrefix } from '../../server/net/prefix';
import { root } from '../fixture';
import { growth } from './engine';
import { faster, median, paired, slower, type Row } from './measure';
import { named, type Options } from './options';
import { internetLike, policyOf, type Route } from './policy';

const cli = path.join(root, 'dist/cli.js');
const nodeMajor = Number(process.versions.node.split('.')[0]);

/** Whole processes from start to exit, with their output discarded. */
export async function* programs({ scale }: Options): AsyncGenerator<Row> {
  const folder = mkdtempSync(path.join(tmpdir(), 'nbroute-bench-'));
  const written = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  try {
    const small = written('small.nbroute', policyOf(internetLike(500)));
    const nothing = (): void => run(process.execPath, ['-e', '0']);
    const pair = await paired(
      { full: 41, quick: 15, tiny: 1 }[scale],
      () => run(process.execPath, [cli, 'check', small]),
      nothing,
    );
    yield slower('cli check 500', 'node -e 0', pair, { most: nodeMajor >= 22 ? 1.2 : 1.3 });

    const size = scale === 'tiny' ? 300 : 1e6;
    const routes = internetLike(size);
    const policy = written('large.nbroute', policyOf(routes));
    const list = written('list.txt', routes.map(({ prefix }) => `${formatPrefix(prefix)}\n`).join(''));
    const ours = (): void => run(process.execPath, [cli, 'check', policy]);
    const rounds = { full: 5, quick: 3, tiny: 1 }[scale];
    const what = `cli check ${named(size)}`;
    if (isInstalled('iprange', ['--version']))
      yield slower(
        what,
        'iprange, merging the same',
        await paired(rounds, ours, () => run('iprange', [list])),
        {
          most: 1.4,
        },
      );
    if (scale !== 'quick' && isInstalled('bird', ['--version'])) {
      const config = written('bird.conf', birdConfig(routes));
      const parsing = (): void => run('bird', ['-p', '-c', config]);
      yield slower(what, 'bird -p, the same as static routes', await paired(rounds, ours, parsing), {
        most: 0.5,
      });
    }
    // Python takes a minute for a million.
    if (scale !== 'quick' && isInstalled('python3', ['--version'])) {
      const merging = (): void => run('python3', ['-c', collapse, list]);
      const pairs = await paired(scale === 'tiny' ? 1 : 3, ours, merging);
      yield faster(what, "Python's ipaddress, merging the same", pairs, { least: 60 });
    }
    if (scale === 'full') {
      const tenth = written('tenth.nbroute', policyOf(internetLike(1e5)));
      const steps = await paired(5, ours, () => run(process.execPath, [cli, 'check', tenth]));
      yield growth('cli check', median(steps.other), median(steps.ours));
    }
    yield memory(policy, size);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const collapse = `
import ipaddress, sys
with open(sys.argv[1]) as lines:
    print(len(list(ipaddress.collapse_addresses(ipaddress.ip_network(line.strip()) for line in lines))))
`;

function birdConfig(routes: readonly Route[]): string {
  const lines = routes.map(
    ({ prefix, action }) =>
      `route ${formatPrefix(prefix)} ${action === 'unreachable' ? action : `via 10.0.0.${action === 'via vpc' ? 1 : 2}`};\n`,
  );
  return `router id 192.0.2.1;\nprotocol device {}\nprotocol static {\nipv4;\n${lines.join('')}}\n`;
}

/** The bytes per route that an analysed policy holds, including its text. */
function memory(policy: string, size: number): Row {
  const program = path.join(root, 'out/bench/memory.js');
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', program, policy], { encoding: 'utf8' });
  const bytes = Number(stdout) / size;
  return {
    what: `memory ${named(size)}`,
    ratio: bytes,
    target: { most: 150 },
    ours: bytes,
    other: 1,
    unit: 'bytes',
    against: 'a route',
  };
}

function run(program: string, args: readonly string[]): void {
  const { error, status, signal } = spawnSync(program, args, { stdio: 'ignore' });
  if (error) throw error;
  // Exit code 1 means diagnostics.
  if (signal !== null || (status !== 0 && status !== 1))
    throw new Error(`${program} failed: ${status ?? signal}`);
}

function isInstalled(program: string, args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).error === undefined;
}
