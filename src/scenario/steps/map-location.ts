import { nameHint } from '../../words/did-you-mean.js'
import { settings as settingsOf, text } from '../schema-parts.js'
import type { StepKind } from './contract.js'
import { at, binName, binOf, locationOf, mappings, momentOf, plant, plantOf } from './goods.js'

export const mapLocation: StepKind = {
  verb: 'map-location',
  title: 'Somebody says in the ERP which storage location a bin is: what waited for that can be posted.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      at,
      plant,
      bin: binName('Bin that was no storage location so far'),
      location: text('Storage location of the plant, by the name that the set of data has for it.', 200),
    },
    ['bin', 'location'],
  ),
  apply(settings, context) {
    const { build, problem } = context
    const { landscape } = build
    const at_plant = plantOf(settings, context)
    const bin = at_plant === undefined ? undefined : binOf('bin', at_plant, settings, context)
    if (at_plant === undefined || bin === undefined) return
    const own = [...new Set((landscape.locationMap ?? []).flatMap((row) => (row.plant === at_plant ? row.location : [])))]
    const written = String(settings['location'])
    const location = landscape.names.location?.get(written) ?? written
    const names = [...(landscape.names.location ?? [])].flatMap(([name, value]) => (own.includes(value) ? name : []))
    if (!own.includes(location))
      problem(['location'], `plant "${at_plant}" has no storage location "${written}"`, nameHint(written, names.length > 0 ? names : own))
    const before = locationOf(context, at_plant, bin)
    const story = build.story(mappings)
    if (before !== undefined) problem(['bin'], `the bin "${String(settings['bin'])}" is a storage location already`, `it is ${before}`)
    if (story.some((each) => each.plant === at_plant && each.bin === bin))
      problem(['bin'], `the bin "${String(settings['bin'])}" is given a storage location twice`, 'keep one of the two steps')
    const at_ms = momentOf(settings, context)
    story.push({ plant: at_plant, bin, at_ms })
    build.step('erp', { do: 'map-location', plant: at_plant, bin, location }, at_ms, `map-${bin}`)
    build.finish(() => ({ locationMap: [{ plant: at_plant, pattern: bin, location, later: true }] }))
  },
}
