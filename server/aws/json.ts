import { withoutMark } from '../lib/byte-order-mark';
import { parseAddress, parseLength, coveringPrefix, type Address, type Prefix } from '../net/prefix';
import type { JsonPath } from './json-documents';

/** A value of a JSON document and its place. */
export interface Json {
  readonly value: unknown;
  readonly jsonPath: JsonPath;
}

/** Whether a text begins like JSON. */
export function beginsAsJson(text: string): boolean {
  return /^\s*[{[]/.test(withoutMark(text));
}

/** A JSON object, not an array. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An own member of an object, since names come from files; undefined if there is none. */
export function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** A member's value with its place. */
export function inner(json: Json, name: string): Json {
  return { value: memberOf(json.value, name), jsonPath: { in: json.jsonPath, key: name } };
}

/** The elements of a member that is an array; none if it is not. */
export function elementsOf(json: Json, name: string): Json[] {
  const { value, jsonPath } = inner(json, name);
  return arrayOf(value).map((each, key) => ({ value: each, jsonPath: { in: jsonPath, key } }));
}

export function arrayOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A member that is a non-empty string. */
export function stringOf(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name);
  return typeof member === 'string' && member !== '' ? member : undefined;
}

/** A member that is an id: letters, digits and a few signs, so that it can be shown anywhere. */
export function idOf(value: unknown, name: string): string | undefined {
  return idFrom(memberOf(value, name));
}

export function idFrom(value: unknown): string | undefined {
  return typeof value === 'string' && /^[A-Za-z0-9][A-Za-z0-9:/._-]{0,255}$/.test(value) ? value : undefined;
}

/**
 * A member that is a name chosen by users: one word of a policy, without characters that could do harm where it is
 * shown.
 */
export function harmlessName(value: unknown, name: string): string | undefined {
  const text = stringOf(value, name);
  return text !== undefined && /^[^\s,#"`<>\p{C}\p{Z}]{1,255}$/u.test(text) ? text : undefined;
}

/** A member that is an array of ids. */
export function idsOf(value: unknown, name: string): string[] {
  return arrayOf(memberOf(value, name)).flatMap((each) => idFrom(each) ?? []);
}

/** A whole number, or a string of one. */
export function numberOf(value: unknown, name: string): number | undefined {
  const member = memberOf(value, name);
  const number = typeof member === 'string' && /^-?\d{1,10}$/.test(member) ? Number(member) : member;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined;
}

/** A CIDR block. AWS clears host bits, so a template may have them. */
export function cidrOf(value: unknown, name: string): Prefix | undefined {
  return cidrFrom(memberOf(value, name));
}

export function cidrFrom(value: unknown): Prefix | undefined {
  if (typeof value !== 'string') return undefined;
  const slash = value.indexOf('/');
  const address = slash < 0 ? undefined : parseAddress(value.slice(0, slash));
  const length = address && parseLength(value.slice(slash + 1), address.family);
  return address && length !== undefined ? coveringPrefix(address, length) : undefined;
}

export function addressOf(value: unknown, name: string): Address | undefined {
  const text = stringOf(value, name);
  return text === undefined ? undefined : parseAddress(text);
}
