/**
 * Which facts of a stream may be tried now: the one whose predecessors are all posted or handed to people. The MES numbers the
 * facts of an order without gaps, so a hole shows what is still to come, even when it was overtaken on the way.
 */
export function oneAfterTheOther(stream, { store }) {
  const ready = []
  for (const fact of store.openOf(stream)) {
    if (store.isNext(fact)) ready.push(fact)
    if (fact.sequence !== null) break
  }
  return ready
}
