import { URI } from 'vscode-uri';

// A path of a file that is on no disk is its URI with nothing in it encoded: scheme, authority and path. Two paths of one
// host can then be compared and joined as text, and a name may hold ?, # and %. What few URIs have beside that, as those
// of Git's older versions, stands behind a NUL, which no path holds.

const nul = '\0';

/** The path of a URI; what is no URI is its own path. */
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

/** The URI of such a path. */
export function pathUri(path: string): string {
  const [whole, query = '', fragment = ''] = path.split(nul);
  const match = /^([a-z][a-z0-9+.-]+):(?:\/\/([^/]*))?(.*)$/is.exec(whole);
  if (!match) return path;
  const [, scheme, authority = '', rest] = match;
  try {
    return URI.from({
      ...{ scheme, authority, path: rest },
      ...{ query: decodeURIComponent(query), fragment: decodeURIComponent(fragment) },
    }).toString();
  } catch {
    return path;
  }
}

/** Whether a path, or a URI, names a file by a scheme; a drive of Windows is none. */
export function isUri(path: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(path);
}

/** The folder that a path is in, with a slash at its end; undefined for a text that was never saved. */
export function folderOf(path: string): string | undefined {
  return /^[a-z][a-z0-9+.-]*:(?:\/\/[^/\0]*)?\/(?:[^\0]*\/)?/i.exec(path)?.[0];
}

/**
 * The path of what a file calls `to`; undefined where that is outside `home`, a folder with a slash at its end. A
 * backslash is a character of a name here, but what lies behind a file system may take it for a slash.
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
