import { engine, minimise, network } from './engine';
import type { Row } from './measure';
import type { Options, Section } from './options';
import { documents, libraries } from './peers';
import { programs } from './programs';
import { server } from './server';

const sections: Readonly<Record<string, Section>> = {
  engine,
  minimise,
  network,
  programs,
  server,
  documents,
  libraries,
};

/** The rows of the benchmark or of the named sections; tiny sizes have no targets. */
export async function* rowsOf(options: Options): AsyncGenerator<Row> {
  for (const [name, section] of Object.entries(sections))
    if (options.only.length === 0 || options.only.includes(name))
      for await (const row of section(options))
        yield options.scale === 'tiny' ? { ...row, target: undefined } : row;
}
