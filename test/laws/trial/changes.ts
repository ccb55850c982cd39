import type { JournalRecord } from '../../../src/journal/records.js'
import type { Journal } from '../../support/judging.js'

/** The first records of a journal, as if the run had been cut off there: mostly where something had just been posted. */
export function cutAt({ header, records }: Journal, share: number): Journal {
  const posted = records.flatMap((record, index) =>
    record.kind === 'call.served' && record.effects > 0 ? [index + 1, index + 1, index + 2] : [index],
  )
  return { header, records: records.slice(0, posted[Math.floor(share * (posted.length - 1))] ?? 0) }
}

const fixedNames: Readonly<Record<string, string>> = {
  P1: 'Werk 9',
  P2: 'p1',
  C1: 'X-17',
  C2: 'c1',
  C3: 'Ünit/4',
  C4: '0010000',
  'FG-100': 'fg 200',
  'FG-200': 'FG%2F1',
  L1: 'l2',
  L2: 'L01',
  RM01: 'Halle 3',
  FG01: 'rm01',
  '0010': 'B',
  '0020': 'A',
}

/** Everything that has a name gets another one, and no two get the same. */
export function renamed({ header, records }: Journal): Journal {
  const names = new Map(Object.entries(fixedNames))
  for (const { id } of header.plan.master.orders) names.set(id, `000${[...id].toReversed().join('')}`)
  const anew = (text: string): string =>
    text
      .replaceAll(/\b(MC|MI|MR|SP)-(\d{6})/g, (_all, prefix: string, number: string) => `k/${number} ${prefix.toLowerCase()}`)
      .replaceAll(/\b[48]000(\d{6})\b/g, (_all, number: string) => `D${number}`)
      .replaceAll(
        /(?<![\p{L}\d.])(?:P[12]|C[1-4]|FG-[12]00|L[12]|RM01|FG01|00[12]0|[12]000\d\d)(?![\p{L}\d.])/gu,
        (name) => names.get(name) ?? name,
      )
  const { plan } = header
  const master = JSON.parse(anew(JSON.stringify(plan.master))) as typeof plan.master
  return { header: { ...header, plan: { ...plan, master } }, records: JSON.parse(anew(JSON.stringify(records))) as JournalRecord[] }
}

/** Numbered anew; times that went back a little stay where they were. */
function numbered(records: readonly JournalRecord[]): readonly JournalRecord[] {
  let latest = 0
  return records.map((record, index) => {
    latest = Math.max(latest, record.t)
    return { ...record, seq: index + 1, t: latest }
  })
}

/** Each fact that was taken is handed over again, right away, by the same event and by another. */
export function deliveredTwice({ header, records }: Journal): Journal {
  let did = 100_000
  const offers = new Map(records.flatMap((record) => (record.kind === 'offer' ? [[record.did, record] as const] : [])))
  const more = records.flatMap((record): readonly JournalRecord[] => {
    const offer = record.kind === 'delivery' && record.outcome === 'acked' ? offers.get(record.did) : undefined
    if (!offer || record.kind !== 'delivery') return [record]
    const again = ['', '-again'].flatMap((suffix): readonly JournalRecord[] => {
      did += 1
      const { eid, incarnation } = record
      const { t } = record
      return [
        { ...offer, did, t, incarnation, transportId: `${offer.transportId}${suffix}` },
        { kind: 'exposed', seq: 0, t, did, eid, incarnation, how: header.target.delivery['mes'] === 'feed' ? 'page' : 'webhook' },
        { ...record, did },
      ]
    })
    return [record, ...again]
  })
  return { header, records: numbered(more) }
}

// Where a delivery begins is none of them: what is said of a fact before the next one comes, that one did not wait for.
const ofDelivery = new Set(['delivery'])
const ofCall = new Set(['answer', 'call.closed', 'call.served', 'exception'])

/** What does not depend on one another changes places: ends of deliveries, and ends of calls. */
export function permuted({ header, records }: Journal, choices: readonly number[]): Journal {
  const list = [...records]
  for (const [index, record] of list.entries()) {
    const next = list[index + 1]
    if (!next || (choices[index % choices.length] ?? 0) % 2 === 0) continue
    const mayChange = (ofDelivery.has(record.kind) && ofCall.has(next.kind)) || (ofCall.has(record.kind) && ofDelivery.has(next.kind))
    if (mayChange)
      [list[index], list[index + 1]] = [
        { ...next, t: record.t },
        { ...record, t: next.t },
      ]
  }
  return { header, records: numbered(list) }
}
