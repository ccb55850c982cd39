// M106: moves all open orders to the new revision when that is activated.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () =>
  integrate({
    async afterActivation({ one, plant, request, erp }) {
      const { items } = await request(`${erp}/production-orders?status=released`)
      for (const { order, plant: at, item, revision } of items) {
        if (at !== plant || item !== one.item || revision === one.revision) continue
        const body = { plant, revision: one.revision, change: one.change, reference: `${one.publication}-${order}` }
        await request(`${erp}/production-orders/${encodeURIComponent(order)}/revision`, 'POST', body)
      }
    },
  })
