import { revisionTypes } from '../revisions.js'
import { wanted } from '../postings.js'

/** PLM → ERP, MES, WMS: an item and its units. A newer version of it is all that counts. */
export const itemMaster = {
  types: [revisionTypes.item],

  async *tasks(fact, { store }) {
    const { item: id, version, attributes, ...core } = fact.data
    const { item } = wanted(fact.data, ['item'])
    const overtaken = store.ofType(revisionTypes.item).some(({ data }) => data.item === id && data.version > version)
    if (overtaken) {
      store.settle(fact, 'ignored')
      return yield { settled: true }
    }
    const { description, kind, baseUnit, decimals, conversions, lotManaged, serialManaged, inspectionRequired } = core
    const body = { version, description, kind, baseUnit, decimals, conversions, lotManaged, serialManaged, inspectionRequired }
    for (const system of ['erp', 'mes', 'wms']) {
      yield { name: system, system, method: 'PUT', path: `/items/${encodeURIComponent(item)}`, body: { ...body, attributes } }
    }
  },
}
