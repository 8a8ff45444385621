import * as assert from 'node:assert';
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Model } from '../../server/model/model';
import { onwardCandidates, onwardOf } from '../../server/model/vpc-router';
import { reportText, verifyJson, type Report } from '../../server/verify/report';
import type { OnwardModel } from '../../server/verify/router';
import { verify } from '../../server/verify/verify';
import { assertOutput } from '../cli/schemas';
import { root } from '../fixture';
import { modelOfFiles } from '../random-policy';
import { needsKernel } from './kernel';
import { accountModel, compareAccounts } from './accounts';
import { isLong, policies, share } from '../volume';

const first = (combination: number): boolean => combination === 0;

describe('packets from the notebook through a VPC router in a kernel', () => {
  it('leave the sample’s router by the next hops of the model, as reported', async function () {
    await needsKernel(this, 'the sample of the whole path is forwarded as its model says');
    const report = await verify(await sample(), { only: first });
    const text = reportText(report);
    assert.ok(report.kind === 'compared' && report.ok, text);
    const asked = report.runs[0].onward?.asked ?? 0;
    assert.ok(asked > 50, text);
    assert.ok(
      text.includes(`on 1 notebook, and ${asked} packets leave the VPC router as the model says\n`),
      text,
    );
    assert.match(text, / agree, (\d+) of \1 packets\n/);
    assert.match(text, /^Packets from the notebook went through a router with the routes of rtb-\w+: /m);
    assert.match(text, /^That proves longest prefix and forwarding\. Which row wins at an equal prefix /m);
    const json = verifyJson(report);
    assertOutput('verify', json);
    assert.deepStrictEqual(json.runs?.[0].onward, {
      routeTable: 'rtb-0a1b2c3d4e5f60718',
      reason: null,
      asked,
      agreed: asked,
      leftOut: 0,
      disagreements: [],
    });
  });

  if (isLong)
    it('leave the routers of random accounts likewise, over IPv4 and IPv6, or are dropped', async function () {
      await needsKernel(this, 'random route tables forward as their models say');
      const more = Array.from({ length: Math.ceil(policies / 4) }, (_, i) => 1000 + i);
      const { different, nextHops, packets } = await compareAccounts([14, 25, 33, ...more]);
      assert.deepStrictEqual(different, []);
      process.stdout.write(`${packets} packets through ${3 + more.length} VPC routers\n`);
      for (const each of ['blackhole', 'no route', 'local', 'tgw-1', 'IPv6'])
        assert.ok((nextHops.get(each) ?? 0) > 10, `${each}: ${[...nextHops].join(' ')}`);
    });

  it("are not sent if the file does not contain the subnet's table", async function () {
    await needsKernel(this, 'an unknown route table is named');
    const report = await verify(
      await modelOfFiles(
        'policy A\nvpc 10.0.0.0/16\nsubnet 10.0.1.0/24\nnetwork from "network.json"\nroute 10.9.0.0/16 via vpc\n',
        { 'network.json': '{"Vpcs":[{"VpcId":"vpc-a","CidrBlock":"10.0.0.0/16"}]}' },
      ),
      { only: first },
    );
    assert.ok(report.kind === 'compared' && report.ok);
    assert.match(
      reportText(report),
      /^No packet was sent from 10\.0\.1\.0\/24: the file does not have the subnet\.$/m,
    );
  });
});

describe('the proof of next hops can fail', () => {
  const mutants: readonly [string, OnwardModel][] = [
    [
      'the covering row decides',
      (router, family, from, to) =>
        [...onwardOf(router, family, from, to)].map((onward) => ({
          ...onward,
          row: onwardCandidates(router, family, from).at(-1) ?? onward.row,
        })),
    ],
    [
      'a blackhole is mistaken for a next hop',
      (router, family, from, to) =>
        [...onwardOf(router, family, from, to)].map(({ row, state }) => ({
          row: row && { ...row, row: { ...row.row, state: 'active' } },
          state,
        })),
    ],
    [
      'a next hop is mistaken for another one',
      (router, family, from, to) =>
        [...onwardOf(router, family, from, to)].map(({ row, state }) => ({
          row: row && {
            ...row,
            row: {
              ...row.row,
              nextHop: { ...row.row.nextHop, id: row.row.nextHop.id.replace('tgw-1', 'tgw-2') },
            },
          },
          state,
        })),
    ],
    [
      'an address that no row contains is mistaken for a local one',
      (router, family, from, to) =>
        [...onwardOf(router, family, from, to)].map(({ row, state }) => ({
          row: row ?? router.rows.find(({ row: { nextHop } }) => nextHop.kind === 'local'),
          state,
        })),
    ],
  ];
  it('by a wrong model of any kind', async function () {
    await needsKernel(this, 'distinguishes a wrong model of the VPC router from a right one');
    const model = await accountModel(25);
    await Promise.all(
      share(mutants).map(async ([what, onward]) => {
        const report = await verify(model, { onward, only: first });
        assertFails(report, /: the model says .*, the VPC router /, what);
      }),
    );
  });

  it('by a notebook whose packets do not reach the router', async function () {
    await needsKernel(
      this,
      'distinguishes a notebook that sends nothing from a router that drops everything',
    );
    const nothing = await verify(await accountModel(25), {
      script:
        '#!/bin/bash\nip route replace blackhole default metric 0\nip -6 route replace blackhole ::/0 metric 1\n',
      only: first,
    });
    assertFails(
      nothing,
      /the model says no next hop, the VPC router nothing, as the packet did not reach it/,
    );
  });
});

function assertFails(report: Report, reason: RegExp, what = ''): void {
  const text = `${what}\n${reportText(report)}`;
  assert.ok(report.kind === 'compared' && !report.ok, text);
  assert.match(text, reason);
  assert.match(text, /, [\d,]+ of [\d,]+ packets leave the VPC router as the model says\n/);
}

async function sample(): Promise<Model> {
  const read = (name: string) => readFileSync(path.join(root, 'samples', name), 'utf8');
  return modelOfFiles(
    read('whole-path.nbroute'),
    { 'network.json': read('network.json') },
    'whole-path.nbroute',
  );
}
