import * as assert from 'node:assert';
import { imported } from '../../server/import/import-policy';
import { readDump } from '../../server/import/read';
import type { DumpFormat } from '../../server/import/dump';
import type { GivenNetwork } from '../../server/import/inferred-network';
import { effectiveTable, type Route } from '../../server/model/effective';
import type { Model } from '../../server/model/model';
import { interfaceNameOf, typeOf } from '../../server/model/actions';
import { formatPrefix } from '../../server/net/prefix';
import { ipRouteText, routeNText } from '../../server/render/table';
import { modelOfText, randomPolicy } from '../random-policy';
import { assertSound } from './sound';
import { runs } from '../volume';

/** A route without the name and gateway of the direct interface, which a policy need not know. */
function shown(route: Route): string {
  const { prefix, action, gateway, connected } = route;
  const target = interfaceNameOf(action);
  const hop = target === 'vpc' && gateway && !connected ? ` by ${gateway.value}` : '';
  return `${formatPrefix(prefix)} ${typeOf(action)} ${target ?? ''}${connected ? ' connected' : ''}${hop}`;
}

function rowsOf(model: Model): string[] {
  return effectiveTable(model).map(shown);
}

function throughDump(text: string, format: DumpFormat, network: GivenNetwork = {}): Model {
  const dump = readDump(text, 'auto');
  assert.strictEqual(dump.format, format, text);
  const { text: policy, missing } = imported(dump, network);
  assert.deepStrictEqual(missing, [], text);
  return assertSound(policy);
}

describe('importing what was printed', () => {
  it('gives the same table for any table as `ip route` prints it', () => {
    for (let seed = 0; seed < runs(400); seed++) {
      const model = modelOfText(randomPolicy(seed));
      const text = ipRouteText(effectiveTable(model), false);
      assert.deepStrictEqual(rowsOf(throughDump(text, 'ip-route')), rowsOf(model), `seed ${seed}\n${text}`);
    }
  });

  it('gives the same table for any table as `route -n` prints it, as far as that distinguishes reject routes', () => {
    for (let seed = 0; seed < runs(400); seed++) {
      const model = modelOfText(randomPolicy(seed));
      const text = routeNText(effectiveTable(model), false);
      // /proc/net/ipv6_route, which route -6 reads, shows blackholes as reject routes too.
      const expected = effectiveTable(model).map((route) =>
        shown(route).replace(
          route.prefix.family === 6 ? / (?:prohibit|blackhole) $/ : / prohibit $/,
          ' unreachable ',
        ),
      );
      assert.deepStrictEqual(rowsOf(throughDump(text, 'route-n')), expected, `seed ${seed}\n${text}`);
    }
  });
});
