/** Replaces sprintf-js (4 kB) in ip-address, whose formats have `%s`, `%d`, `%x`, and numbers with leading zeros. */
export function sprintf(format: string, ...values: readonly (string | number)[]): string {
  let next = 0;
  return format.replace(/%(?:0(\d))?([sdx])/g, (_, width: string | undefined, type: string) =>
    values[next++].toString(type === 'x' ? 16 : undefined).padStart(Number(width ?? 0), '0'),
  );
}
