import { bin } from './bin.js'
import type { Subject } from './contract.js'
import { item } from './item.js'
import { order } from './order.js'
import { period } from './period.js'
import { system } from './system.js'

export type { Subject } from './contract.js'

const subjects: readonly Subject[] = [bin, order, period, item, system]

/** What a step of a system is about; throws for a word that is not in the list, which is a mistake of the system. */
export function subjectOf(name: string): Subject {
  const subject = subjects.find((candidate) => candidate.name === name)
  if (!subject) throw new Error(`A step is about "${name}"; known are ${subjects.map((known) => known.name).join(', ')}.`)
  return subject
}
