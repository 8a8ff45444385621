/** Groups values by their keys; a value with several keys is in several groups. */
export function groupedBy<Value>(
  values: Iterable<Value>,
  keysOf: (value: Value) => Iterable<string>,
): Map<string, Value[]> {
  const groups = new Map<string, Value[]>();
  for (const value of values)
    for (const key of new Set(keysOf(value))) {
      const group = groups.get(key);
      if (group) group.push(value);
      else groups.set(key, [value]);
    }
  return groups;
}
