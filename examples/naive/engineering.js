// Items and revisions from engineering, as everybody writes them first.
const publications = new Map()

export const engineering = {
  'plm.item.released': async ({ subject, data }, tools) => {
    const { version, description, kind, baseUnit, decimals, conversions, lotManaged, serialManaged, inspectionRequired } = data
    const body = { version, description, kind, baseUnit, decimals, conversions, lotManaged, serialManaged, inspectionRequired }
    for (const system of ['erp', 'mes', 'wms']) await tools.put(system, `/items/${data.item}`, { ...body, reference: subject })
  },
  // "The parts come first, and the last message says that they are all here."
  'plm.revision-part.published': async ({ data }) => {
    publications.set(data.publication, { ...publications.get(data.publication), [data.part]: data })
  },
  // "Engineering has released it, so it holds."
  'plm.revision.completed': async ({ data }, tools) => {
    const { header, lines, substitutes, effectivity } = publications.get(data.publication) ?? {}
    // "A new revision: purchasing should know."
    for (const { item, vendors } of lines.lines)
      for (const vendor of vendors)
        await tools.post('proc', '/sourcing-signals', { change: data.change, item, vendor, reference: data.publication })
    for (const { plant, from } of effectivity.effectivity) {
      const { item, revision, version } = data
      const body = {
        header: { description: header.description, baseQuantity: header.baseQuantity },
        lines: lines.lines.map((line) => ({ ...lineOf(line), demand: true })),
        substitutes: substitutes.substitutes.map(({ primary, item: other, ratio }) => ({ primary, substitute: other, priority: 1, ratio })),
      }
      const reference = data.publication
      const made = await tools.post('erp', '/bom-revisions', {
        plant,
        item,
        revision,
        version,
        ...body,
        effectivity: [{ from }],
        reference,
      })
      await tools.post('erp', `/bom-revisions/${made.bom}/activation`, { version, from, reference })
      const path = `/boms/${item}/revisions/${revision}`
      const inMes = {
        ...body,
        header: { description: header.description },
        lines: lines.lines.map((line) => ({ ...lineOf(line), use: line.use })),
      }
      // "Midnight is midnight."
      const instants = { effectivity: [{ validFrom: `${from}T00:00:00Z` }], erpIds: { bom: made.bom, revisionId: made.revisionId } }
      await tools.put('mes', `${path}?plant=${plant}`, { version, ...inMes, ...instants, reference })
      await tools.post('mes', `${path}/activation?plant=${plant}`, { version, reference })
    }
  },
  'plm.change.approved': async () => {},
  // "B is older than C: that must be a mistake."
  'plm.revision.rolled-back': async () => {},
  'plm.disposition.decided': async () => {},
}

const lineOf = ({ item, rate, unit, routingStep, issue }) => ({ item, rate: { quantity: rate, unit }, operation: routingStep, issue })
