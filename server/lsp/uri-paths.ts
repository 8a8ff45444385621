import { URI } from 'vscode-uri';

// The path of a file that is not on disk is its decoded URI: scheme, authority and path. Two paths of one host can then
// be compared and joined as text, and names may contain ?, # and %. A query or fragment, as in the URIs of older Git
// versions, follows after a NUL, which no path contains.

const nul = '\0';

/** The path of a URI; any other text is its own path. */
export function uriPath(uri: string): string {
  if (!isUri(uri)) return uri;
  try {
    const { scheme, authority, path, query, fragment } = URI.parse(uri);
    const rest =
      query === '' && fragment === '' ? [] : [encodeURIComponent(query), encodeURIComponent(fragment)];
    return [`${scheme}:${authority === '' ? '' : `//${authority}`}${path}`, ...rest].join(nul);
  } catch {
    return uri;
  }
}

/** The same paths, with the last one at hand: a keystroke asks several times for its document's. */
export function withLastPath(pathOf: (uri: string) => string): (uri: string) => string {
  let last: { readonly uri: string; readonly path: string } | undefined;
  return (uri) => {
    if (last?.uri !== uri) last = { uri, path: pathOf(uri) };
    return last.path;
  };
}

/** The URI of such a path. */
export function pathUri(path: string): string {
  const [decoded, query = '', fragment = ''] = path.split(nul);
  const match = /^([a-z][a-z0-9+.-]+):(?:\/\/([^/]*))?(.*)$/is.exec(decoded);
  if (!match) return path;
  const [, scheme, authority = '', rest] = match;
  try {
    return URI.from({
      scheme,
      authority,
      path: rest,
      query: decodeURIComponent(query),
      fragment: decodeURIComponent(fragment),
    }).toString();
  } catch {
    return path;
  }
}

/** Whether a path or URI begins with a scheme; a Windows drive letter does not count. */
export function isUri(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(path);
}

/** The folder of a path, ending with a slash; undefined for an untitled document. */
export function folderOf(path: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/[^/\0]*)?\/(?:[^\0]*\/)?/i.exec(path)?.[0];
}

/**
 * Resolves `to` relative to a folder; undefined if the result is outside `home`, which ends with a slash. A backslash
 * is part of a name here, but the file system may treat it as a slash.
 */
export function joinedPath(folder: string, to: string, home: string): string | undefined {
  const root = /^[^/]*:(?:\/\/[^/]*)?(?=\/)/.exec(folder)?.[0];
  if (root === undefined || to.includes(nul) || /^[a-z][a-z0-9+.-]*:/i.test(to)) return undefined;
  const joined = (name: string): string => {
    const parts: string[] = [];
    for (const part of (name.startsWith('/') ? name : `${folder.slice(root.length)}${name}`).split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `${root}/${parts.join('/')}`;
  };
  const isInside = (path: string): boolean => `${path}/`.startsWith(home);
  const target = joined(to);
  return isInside(target) && isInside(joined(to.replaceAll('\\', '/'))) ? target : undefined;
}
