/** The items of each key, in their order; what Map.groupBy does from Node 21 on. */
export function groupBy<T, V = T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  toValue: (item: T) => V = (item) => item as unknown as V,
): Map<string, V[]> {
  const groups = new Map<string, V[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [toValue(item)]);
    else group.push(toValue(item));
  }
  return groups;
}
