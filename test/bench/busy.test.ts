import * as assert from 'node:assert';
import { isBusy, withLoad, type Load, type Machine, type Pause, type Usage } from './busy';
import lastRelease from './last-release.json';
import { ratioOf, tableOf, type Row } from './measure';

const idle: Pause = { others: 0.05, share: 1 };
const alone: Load = { before: idle, after: idle, all: 1.2, own: 1 };

describe('what the benchmark shows with a ratio', () => {
  for (const [what, load, expected] of [
    ['nothing but the benchmark', alone, false],
    ['threads that collect garbage in this process', { ...alone, all: 1.9, own: 1.8 }, false],
    ['a process that the benchmark has started', { ...alone, all: 1.3, own: 0.1 }, false],
    ['another process before', { ...alone, before: { others: 0.9, share: 1 } }, true],
    ['another process after', { ...alone, after: { others: 0.9, share: 1 } }, true],
    ['another process meanwhile', { ...alone, all: 2, own: 1 }, true],
    ['another process beside one that it has started', { ...alone, all: 2, own: 0.1 }, true],
    ['a core that is shared', { ...alone, before: { others: 0, share: 0.6 } }, true],
    ['a core that is shared later', { ...alone, after: { others: 0, share: 0.6 } }, true],
  ] as const)
    it(`${expected ? 'is marked' : 'is not marked'}: ${what}`, () =>
      assert.strictEqual(isBusy(load), expected));

  it('is the state of the machine during the measurement that it comes from', async () => {
    // The second and third row are one measurement, and another process begins during it.
    const { machine, rows } = scripted(
      [row('a'), row('b'), row('c'), row('d')],
      [
        [1000, 1000],
        [1000, 2000],
        [0, 0],
        [1000, 1000],
      ],
      [idle, idle, { others: 1, share: 1 }, { others: 1, share: 1 }],
    );
    const marks: string[] = [];
    for await (const { what, busy } of withLoad(rows, machine)) marks.push(`${what} ${busy}`);
    assert.deepStrictEqual(marks, ['a false', 'b true', 'c true', 'd true']);
  });

  it('is the ratio of the last release, if that was measured', () => {
    const [one, two] = [row('check 1k', 'scan, sort and sweep alone'), row('check 1k', 'nothing')];
    assert.deepStrictEqual([ratioOf(lastRelease, one), ratioOf(lastRelease, two)], [6.2, undefined]);
    const table = tableOf([{ ...one, busy: true }, two], lastRelease);
    assert.match(table, /^ratio +0\.1\.0 .*\n1\.00 +busy +6\.20 .*\n1\.00 +- /);
  });
});

function row(what: string, against = 'nothing'): Row {
  return { what, against, ratio: 1, ours: 1, other: 1 };
}

/** A machine on which the rows take the given wall and CPU times, with the given pauses. */
function scripted(
  list: readonly Row[],
  times: readonly (readonly [wall: number, all: number])[],
  pauses: readonly Pause[],
): { machine: Machine; rows: AsyncIterator<Row> } {
  let usage: Usage = { wall: 0, all: 0, own: 0 };
  let [done, paused] = [0, 0];
  const next = (): Promise<IteratorResult<Row>> => {
    if (done === list.length) return Promise.resolve({ done: true, value: undefined });
    const [wall, all] = times[done];
    usage = { wall: usage.wall + wall, all: usage.all + all, own: usage.own + wall };
    return Promise.resolve({ done: false, value: list[done++] });
  };
  const machine = { usage: () => usage, pause: () => Promise.resolve(pauses[paused++]) };
  return { machine, rows: { next } };
}
