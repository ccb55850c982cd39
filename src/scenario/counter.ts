/** Counts by name, each from 1. */
export function counter(): (name: string) => number {
  const counts = new Map<string, number>()
  return (name) => {
    const number = (counts.get(name) ?? 0) + 1
    counts.set(name, number)
    return number
  }
}

/** Gives each its id: `lose-answer-1`. */
export function withIds<T extends { readonly name: string }>(faults: readonly T[]): (T & { readonly id: string })[] {
  const next = counter()
  return faults.map((fault) => ({ id: `${fault.name}-${next(fault.name)}`, ...fault }))
}
