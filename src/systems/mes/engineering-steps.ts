import type { DeclaredStep } from '../define.js'
import type { Content } from './engineering.js'
import type { Mes } from './state.js'

/** What the shop floor does by itself with engineering data. */
export const engineeringSteps: readonly DeclaredStep<Mes>[] = [
  {
    name: 'dispatch-order',
    title: 'An order comes to the shop floor at a moment of its plant: it is made by the revision that holds at that instant.',
    subject: 'order',
    settings: { type: 'object', properties: { at: { type: 'string', description: 'Instant of the dispatch.' } } },
    anchor: 'burst',
    run(mes, step) {
      const plant = step['plant'] === undefined ? undefined : String(step['plant'])
      const order = mes.orders.find(String(step['order']), plant)
      if ('refused' in order) throw new Error(`Step ${step.do}: ${order.message}`)
      const { item, plant: at } = order.master
      const bom = mes.engineering.activeAt(at, item, new Date(String(step['at'])).toISOString())
      const state = mes.revisionWrite(order, bom?.revision ?? '', [], true)
      if (!state) return []
      const content: Content = { order: mes.entityOf(order), revision: bom?.revision ?? '' }
      mes.ledger.commit({ states: [state], contents: new Map([[state, content]]) })
      return [state]
    },
  },
]
