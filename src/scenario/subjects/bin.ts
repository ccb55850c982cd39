import { formatted, object } from '../schema-parts.js'
import type { Subject } from './contract.js'

/** A bin of a plant. */
export const bin: Subject = {
  name: 'bin',
  on: object(
    'The bin that it is about.',
    {
      bin: formatted('identifier', 'Bin, by the name that the set of data has for it.'),
      plant: formatted('identifier', 'Default: the first plant.'),
    },
    ['bin'],
  ),
  choose(on, { path, field }) {
    const { bin: name, plant = field.master.plants[0]?.id } = on
    const bins = (field.master.bins ?? []).filter((each) => each.plant === plant)
    if (bins.some((each) => each.bin === name)) return [{ settings: { plant, bin: name } }]
    const known = bins.length === 0 ? 'it has none' : `there is ${bins.map((each) => each.bin).join(', ')}`
    field.problem([...path, 'on', 'bin'], `plant ${String(plant)} has no bin "${String(name)}"`, known)
    return []
  },
}
