import type { JournalHeader } from '../header.js'
import { targetLane, type Lane } from './types.js'

/** The systems in the order of the header, with the target in their middle. */
export function lanesOf({ words }: Pick<JournalHeader, 'words'>): readonly Lane[] {
  const systems = words.systems.map(({ name, short, books }): Lane => ({ id: name, title: short, isTarget: false, books }))
  const middle = Math.ceil(systems.length / 2)
  return [...systems.slice(0, middle), { id: targetLane, title: 'target', isTarget: true, books: false }, ...systems.slice(middle)]
}
