import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import * as path from 'node:path';
import { root } from '../fixture';
import { growth } from './engine';
import { atMost, median, paired, quantile, slower, type Pair, type Row } from './measure';
import { onOneCore } from './one-core';
import { named, type Options } from './options';
import { internetLike, policyOf, randomFrom } from './policy';

const uri = 'file:///policy.nbroute';
const ours = [path.join(root, 'dist/server.js'), '--stdio'];
const bare = [path.join(root, 'out/bench/echo.js')];

/** The language server over stdio, compared with one that does nothing. */
export async function* server({ scale }: Options): AsyncGenerator<Row> {
  yield slower(
    'server start, until `initialize` is answered',
    'a bare vscode-languageserver',
    await paired(
      { full: 31, quick: 11, tiny: 1 }[scale],
      () => startAndEnd(ours),
      () => startAndEnd(bare),
    ),
    { most: 1.15 },
  );
  const most = new Map([
    [1e3, { p50: 2, p95: 4 }],
    [1e4, { p50: 3.5, p95: 8 }],
    [1e5, { p50: 12, p95: 20 }],
  ]);
  const times: number[] = [];
  for (const size of { full: [1e3, 1e4, 1e5, 1e6], quick: [1e3, 1e4, 1e5], tiny: [300] }[scale]) {
    const source = policyOf(internetLike(size));
    const [one, other, talkative] = [
      await opened(ours, source),
      await opened(bare, source),
      await opened(bare, source),
    ];
    const letGo = onOneCore([one.pid, other.pid, talkative.pid]);
    try {
      const firstRounds = scale === 'tiny' || size >= 1e6 ? 1 : size >= 1e5 && scale === 'quick' ? 2 : 5;
      const rounds = {
        full: size >= 1e6 ? 1 : size >= 1e5 ? 5 : 20,
        quick: size >= 1e5 ? 2 : 10,
        tiny: 1,
      }[scale];
      const wires = { one, other, talkative };
      const first = await keystrokes(wires, source, firstRounds);
      const pair = await keystrokes(wires, source, rounds, first.ours.length);
      const limit = most.get(size);
      const what = `keystroke to diagnostics, ${named(size)}`;
      const line = { ours: first.ours.slice(0, typed.length), other: first.other.slice(0, typed.length) };
      yield slower(`${what}: the first line`, 'an echo', line);
      yield slower(`${what}: p50`, 'an echo', pair, atMost(limit?.p50));
      const [slow, echo] = [quantile(pair.ours, 0.95), quantile(pair.talkative, 0.95)];
      yield {
        what: `${what}: p95`,
        ratio: slow / echo,
        ours: slow,
        other: echo,
        against: 'an echo that sends as many bytes',
        ...(limit && { target: { most: limit.p95 } }),
      };
      times.push(median(pair.ours));
      if (size !== 1e5 && scale !== 'tiny') continue;
      for (const method of ['hover', 'completion', 'definition'])
        yield slower(
          `${method}, ${named(size)}`,
          'an echo',
          await requests(one, other, source, method, scale === 'tiny'),
          {
            most: 2,
          },
        );
    } finally {
      letGo();
      for (const wire of [one, other, talkative]) wire.end();
    }
  }
  if (times.length === 4) yield growth('keystroke to diagnostics', times[2], times[3]);
}

const typed = 'route 198.51.100.0/24 via vpc\n';

/** `talkative` is an echo that sends the diagnostics that ours sent. */
interface Wires {
  readonly one: Wire;
  readonly other: Wire;
  readonly talkative: Wire;
}

/** A route typed letter by letter in the middle of the text and deleted again, sent to all servers in turn. */
async function keystrokes(
  { one, other, talkative }: Wires,
  source: string,
  rounds: number,
  before = 0,
): Promise<Pair & { readonly talkative: readonly number[] }> {
  const line = source.split('\n').length >> 1;
  const at = (character: number): object => ({
    line: line + (character === typed.length ? 1 : 0),
    character: character % typed.length,
  });
  const changes: { range: object; text: string }[] = [];
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < typed.length; i++)
      changes.push({ range: { start: at(i), end: at(i) }, text: typed[i] });
    for (let i = typed.length - 1; i >= 0; i--)
      changes.push({ range: { start: at(i), end: at(i + 1) }, text: '' });
  }
  const durations = { ours: [] as number[], other: [] as number[], talkative: [] as number[] };
  let version = before + 1;
  for (const change of changes) {
    version++;
    durations.ours.push(await one.change(version, change));
    durations.other.push(await other.change(version, change));
    // It sends the diagnostics of the preceding letter, because right after learning it would still be awake.
    const duration = await talkative.change(version, change);
    if (durations.ours.length > 1) durations.talkative.push(duration);
    await talkative.learn(one.published);
  }
  return durations;
}

async function requests(
  one: Wire,
  other: Wire,
  source: string,
  method: string,
  tiny: boolean,
): ReturnType<typeof paired> {
  const lines = source.split('\n').length;
  const random = randomFrom(7);
  const durations = { ours: [] as number[], other: [] as number[] };
  const count = tiny ? 3 : 200;
  for (let i = tiny ? 0 : -100; i < count; i++) {
    const position = { line: 4 + Math.floor(random() * (lines - 6)), character: 8 };
    const params = { textDocument: { uri }, position };
    const times = [
      await one.request(`textDocument/${method}`, params),
      await other.request(`textDocument/${method}`, params),
    ];
    if (i < 0) continue;
    durations.ours.push(times[0]);
    durations.other.push(times[1]);
  }
  return durations;
}

async function startAndEnd(args: readonly string[]): Promise<void> {
  const wire = new Wire(args);
  await wire.request('initialize', { processId: null, rootUri: null, capabilities: {} });
  wire.end();
}

async function opened(args: readonly string[], text: string): Promise<Wire> {
  const wire = new Wire(args);
  await wire.request('initialize', { processId: null, rootUri: null, capabilities: {} });
  wire.notify('initialized', {});
  const diagnostics = wire.message('"method":"textDocument/publishDiagnostics"');
  wire.notify('textDocument/didOpen', { textDocument: { uri, languageId: 'nbroute', version: 1, text } });
  await diagnostics;
  return wire;
}

/** A client that parses only as much of a message as it takes to identify it, to keep its own time small. */
class Wire {
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly waiting: {
    readonly marks: readonly string[];
    readonly resume: (message: Buffer) => void;
  }[] = [];
  private chunks: Buffer[] = [];
  private held = 0;
  private missing = 1;
  private last = 0;
  /** The diagnostics for the last change, as they were sent. */
  published: Buffer = Buffer.alloc(0);

  constructor(args: readonly string[]) {
    this.process = spawn(process.execPath, args);
    this.process.stderr.pipe(process.stderr);
    this.process.stdout.on('data', (chunk: Buffer) => {
      this.chunks.push(chunk);
      this.held += chunk.length;
      if (this.held >= this.missing) this.read();
    });
  }

  get pid(): number | undefined {
    return this.process.pid;
  }

  /** How long a request takes to be answered. */
  async request(method: string, params: object): Promise<number> {
    const id = ++this.last;
    const answer = this.message(`"id":${id},`);
    const start = performance.now();
    this.send({ id, method, params });
    await answer;
    return performance.now() - start;
  }

  /** How long it takes from a change to its diagnostics. */
  async change(version: number, change: object): Promise<number> {
    // Only those of this version, because the script size of an earlier version may arrive later.
    const diagnostics = this.message('"method":"textDocument/publishDiagnostics"', `"version":${version}`);
    const start = performance.now();
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges: [change] });
    this.published = await diagnostics;
    return performance.now() - start;
  }

  /** Gives an echo the diagnostics that it sends from now on. */
  async learn(diagnostics: Buffer): Promise<void> {
    this.write(diagnostics);
    // Messages are handled in order.
    await this.request('textDocument/hover', { textDocument: { uri }, position: { line: 0, character: 0 } });
  }

  notify(method: string, params: object): void {
    this.send({ method, params });
  }

  /** The next message that contains all of these strings. */
  message(...marks: readonly string[]): Promise<Buffer> {
    return new Promise((resume) => this.waiting.push({ marks, resume }));
  }

  end(): void {
    this.process.kill('SIGKILL');
  }

  private send(message: object): void {
    this.write(Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message })));
  }

  private write(body: Buffer): void {
    this.process.stdin.write(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  private read(): void {
    let buffer = Buffer.concat(this.chunks);
    this.missing = 1;
    for (;;) {
      const head = buffer.indexOf('\r\n\r\n');
      if (head < 0) break;
      const end = head + 4 + Number(/Content-Length: (\d+)/.exec(buffer.toString('latin1', 0, head))?.[1]);
      if (buffer.length < end) {
        this.missing = end;
        break;
      }
      const message = buffer.subarray(head + 4, end);
      const index = this.waiting.findIndex(({ marks }) => marks.every((mark) => message.includes(mark)));
      for (const { resume } of index < 0 ? [] : this.waiting.splice(index, 1)) resume(message);
      buffer = buffer.subarray(end);
    }
    this.chunks = [buffer];
    this.held = buffer.length;
  }
}
