/**
 * `fn`, with its last `capacity` results kept by the text they were made from; what was not asked for longest goes first.
 * A result that is thrown is not kept.
 */
export function memoize<T>(fn: (key: string) => T, capacity: number): (key: string) => T {
  const results = new Map<string, { readonly value: T }>();
  return (key) => {
    const known = results.get(key);
    results.delete(key);
    const result = known ?? { value: fn(key) };
    results.set(key, result);
    if (results.size > capacity) {
      const oldest = results.keys().next();
      if (oldest.done !== true) results.delete(oldest.value);
    }
    return result.value;
  };
}
