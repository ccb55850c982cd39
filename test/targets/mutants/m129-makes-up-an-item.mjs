// M129: makes up an item when a component is not known.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () =>
  integrate({
    waitsForItems: false,
    async onUnknownItem({ error, request, erp, mes }) {
      const item = /item (\S+)\.$/.exec(error.text ?? '')?.[1]
      if (item === undefined) return
      const flags = { lotManaged: false, serialManaged: false, inspectionRequired: false }
      const made = { description: item, kind: 'purchased', baseUnit: 'EA', decimals: 0, conversions: [], ...flags }
      for (const system of [erp, mes].filter((url) => new URL(url).origin === error.system))
        await request(`${system}/items/${encodeURIComponent(item)}`, 'PUT', made)
    },
  })
