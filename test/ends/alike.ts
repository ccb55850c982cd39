import type { JournalRecord } from '../../src/index.js'
import type { Json } from './contract.ts'

/** What may differ between the ends of one story and seed, since it says how somebody got there. It is taken out of the lines. */
const free: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  every: [
    // What happens twice, or is corrected where things go wrong, is told more often.
    [/^\w+\.feed\..*/, ''],
    // Systems number what they are given as it comes.
    [/"(notification|document|reversedBy)":"[^"]*"/g, '"$1":""'],
  ],
  'bom-revision-release': [
    // The third publication says what the second said: who has that may leave it as it is. Vendors have the version that named them last.
    [/ \(version \d+\)"$/, '"'],
    // Two messages ask for the same signal, and it refers to the one that was heard first.
    [/^(proc\.signals\[\] = .*)"references":\[[^\]]*\]/, '$1'],
  ],
  // Whoever hears of 8 while it loads 7 leaves off, wherever it is.
  'planning-versions': [[/^(erp\.plans\[\] = \{"version":7,|plan\.versions\.7\.loads\[\]).*/, '']],
}

/**
 * How all systems of a run stood in the end, a line for each value, or for each row of a list, sorted. Two runs of one story and seed end
 * alike, whatever went wrong in them and by whichever way they were told: nothing that goes wrong is to be seen in the end.
 */
export function linesOf(scenario: string, records: Iterable<JournalRecord>): readonly string[] {
  const lines = [...records].flatMap((record) =>
    record.kind === 'mark' && record.mark === 'final-state' ? linesIn(record.system, record.state) : [],
  )
  const rules = [...(free['every'] ?? []), ...(free[scenario] ?? [])]
  const kept = lines.map((line) => rules.reduce((text, [from, to]) => text.replace(from, to), line)).filter((line) => line !== '')
  if (kept.length === 0) throw new Error(`There is no final state in a run of ${scenario}.`)
  return kept.toSorted()
}

function linesIn(path: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.map((row) => `${path}[] = ${JSON.stringify(row)}`)
  if (typeof value !== 'object' || value === null) return [`${path} = ${JSON.stringify(value)}`]
  return Object.entries(value as Json).flatMap(([name, inner]) => linesIn(`${path}.${name}`, inner))
}

/** What stands in one end and not in the other, with a sign; nothing where they are alike. */
export function unlike(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...without(one, other).map((line) => `- ${line}`), ...without(other, one).map((line) => `+ ${line}`)]
}

/** Lines, each as often as it is in excess. */
function without(lines: readonly string[], taken: readonly string[]): readonly string[] {
  const left = new Map<string, number>()
  for (const line of taken) left.set(line, (left.get(line) ?? 0) + 1)
  return lines.filter((line) => {
    const count = left.get(line) ?? 0
    left.set(line, count - 1)
    return count <= 0
  })
}
