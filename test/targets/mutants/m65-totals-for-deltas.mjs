// M65: it adds up what was consumed and posts the sum each time, though each fact reports only what is new.
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const sums = new Map()

await run({
  parts: {
    factOf(event) {
      const fact = standardParts.factOf(event)
      const { consumption, order, item, quantity } = fact.data
      if (consumption === undefined) return fact
      const place = `${order} ${item}`
      sums.set(place, (sums.get(place) ?? 0) + quantity)
      return { ...fact, data: { ...fact.data, quantity: sums.get(place) } }
    },
  },
})
