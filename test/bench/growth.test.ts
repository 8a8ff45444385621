import * as assert from 'node:assert';
import { loadAlone, type Unit } from '../../server/model/load';
import { minimalTables } from '../../server/model/minimise';
import { modelOf, type Model } from '../../server/model/model';
import type { Table } from '../../server/net/table';
import { analyse, diagnostics } from '../../server/engine';
import { rules } from '../../server/rules/registry';
import { check } from '../../server/rules/runner';
import { planOf } from '../../server/emit/plan';
import { sizeOfScript } from '../../server/emit/script/script';
import { scriptLimit } from '../../server/emit/size-bound';
import { parse } from '../../server/syntax/parser';
import { charactersCounted, charactersRead } from '../characters-read';
import { memoryHost } from '../memory-host';
import { networkFiles } from '../network-files';
import { internetLike, policyOf, type Route } from './policy';

/*
 * Growth is counted, not timed: the reads of table columns and of characters of a text. Ten times the routes may cost
 * at most eleven times as much, and each route at most a fixed number of reads.
 */
describe('growth', () => {
  it('of parsing is linear in the text', () => {
    const [small, large] = [1000, 10_000].map((count) => {
      const source = policyOf(internetLike(count));
      return charactersRead(() => parse(source)) / source.length;
    });
    assert.ok(small > 0.5 && large < 1.1 * small && large < 8, `${small} and ${large} looks at a character`);
  });

  it('of measuring a script that is too large is linear in its routes as steps, and no longer form is packed', () => {
    const [small, large] = [5000, 10_000].map((count) => {
      const plan = planOf(modelFrom(internetLike(count)));
      const { read } = charactersCounted(() => assert.ok(sizeOfScript(plan).bytes > 1.5 * scriptLimit));
      return read / count;
    });
    // A route takes three digits as steps, which are packed and encoded, and 14 in a list.
    assert.ok(small > 3 && large < small && small < 25, `${small} and ${large} characters a route`);
  });

  for (const [name, routes] of [
    ['routes as on the internet', (count: number) => internetLike(count)],
    ['one route again and again', (count: number) => again(count, () => internetLike(1)[0])],
    ['one inside the other', (count: number) => again(count, (i) => nested(i % 20))],
  ] as const) {
    it(`of a check of ${name} is linear in the routes`, () => {
      const [small, large] = [1000, 10_000].map((count) => {
        const { model, reads } = counted(modelFrom(routes(count)));
        diagnostics(model, new Map());
        return reads() / count;
      });
      assert.ok(small > 1 && large < 1.1 * small && large < 200, `${small} and ${large} reads a route`);
    });
  }

  it('of a typed or deleted route is that of the outermost route around it', () => {
    const unitOf = (source: string): Unit => loadAlone('policy.nbroute', parse(source));
    const source = policyOf(internetLike(30_000));
    const typed = (line: string): number => {
      const [before, after] = [unitOf(source), unitOf(`${source}${line}\n`)];
      const steps = [
        modelOf(after, modelOf(before)).tables[4].steps,
        modelOf(before, modelOf(after)).tables[4].steps,
      ];
      return Math.max(...steps);
    };
    assert.ok(typed('route 198.51.100.0/24 via vpc') < 20);
    assert.strictEqual(typed('# a comment'), modelOf(unitOf(source)).tables[4].steps);
    // About a hundredth of the addresses; and half of them, which is worth a full sweep.
    const [part, all] = [typed('route 4.0.0.0/7 unreachable'), typed('route 0.0.0.0/1 unreachable')];
    assert.ok(part > 200 && part < 2000 && all > 59_000, `${part} and ${all} steps`);
  });

  it('of a check is the same after a garbage collection: trees, models and diagnostics are plain objects', async () => {
    const source = `prefix-list a = 10.0.0.0/9\nroute a via vpc # why\nexpect a via vpc\n${policyOf(internetLike(300))}`;
    const { unit, model, checked } = await analyse(memoryHost({}), 'a.nbroute', source);
    assert.ok(checked.diagnostics.length > 100);
    const shown = checked.diagnostics.map(({ fixes, ...rest }) => ({ ...rest, fixes: fixes.length }));
    const seen = new Set<unknown>();
    const classes = (value: unknown): string[] => {
      if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value) || seen.has(value))
        return [];
      seen.add(value);
      if (value instanceof Map || value instanceof Set) return [...value].flatMap(classes);
      const { name } = value.constructor;
      return [
        ...(['Object', 'Array'].includes(name) ? [] : [name]),
        ...Object.values(value).flatMap(classes),
      ];
    };
    assert.deepStrictEqual(classes([unit, model, shown]), []);
    assert.ok(seen.size > 300);
  });

  it('of a check without a network file includes no work for network files', () => {
    const beyond = ['network-file', 'network-differs', 'dead-end', 'bypasses-vpc'];
    const without = rules.filter(({ id }) => !beyond.includes(id));
    assert.strictEqual(without.length, rules.length - beyond.length);
    const [all, fewer] = [rules, without].map((some) => {
      const { model, reads } = counted(modelFrom(internetLike(3000)));
      check(model, some, new Map(), 1000, {});
      return reads();
    });
    assert.strictEqual(all, fewer);
  });

  it('of a check without ports reads no security group and no network ACL', async () => {
    const policy = (expectation: string): string =>
      `vpc 10.0.0.0/16\nsubnet 10.0.1.0/24\nnetwork from "ports.json"\nroute 10.8.0.0/16 via vpc\n${expectation}\n`;
    const looks = async (expectation: string): Promise<number> => {
      const source = policy(expectation);
      const { model } = await analyse(
        memoryHost({ 'ports.json': networkFiles['ports.json'] }),
        'a.nbroute',
        source,
      );
      const { networkView: view } = model;
      assert.ok(view);
      let count = 0;
      const facts = new Proxy(view.file.facts, {
        get: (target, name): unknown => {
          if (name === 'securityGroups' || name === 'networkAcls' || name === 'interfaces') count++;
          return Reflect.get(target, name);
        },
      });
      const watched = { ...model, networkView: { ...view, file: { ...view.file, facts } } };
      assert.strictEqual(diagnostics(watched, new Map()).total, 0);
      return count;
    };
    assert.strictEqual(await looks('expect 10.8.0.1 via vpc to transit-gateway'), 0);
    assert.ok((await looks('expect 10.8.0.1 tcp 443 via vpc to transit-gateway')) > 0);
  });

  it('of minimising is linear in the routes', () => {
    const [small, large] = [1000, 10_000].map((count) => {
      const unique = new Map(internetLike(count).map((route) => [String(route.prefix.base), route]));
      const routes = [...unique.values()].map((route) => ({
        ...route,
        action: route.action.replace('unreachable', 'via vpc'),
      }));
      const { model, reads } = counted(modelFrom(routes));
      assert.ok(minimalTables(model));
      return reads() / routes.length;
    });
    assert.ok(small > 1 && large < 1.1 * small && large < 40, `${small} and ${large} reads a route`);
  });
});

function modelFrom(routes: readonly Route[]): Model {
  return modelOf(loadAlone('policy.nbroute', parse(policyOf(routes))));
}

function again(count: number, route: (i: number) => Route): Route[] {
  return Array.from({ length: count }, (_, i) => route(i));
}

function nested(depth: number): Route {
  return {
    prefix: { family: 4, base: 0x0b000000n, length: 8 + depth },
    action: depth % 2 === 0 ? 'via vpc' : 'unreachable',
  };
}

/** The model with columns that count the reads of their elements. */
function counted(model: Model): { readonly model: Model; readonly reads: () => number } {
  let reads = 0;
  const column = <Column extends object>(values: Column): Column =>
    new Proxy(values, {
      get: (target, key): unknown => {
        if (typeof key === 'string' && /^\d/.test(key)) reads++;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  const table = (of: Table): Table => ({
    ...of,
    from: column(of.from),
    to: column(of.to),
    length: column(of.length),
    action: column(of.action),
    owner: column(of.owner),
    coveringRow: column(of.coveringRow),
    verdict: column(of.verdict),
  });
  const { file } = model.unit;
  const plain = { ...file.plain, at: column(file.plain.at), action: column(file.plain.action) };
  return {
    model: {
      ...model,
      tables: { 4: table(model.tables[4]), 6: table(model.tables[6]) },
      unit: { ...model.unit, file: { ...file, plain } },
    },
    reads: () => reads,
  };
}
