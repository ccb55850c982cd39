/** What gives the terminal back: run before anything is said of an error, which would be lost on a screen that goes away. */
const leaving = new Set<() => void>()

/** Has something done before this process ends with an error; the returned function takes it back. */
export function onLeave(leave: () => void): () => void {
  leaving.add(leave)
  return () => leaving.delete(leave)
}

export function leaveAll(): void {
  for (const leave of leaving) {
    leaving.delete(leave)
    try {
      leave()
    } catch {
      // The error that this process ends with is told, and not one of its end.
    }
  }
}
