/** A function of an object whose result is remembered as long as the object. */
export function oncePer<Key extends object, Result>(result: (key: Key) => Result): (key: Key) => Result {
  const results = new WeakMap<Key, { readonly result: Result }>();
  return (key) => {
    let cached = results.get(key);
    if (!cached) results.set(key, (cached = { result: result(key) }));
    return cached.result;
  };
}
