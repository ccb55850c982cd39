import type { FactLine, Timeline } from '../../journal/timeline/index.js'
import type { Pair, PageEntry, PageFact } from '../../page/data.js'
import { WordBook } from '../../journal/word-book.js'
import { valueText } from '../../domain/effect.js'
import { stamp } from '../../explain/text.js'
import { said, saidInLines } from './said.js'

const payloadLines = 60
const messagesMax = 12
const expectMax = 8

/** The facts that some entries are about. */
export function factsFor(timeline: Timeline, entries: readonly PageEntry[]): Record<string, PageFact> {
  const words = new WordBook(timeline.header.words)
  const wanted = new Set(entries.flatMap(({ facts }) => facts))
  return Object.fromEntries(
    [...wanted].flatMap((eid) => {
      const fact = timeline.facts.get(eid)
      return fact ? [[eid, factOf(fact, words)]] : []
    }),
  )
}

function factOf(fact: FactLine, words: WordBook): PageFact {
  const { source, flows, key, plant, entity, must, covered, physId, eid, reverses, payload, messages } = fact
  const moment = (name: string, at: { readonly seq: number; readonly t: number } | undefined): readonly Pair[] =>
    at ? [[name, `${stamp(at.t)}, record ${at.seq}`]] : []
  const lines: readonly Pair[] = [
    ['plant', plant],
    ['about', entity],
    ['obliges', must + (covered ? '' : ', played by a stand-in')],
    ...fact.expect.slice(0, expectMax).map((each): Pair => ['expected', expectedWords(each, words)]),
    ['and more', fact.expect.length > expectMax ? String(fact.expect.length - expectMax) : ''],
    ['one event with', physId === eid ? '' : physId],
    ['cancels', reverses ?? ''],
    ...moment('happened', fact),
    ...moment('reached the target', fact.shown),
    ...moment('acknowledged', fact.owed),
    ...moment('applied', fact.applied),
    ...moment('handed to people', fact.excepted),
    ...moment('given up by its source', fact.givenUp),
  ]
  return {
    title: said(`${words.system(source)} ${words.flow(flows[0] ?? '').one} ${key}`, 120),
    lines: lines.filter(([, value]) => value !== '').map(([name, value]) => [name, said(value, 200)]),
    payload: saidInLines(JSON.stringify(payload, null, 2), payloadLines, 300),
    messages: messages.slice(0, messagesMax),
    moreMessages: Math.max(0, messages.length - messagesMax),
  }
}

function expectedWords(each: FactLine['expect'][number], words: WordBook): string {
  const system = words.system(each.system)
  if (each.what === 'state') return `${system}: ${each.group} of ${each.entity} is ${valueText(each.after)}`
  const amount = each.what === 'quantity' ? each.quantity : String(each.count)
  const of = words.measure(each.measure)?.by.flatMap((name) => each.dims[name] || []) ?? []
  return `${system}: ${each.measure} ${amount} of ${of.join(' ')}`
}
