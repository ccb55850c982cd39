/**
 * In which time zone the ERP dates what happens at a plant: the plant's, as a rule, or that of its company. The ERP is asked once; the
 * settings overrule it.
 *
 * @param {{plantZones: Map<string, string>, defaultZone: string}} settings
 * @param {{call: Function}} erp
 * @returns {(plant: string) => Promise<string>} rejects as long as the ERP does not answer
 */
export function createZones({ plantZones, defaultZone }, erp) {
  let asked

  async function ask() {
    const { status, body } = await erp.call('GET', '/plants')
    if (status === 200) return new Map(body.items.map(({ plant, postingTimeZone }) => [plant, postingTimeZone]))
    // One that has no such list will not have one later.
    if (status === 404) return new Map()
    throw new Error(`the ERP did not say by which time zones it dates (${status})`)
  }

  return async (plant) => {
    const own = plantZones.get(plant)
    if (own) return own
    asked ??= ask()
    try {
      return (await asked).get(plant) ?? defaultZone
    } catch (error) {
      asked = undefined
      throw error
    }
  }
}
