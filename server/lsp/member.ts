/** A member of an untrusted value; undefined if there is none. */
export function member(value: unknown, name: string): unknown {
  return allMembers(value).find(([key]) => key === name)?.[1];
}

/** The members of an untrusted value; none unless it is an object. */
export function allMembers(value: unknown): [string, unknown][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
