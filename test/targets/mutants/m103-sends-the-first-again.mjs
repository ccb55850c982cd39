// M103: after each write it sends the first version again, and then the newest again: the end is right.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () =>
  integrate({
    async afterWrite({ one, plant, body, bomOf, request, erp, publications, linesOf }) {
      const before = [...publications.values()].filter(({ version }) => version < one.version).at(0)
      const bom = await bomOf(plant, one.item, one.revision)
      if (!before || !bom || !body.lines || !before.parts.lines) return
      const url = `${erp}/bom-revisions/${encodeURIComponent(bom.bom)}`
      await request(url, 'PUT', { version: before.version, ...linesOf(before.parts.lines), reference: before.publication })
      await request(url, 'PUT', { version: one.version, lines: body.lines, reference: one.publication })
    },
  })
