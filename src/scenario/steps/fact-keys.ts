import { flowOf } from '../../flows/index.js'
import type { PlannedFact } from '../plan.js'
import type { Picker } from './contract.js'

/** The series that a fact is numbered in. */
function seriesOf({ flows: [own = ''], type }: PlannedFact): string {
  const flow = flowOf(own)
  return flow?.prefixes?.[type] ?? flow?.prefix ?? ''
}

/** `WR-000002`: the second of its series, however the scenario numbers things. Facts stand in the order of time. */
export function factByKey(key: string, facts: readonly PlannedFact[]): PlannedFact | undefined {
  const [, series = '', number = ''] = /^([A-Z]{2})-(\d{1,9})$/.exec(key) ?? []
  return facts.find(({ businessKey }) => businessKey === key) ?? facts.filter((fact) => seriesOf(fact) === series)[Number(number) - 1]
}

/** Certain facts, by their plain business keys. */
export const factPicker: Picker = {
  key: 'facts',
  schema: {
    type: 'array',
    minItems: 1,
    maxItems: 100,
    uniqueItems: true,
    items: { type: 'string', minLength: 1, maxLength: 200 },
    description: 'Certain facts, by the keys that they have where things are numbered plainly: `WR-000001` is the first receipt.',
  },
  find(entry, facts) {
    const found = factByKey(String(entry), facts)
    if (found) return found
    const series = [...new Set(facts.map(seriesOf))]
    const known = series.map((name) => `${name}-000001`).join(', ')
    return { message: `there is no fact ${String(entry)}`, hint: `facts are called ${known} and so on` }
  },
}
