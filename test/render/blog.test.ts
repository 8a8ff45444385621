import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { effectiveTable, systemTable } from '../../server/model/effective';
import { loadAlone } from '../../server/model/load';
import { modelOf, type Model } from '../../server/model/model';
import { routeNText } from '../../server/render/table';
import { parse } from '../../server/syntax/parser';

// AWS Machine Learning Blog, 24 October 2018: `route -n` before and after the command, and after a restart with the
// lifecycle configuration.
const before = `0.0.0.0         172.16.32.1     0.0.0.0         UG    0      0      0 eth0
169.254.0.0     0.0.0.0         255.255.255.0   U     0      0        0 veth_def_agent
169.254.169.254 0.0.0.0         255.255.255.255 UH    0      0        0 eth0
172.17.0.0      0.0.0.0         255.255.0.0     U     0      0        0 docker0
172.31.0.0      172.31.64.1     255.255.0.0     UG    0      0        0 eth2
172.31.64.0     0.0.0.0         255.255.240.0   U     0      0        0 eth2`;
const added = '10.0.0.0        172.31.64.1     255.255.0.0     UG    0      0        0 eth2';
const after = before.replace('\n', `\n${added}\n`);
// The blog's first output of the table after the command has shifted columns and a truncated interface name.
const shifted = after.replace(/ {2,}/g, ' ').replace('veth_def_agent', 'veth_def_age');

const source = readFileSync('samples/blog.nbroute', 'utf8');

function blog(): Model {
  return modelOf(loadAlone('blog.nbroute', parse(`${source}interface direct eth0 gateway 172.16.32.1\n`)));
}

function fields(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => /^\d/.test(line))
    .map((line) => line.trim().split(/\s+/));
}

describe("the AWS blog's tables", () => {
  it('match the system table, field by field', () => {
    assert.deepStrictEqual(fields(routeNText(systemTable(blog()), false)), fields(before));
  });
  it('match the effective table, field by field, twice', () => {
    const actual = fields(routeNText(effectiveTable(blog()), false));
    assert.deepStrictEqual(actual, fields(after));
    const cut = actual.map((row) =>
      row.map((field) => (field === 'veth_def_agent' ? 'veth_def_age' : field)),
    );
    assert.deepStrictEqual(cut, fields(shifted));
  });
  it('differ by exactly the one route of the policy', () => {
    const marked = routeNText(effectiveTable(blog()), true)
      .split('\n')
      .filter((line) => line.startsWith('+'));
    assert.deepStrictEqual(
      marked.map((line) => line.slice(2)),
      [added],
    );
  });
});
