import * as assert from 'node:assert';
import { emit } from '../../server/emit/targets';
import { planOf } from '../../server/emit/plan';
import { imported } from '../../server/import/import-policy';
import { readDump } from '../../server/import/read';
import type { DumpFormat } from '../../server/import/dump';
import type { Told } from '../../server/import/setting';
import { effectiveTable, type Route } from '../../server/model/effective';
import type { Model } from '../../server/model/model';
import { targetOf, typeOf } from '../../server/model/actions';
import { formatPrefix } from '../../server/net/prefix';
import { ipRouteText, routeNText } from '../../server/render/table';
import { modelOfFiles, modelOfText, randomPolicy, randomUnit } from '../random-policy';
import { assertSound } from './sound';

const runs = 400;

/** A route without the name and the gateway of the direct interface, which a policy need not know. */
function shown(route: Route): string {
  const { prefix, way, gateway, connected } = route;
  const target = targetOf(way);
  const hop = target === 'vpc' && gateway && !connected ? ` by ${gateway.value}` : '';
  return `${formatPrefix(prefix)} ${typeOf(way)} ${target ?? ''}${connected ? ' connected' : ''}${hop}`;
}

function rowsOf(model: Model): string[] {
  return effectiveTable(model).map(shown);
}

function throughDump(text: string, format: DumpFormat, told: Told = {}): Model {
  const dump = readDump(text, 'auto');
  assert.strictEqual(dump.format, format, text);
  const { text: policy, missing } = imported(dump, told);
  assert.deepStrictEqual(missing, [], text);
  return assertSound(policy);
}

describe('import, there and back', () => {
  it('of any table as `ip route` shows it gives the same table', () => {
    for (let seed = 0; seed < runs; seed++) {
      const model = modelOfText(randomPolicy(seed));
      const text = ipRouteText(effectiveTable(model), false);
      assert.deepStrictEqual(rowsOf(throughDump(text, 'ip-route')), rowsOf(model), `seed ${seed}\n${text}`);
    }
  });

  it('of any table as `route -n` shows it gives the same table, refusals as far as it tells them apart', () => {
    for (let seed = 0; seed < runs; seed++) {
      const model = modelOfText(randomPolicy(seed));
      const text = routeNText(effectiveTable(model), false);
      // /proc/net/ipv6_route, which route -6 reads, has blackholes as refusals too.
      const expected = effectiveTable(model).map((route) =>
        shown(route).replace(
          route.prefix.family === 6 ? / (?:prohibit|blackhole) $/ : / prohibit $/,
          ' unreachable ',
        ),
      );
      assert.deepStrictEqual(rowsOf(throughDump(text, 'route-n')), expected, `seed ${seed}\n${text}`);
    }
  });

  it("of any policy's script gives the same table, the network told where a script cannot tell it", async () => {
    for (let seed = 0; seed < runs; seed++) {
      const { text: source, files } = await randomUnit(seed);
      const model = await modelOfFiles(source, files);
      const { network } = model;
      const { gateway } = network.interfaces.vpc;
      const told: Told = {
        vpc: network.vpc.map(({ prefix }) => prefix),
        subnets: network.subnets.map(({ prefix }) => prefix),
        docker: network.docker.map(({ prefix }) => prefix),
        directInternet: network.directInternet,
        ...(gateway && { gateways: [gateway] }),
      };
      for (const target of ['script', 'commands'] as const) {
        const text = emit(model, target);
        assert.deepStrictEqual(
          rowsOf(throughDump(text, 'shell', told)),
          rowsOf(model),
          `seed ${seed}\n${source}\n${text}`,
        );
      }
    }
  });

  it("of any policy's script alone gives the routes the policy sets, its name, and its VPC where it uses that", () => {
    for (let seed = 0; seed < runs; seed++) {
      const source = randomPolicy(seed);
      const model = modelOfText(source);
      const own = (each: Model): string[] =>
        effectiveTable(each)
          .filter(({ target, part }) => target !== undefined || part === 'vpc')
          .map(shown);
      const text = emit(model, 'script');
      const back = throughDump(text, 'shell');
      assert.deepStrictEqual(own(back), own(model), `seed ${seed}\n${source}\n${text}`);
      if (/^policy /m.test(source)) assert.strictEqual(back.name, model.name);
      const blocks = planOf(model).routes.filter(({ block }) => block);
      const known = back.network.vpc.map(({ prefix }) => formatPrefix(prefix));
      for (const block of blocks) assert.ok(known.includes(formatPrefix(block)), text);
    }
  });
});
