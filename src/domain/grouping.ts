/** Puts a value behind the others of its key. */
export function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const known = lists.get(key)
  if (known) known.push(value)
  else lists.set(key, [value])
}

/**
 * Finds the members of a list by a key, in their order, without walking it every time: the first look at a list indexes it. Only for lists
 * that do not change any more.
 */
export function grouped<T, K>(keyOf: (member: T) => K): (list: readonly T[], key: K) => readonly T[] {
  const indexes = new WeakMap<readonly T[], ReadonlyMap<K, readonly T[]>>()
  return (list, key) => {
    let index = indexes.get(list)
    if (!index) indexes.set(list, (index = Map.groupBy(list, keyOf)))
    return index.get(key) ?? []
  }
}
