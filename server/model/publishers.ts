import { parsePrefix } from '../net/prefix';

/** Publishers of address ranges in JSON: how to recognise theirs, and the jq filter that prints the prefixes. */
interface Publisher {
  readonly name: string;
  readonly isTheirs: (json: unknown) => boolean;
  readonly filter: string;
}

const publishers: readonly Publisher[] = [
  {
    name: "Fastly's public-ip-list",
    isTheirs: (json) => isList(json, 'addresses') && isList(json, 'ipv6_addresses'),
    filter: '.addresses[], .ipv6_addresses[]',
  },
  {
    name: "GitHub's meta response",
    isTheirs: (json) => isList(json, 'hooks') || (isList(json, 'web') && isList(json, 'git')),
    filter: '.hooks[]',
  },
  {
    name: "Google's list of ranges",
    isTheirs: (json) =>
      entries(json, 'prefixes').some((each) => isText(each, 'ipv4Prefix') || isText(each, 'ipv6Prefix')),
    filter: '.prefixes[] | .ipv4Prefix // .ipv6Prefix',
  },
  {
    name: "Azure's service tags",
    isTheirs: (json) =>
      entries(json, 'values').some((each) => isList(property(each, 'properties'), 'addressPrefixes')),
    filter: '.values[] | select(.name == "Storage").properties.addressPrefixes[]',
  },
  {
    name: "Oracle's public IP ranges",
    isTheirs: (json) => entries(json, 'regions').some((each) => isList(each, 'cidrs')),
    filter: '.regions[].cidrs[].cidr',
  },
  {
    name: "Cloudflare's list of ranges",
    isTheirs: (json) => isList(property(json, 'result'), 'ipv4_cidrs'),
    filter: '.result | .ipv4_cidrs[], .ipv6_cidrs[]',
  },
  {
    name: "Microsoft 365's endpoints",
    isTheirs: (json) =>
      Array.isArray(json) && (json as readonly unknown[]).some((each) => isList(each, 'ips')),
    filter: '.[].ips[]?',
  },
];

/** What a JSON is that a list cannot be read from, and how to convert it to one prefix per line. */
export function otherJson(json: unknown): string {
  const publisher = publishers.find(({ isTheirs }) => isTheirs(json));
  const filter = publisher?.filter ?? pathToPrefix(json);
  const what = publisher ? `${publisher.name}, not AWS's ip-ranges.json` : "not AWS's ip-ranges.json";
  return filter === undefined
    ? `${what}: \`prefixes\` or \`ipv6_prefixes\` is missing or invalid`
    : `${what}; convert it to one prefix per line: \`jq -r '${filter}'\``;
}

/** The jq filter for the first prefixes in a JSON: `.a[].b`. */
function pathToPrefix(json: unknown): string | undefined {
  const queue: { readonly value: unknown; readonly path: string }[] = [{ value: json, path: '' }];
  for (const { value, path } of queue) {
    if (queue.length > 10_000) return undefined;
    if (typeof value === 'string' && value.includes('/') && parsePrefix(value))
      return path.startsWith('.') ? path : `.${path}`;
    // The first elements of an array are enough.
    if (Array.isArray(value))
      for (const each of (value as readonly unknown[]).slice(0, 3))
        queue.push({ value: each, path: `${path}[]` });
    else if (typeof value === 'object' && value !== null)
      for (const [key, each] of Object.entries(value))
        if (/^[A-Za-z_]\w*$/.test(key)) queue.push({ value: each, path: `${path}.${key}` });
  }
  return undefined;
}

/** A member of a JSON object; undefined if the value is not one or does not have it. */
export function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}

function entries(json: unknown, name: string): readonly unknown[] {
  const value = property(json, name);
  return Array.isArray(value) ? value : [];
}

function isList(json: unknown, name: string): boolean {
  return Array.isArray(property(json, name));
}

function isText(json: unknown, name: string): boolean {
  return typeof property(json, name) === 'string';
}
