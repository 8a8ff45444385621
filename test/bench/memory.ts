// Prints how many bytes an analysed policy holds, including its text; a separate process, so that nothing else is
// counted.
import { readFileSync } from 'node:fs';
import { check } from './engine';

async function main(file: string): Promise<void> {
  // A first run, so that one-time allocations are not counted.
  await check(readFileSync(file, 'latin1'));
  const before = await held();
  const analysis = await check(readFileSync(file, 'latin1'));
  const after = await held();
  process.stdout.write(String(after - before));
  // Keeps the analysis reachable until here.
  process.exitCode = analysis.model.tables[4].count > 0 ? 0 : 1;
}

/** The heap in use once garbage collection frees no more; buffers are freed some time after their objects. */
async function held(): Promise<number> {
  for (let least = Infinity; ;) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { heapUsed, external } = process.memoryUsage();
    if (heapUsed + external >= least) return least;
    least = heapUsed + external;
  }
}

void main(process.argv[2]);
