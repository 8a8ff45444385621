import type { NetworkFileDiagnostic } from './facts';
import type { JsonPath } from './json-documents';

/**
 * The problem of a file with resources other than a network's, whose values may be secrets. A type is shown only if it
 * looks like a provider's.
 */
export function otherResources(types: readonly string[], jsonPath: JsonPath): NetworkFileDiagnostic {
  const showable = types.filter((type) => /^[A-Za-z][A-Za-z0-9_:]{0,80}$/.test(type)).sort();
  const named = showable.slice(0, 3).map((type) => `\`${type}\``);
  const more = types.length - named.length;
  const list = `${named.join(', ')}${named.length > 0 && more > 0 ? ` and ${more} more` : ''}`;
  return {
    kind: 'other-resources',
    message: `has resources besides the network's${list === '' ? '' : ` (${list})`}, whose values may be secrets; reduce it before you commit it`,
    jsonPath,
    from: 0,
  };
}
