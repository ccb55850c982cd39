import type { PlannedFact } from '../plan.js'
import { choice, settings, whole } from '../schema-parts.js'
import type { Picker } from './contract.js'

const plm = 'org.mfgsync.plm'
/** By the key of an entry: the type that it counts. */
const types = {
  item: `${plm}.item.released.v1`,
  approval: `${plm}.change.approved.v1`,
  rollback: `${plm}.revision.rolled-back.v1`,
  disposition: `${plm}.disposition.decided.v1`,
} as const

function messageOf(facts: readonly PlannedFact[], count: number, part: string): PlannedFact | undefined {
  const ofPublications = facts.filter(({ type }) => type === `${plm}.revision-part.published.v1` || type === `${plm}.revision.completed.v1`)
  const name = [...new Set(ofPublications.map(({ partOf }) => partOf))][count - 1]
  return ofPublications.find(({ partOf, payload }) => partOf === name && (payload['part'] ?? 'complete') === part)
}

/** Messages of the PLM, by what they are and how many of them came before. */
export const messages: Picker = {
  key: 'messages',
  schema: {
    type: 'array',
    minItems: 1,
    maxItems: 100,
    description: 'Certain messages of the PLM: each by its place among those of its kind, from 1; of a publication, by its part.',
    items: settings({
      publication: whole('Publication.', 1, 10_000),
      part: choice('Its part; default: the completing message.', ['header', 'lines', 'substitutes', 'effectivity', 'complete']),
      item: whole('Released item.', 1, 10_000),
      approval: whole('Approval.', 1, 10_000),
      rollback: whole('Rollback.', 1, 10_000),
      disposition: whole('Disposition.', 1, 10_000),
    }),
  },
  find(entry, facts) {
    const wanted = entry as Readonly<Record<string, unknown>>
    const kind = (['item', 'approval', 'rollback', 'disposition'] as const).find((each) => wanted[each] !== undefined)
    const found = kind
      ? facts.filter(({ type }) => type === types[kind])[Number(wanted[kind]) - 1]
      : messageOf(facts, Number(wanted['publication'] ?? 0), String(wanted['part'] ?? 'complete'))
    const hint = 'write "{ publication: 1, part: lines }", "{ item: 1 }", "{ approval: 1 }", "{ rollback: 1 }" or "{ disposition: 1 }"'
    return found ?? { message: `there is no such message: ${JSON.stringify(entry)}`, hint }
  },
}
