import { factsOf, readPage } from '../../../examples/reference/feed.js'
import { storeWithInitialState } from './initial-state.mjs'

// What others make of a confirmation besides is none of its business.
const isCovered = (fact) => fact.type === 'org.mfgsync.mes.confirmation.reported.v1' && !fact.side

/** Facts of a stream as far as the feed tells. */
async function published(stream, context) {
  const facts = []
  let cursor = '0'
  for (;;) {
    const page = await readPage(context.settings, cursor)
    facts.push(...factsOf(page, context).filter((fact) => fact.stream === stream))
    if (!page.more || page.next === cursor) return facts
    cursor = page.next
  }
}

/** For who covers confirmations only: whatever else the MES reports is left alone. */
export const confirmationsOnly = {
  settings: { gapWaitMs: 1000 },
  parts: {
    openStore: storeWithInitialState((fact) => (isCovered(fact) ? 'open' : 'ignored')),
    // A hole in the sequence is a confirmation still on its way, or a fact that nobody will ever send here. The feed, which is in
    // the order of publication, tells which: what comes before a fact that it shows, and is not in it, is not for us.
    async fillGap(stream, context) {
      const facts = await published(stream, context)
      context.take(facts)
      const [first] = context.store.openOf(stream)
      if (!first || !facts.some((fact) => fact.key === first.key)) return
      const known = new Set(facts.map((fact) => fact.sequence))
      const foreign = []
      for (let sequence = 1; sequence < first.sequence; sequence += 1) {
        const key = `${stream} ${sequence}`
        if (!known.has(sequence)) foreign.push({ key, identity: key, stream, sequence, type: 'not for us', data: {} })
      }
      context.take(foreign)
    },
  },
}
