import { NotYet } from './postings.js'

/** The storage location of a bin; one that nobody has mapped is for people, and is asked for again until they have mapped it. */
export async function locationOf({ tables }, plant, bin) {
  const location = await tables.location(plant, bin)
  if (location === undefined) throw new NotYet(`The bin ${bin} of plant ${plant} is no storage location of the ERP.`)
  return location
}

/**
 * What has to be looked up in the ERP, and changes seldom: items, and which storage location a bin of the warehouse is. What was found is
 * remembered; what was not is asked for again.
 *
 * @param {{call: Function}} erp
 */
export function createTables(erp) {
  const known = new Map()

  /** Resolves to undefined where there is none. Rejects as long as the ERP does not answer. */
  async function find(key, path, pick) {
    if (known.has(key)) return known.get(key)
    const { status, body } = await erp.call('GET', path)
    if (status !== 200 && status !== 404) throw new Error(`the ERP did not answer ${path} (${status})`)
    const found = status === 200 ? pick(body) : undefined
    if (found !== undefined) known.set(key, found)
    return found
  }

  return {
    item: (item) => find(`item ${item}`, `/items/${encodeURIComponent(item)}`, (body) => body),
    /** The pattern that says most of the bin decides: `A-01` before `A-*`. */
    location: (plant, bin) =>
      find(`bin ${plant} ${bin}`, `/location-map?plant=${encodeURIComponent(plant)}`, ({ items }) => {
        const fits = ({ pattern }) => (pattern.endsWith('*') ? bin.startsWith(pattern.slice(0, -1)) : pattern === bin)
        const own = items.filter((entry) => entry.plant === plant && fits(entry))
        return own.sort((a, b) => b.pattern.length - a.pattern.length)[0]?.location
      }),
  }
}
