/**
 * One at a time for each name: what is written of an item by two facts side by side would stand there in the order in which calls arrive,
 * and not in that of versions. `lock(name)` resolves to what ends the turn.
 */
export function createLocks() {
  const last = new Map()
  return async (name) => {
    const before = last.get(name)
    const turn = Promise.withResolvers()
    last.set(name, turn.promise)
    await before
    return () => {
      if (last.get(name) === turn.promise) last.delete(name)
      turn.resolve()
    }
  }
}
