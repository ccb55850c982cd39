import { NotYet } from './postings.js'

/** The storage location of a bin; one that nobody has mapped is for people, and is asked for again until they have mapped it. */
export async function locationOf({ tables }, plant, bin) {
  const location = await tables.location(plant, bin)
  if (location === undefined) throw new NotYet(`The bin ${bin} of plant ${plant} is no storage location of the ERP.`)
  return location
}

/**
 * What has to be looked up in the ERP: items, which are remembered once they were found, and which storage location a bin of the warehouse
 * is, which somebody may say, and take back, at any time.
 *
 * @param {{call: Function}} erp
 */
export function createTables(erp) {
  const known = new Map()

  /** Resolves to undefined where there is none. Rejects as long as the ERP does not answer. */
  async function find(path) {
    const { status, body } = await erp.call('GET', path)
    if (status !== 200 && status !== 404) throw new Error(`the ERP did not answer ${path} (${status})`)
    return status === 200 ? body : undefined
  }

  return {
    async item(item) {
      if (!known.has(item)) {
        const found = await find(`/items/${encodeURIComponent(item)}`)
        if (found) known.set(item, found)
      }
      return known.get(item)
    },
    /** The pattern that says most of the bin decides: `A-01` before `A-*`. */
    async location(plant, bin) {
      const { items = [] } = (await find(`/location-map?plant=${encodeURIComponent(plant)}`)) ?? {}
      const fits = ({ pattern }) => (pattern.endsWith('*') ? bin.startsWith(pattern.slice(0, -1)) : pattern === bin)
      const own = items.filter((entry) => entry.plant === plant && fits(entry))
      return own.sort((a, b) => b.pattern.length - a.pattern.length)[0]?.location
    },
  }
}
