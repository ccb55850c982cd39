import type { JournalRecord, RecordOf } from './records.js'

/** Shared by everything that has none yet: most lists of a journal stay empty or get one member. */
export const nothing: readonly never[] = Object.freeze([])
export const nobody: ReadonlySet<never> = new Set<never>()

const exactCountMax = 8

/**
 * A list that has grown by one, to be kept in place of the old one. While it is short it is exactly as large as needed, so that a million
 * of them stay small; a long one grows in place.
 */
export function grown<T>(list: readonly T[], member: T): readonly T[] {
  if (list.length === 0) return [member]
  // Not by spreading, which leaves room for sixteen more.
  if (list.length < exactCountMax) return list.concat([member])
  const long = list.length === exactCountMax ? [...list] : (list as T[])
  long.push(member)
  return long
}

export function ofKind<K extends JournalRecord['kind']>(records: Iterable<JournalRecord>, kind: K): RecordOf<K>[] {
  return [...records].filter((record): record is RecordOf<K> => record.kind === kind)
}
