import { getLanguageService as jsonService } from 'vscode-json-languageservice';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService as yamlService, SchemaPriority } from 'yaml-language-server';
import { formatPrefix } from '../../server/net/prefix';
import { check } from './engine';
import { faster, paired, type Row } from './measure';
import { named, type Options } from './options';
import { internetLike, policyOf, type Route } from './policy';

/** The same routes as JSON and as YAML with a schema, in the services editors use for those: parse and validate. */
export async function* documents({ quick }: Options): AsyncGenerator<Row> {
  const json = jsonService({});
  json.configure({ validate: true, schemas: [{ uri: schemaUri, fileMatch: ['*.json'], schema }] });
  for (const size of quick ? [300] : [1e4, 1e5]) {
    const routes = internetLike(size);
    const source = policyOf(routes);
    const text = JSON.stringify(documentOf(routes), undefined, 1);
    const pair = await paired(
      quick ? 1 : 9,
      () => check(source),
      async () => {
        const document = TextDocument.create('file:///policy.json', 'json', 1, text);
        await json.doValidation(document, json.parseJSONDocument(document));
      },
      times,
    );
    yield faster(`check ${named(size)}`, 'vscode-json-languageservice', pair, { least: 10 });
  }
  const yaml = yamlService({
    schemaRequestService: () => Promise.reject(new Error('no network')),
    workspaceContext: { resolveRelativePath: (path) => path },
  });
  yaml.configure({
    ...{
      validate: true,
      hover: false,
      completion: false,
      format: false,
      isKubernetes: false,
      customTags: [],
    },
    schemas: [{ uri: schemaUri, fileMatch: ['*.yaml'], schema, priority: SchemaPriority.Settings }],
  });
  let version = 0;
  for (const size of quick ? [300] : [1e4, 1e5]) {
    const routes = internetLike(size);
    const source = policyOf(routes);
    const lines = documentOf(routes).routes.map(({ to, via }) => `  - to: ${to}\n    via: ${via}\n`);
    const text = `routes:\n${lines.join('')}`;
    const pair = await paired(
      quick ? 1 : size > 1e4 ? 3 : 7,
      () => check(source),
      async () => {
        // A version that it has seen it does not parse again.
        const document = TextDocument.create('file:///policy.yaml', 'yaml', ++version, text);
        await yaml.doValidation(document, false);
      },
      times,
    );
    yield faster(`check ${named(size)}`, 'yaml-language-server', pair, { least: 100 });
  }
}

/** How often each runs in its turn. */
const times = 3;

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

function documentOf(routes: readonly Route[]): { readonly routes: { to: string; via: string }[] } {
  return {
    routes: routes.map(({ prefix, action }) => ({
      to: formatPrefix(prefix),
      via: action.replace('via ', ''),
    })),
  };
}
