// One side of a comparison in its own process: runs its work on request and reports how long it took.
import { TextDocument } from 'vscode-languageserver-textdocument';
import { formatPrefix } from '../../server/net/prefix';
import { check } from './engine';
import type { Work } from './measure';
import { internetLike, policyOf, type Route } from './policy';

/** What each side does with the same routes, always from scratch: no side caches the previous result. */
const sides: Readonly<Record<string, (routes: readonly Route[]) => Work | Promise<Work>>> = {
  nbroute(routes) {
    const source = policyOf(routes);
    return () => check(source);
  },
  async 'vscode-json-languageservice'(routes) {
    const { getLanguageService } = await import('vscode-json-languageservice');
    const service = getLanguageService({});
    service.configure({ validate: true, schemas: [{ uri: schemaUri, fileMatch: ['*'], schema }] });
    const text = JSON.stringify({ routes: entriesOf(routes) }, undefined, 1);
    return async () => {
      const document = TextDocument.create('file:///policy.json', 'json', 1, text);
      await service.doValidation(document, service.parseJSONDocument(document));
    };
  },
  async 'yaml-language-server'(routes) {
    const { getLanguageService, SchemaPriority } = await import('yaml-language-server');
    const service = getLanguageService({
      schemaRequestService: () => Promise.reject(new Error('no network')),
      workspaceContext: { resolveRelativePath: (path) => path },
    });
    service.configure({
      validate: true,
      hover: false,
      completion: false,
      format: false,
      isKubernetes: false,
      customTags: [],
      schemas: [{ uri: schemaUri, fileMatch: ['*'], schema, priority: SchemaPriority.Settings }],
    });
    const lines = entriesOf(routes).map(({ to, via }) => `  - to: ${to}\n    via: ${via}\n`);
    const text = `routes:\n${lines.join('')}`;
    let version = 0;
    return async () => {
      // A new version number, because a version that it has seen is not parsed again.
      const document = TextDocument.create('file:///policy.yaml', 'yaml', ++version, text);
      await service.doValidation(document, false);
    };
  },
  async 'ip-cidr'(routes) {
    const { default: IPCIDR } = await import('ip-cidr');
    const prefixes = prefixesOf(routes);
    return () => prefixes.map((prefix) => new IPCIDR(prefix));
  },
  async 'ipaddr.js'(routes) {
    const { default: ipaddr } = await import('ipaddr.js');
    const prefixes = prefixesOf(routes);
    return () => prefixes.map((prefix) => ipaddr.parseCIDR(prefix));
  },
  async 'cidr-tools'(routes) {
    const { mergeCidr } = await import('cidr-tools');
    const prefixes = prefixesOf(routes);
    return () => mergeCidr(prefixes);
  },
};

const schemaUri = 'file:///schema.json';
const schema = {
  type: 'object',
  properties: {
    routes: {
      type: 'array',
      items: {
        type: 'object',
        required: ['to', 'via'],
        additionalProperties: false,
        properties: {
          to: { type: 'string', pattern: '^\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}$' },
          via: { enum: ['vpc', 'direct', 'unreachable'] },
        },
      },
    },
  },
};

function entriesOf(routes: readonly Route[]): { to: string; via: string }[] {
  return routes.map(({ prefix, action }) => ({
    to: formatPrefix(prefix),
    via: action.replace('via ', ''),
  }));
}

function prefixesOf(routes: readonly Route[]): string[] {
  return routes.map(({ prefix }) => formatPrefix(prefix));
}

/**
 * The duration of some work, repeated for a number of milliseconds and at least once. Garbage is collected meanwhile,
 * as in an editor that runs all day.
 */
async function measured(work: Work, milliseconds: number): Promise<number> {
  const start = performance.now();
  for (let times = 1; ; times++) {
    await work();
    const passed = performance.now() - start;
    if (passed >= milliseconds) return passed / times;
  }
}

const [side, size, turn] = process.argv.slice(2);
const ready = Promise.resolve(sides[side](internetLike(Number(size))));
process.on(
  'message',
  () => void ready.then((work) => measured(work, Number(turn))).then((time) => process.send?.(time)),
);
