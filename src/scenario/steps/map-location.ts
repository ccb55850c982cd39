import { nameHint } from '../../words/did-you-mean.js'
import { settings as settingsOf, text } from '../schema-parts.js'
import type { StepContext, StepKind, StepSettings } from './contract.js'
import { at, binName, binOf, isSettledBefore, locationOf, mappings, momentOf, plant, plantOf } from './goods.js'

/** The bin that is meant, in its plant; nothing where something is wrong with it. */
function placeOf(settings: StepSettings, context: StepContext): { readonly plant: string; readonly bin: string } | undefined {
  const at_plant = plantOf(settings, context)
  const bin = at_plant === undefined ? undefined : binOf('bin', at_plant, settings, context)
  return at_plant === undefined || bin === undefined ? undefined : { plant: at_plant, bin }
}

/** The storage location that is meant; told where the plant has none of that name. */
function wantedOf(at_plant: string, settings: StepSettings, { build: { landscape }, problem }: StepContext): string {
  const own = [...new Set((landscape.locationMap ?? []).flatMap((row) => (row.plant === at_plant ? row.location : [])))]
  const written = String(settings['location'])
  const location = landscape.names.location?.get(written) ?? written
  const names = [...(landscape.names.location ?? [])].flatMap(([name, value]) => (own.includes(value) ? name : []))
  if (!own.includes(location))
    problem(['location'], `plant "${at_plant}" has no storage location "${written}"`, nameHint(written, names.length > 0 ? names : own))
  return location
}

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
    const place = placeOf(settings, context)
    if (!place) return
    const { plant: at_plant, bin } = place
    const location = wantedOf(at_plant, settings, context)
    const before = locationOf(context, at_plant, bin)
    const said = build.story(mappings).filter((each) => each.plant === at_plant && each.bin === bin)
    const [first] = said
    if (before !== undefined) problem(['bin'], `the bin "${String(settings['bin'])}" is a storage location already`, `it is ${before}`)
    if (said.some(({ until_ms }) => until_ms === undefined))
      problem(['bin'], `the bin "${String(settings['bin'])}" is given a storage location twice`, 'keep one of the two steps')
    else if (first && first.location !== location)
      problem(['location'], `the bin "${String(settings['bin'])}" was another storage location before`, `give it ${first.location} again`)
    const at_ms = momentOf(settings, context)
    if (said.some(({ until_ms = -1 }) => at_ms <= until_ms))
      problem(['at'], `the bin "${String(settings['bin'])}" has its storage location until later than that`, 'map it again after that')
    build.story(mappings).push({ plant: at_plant, bin, location, at_ms })
    build.step('erp', { do: 'map-location', plant: at_plant, bin, location }, at_ms, `map-${bin}`)
    if (!first) build.finish(() => ({ locationMap: [{ plant: at_plant, pattern: bin, location, later: true }] }))
  },
}

export const unmapLocation: StepKind = {
  verb: 'unmap-location',
  title: 'Somebody takes back in the ERP which storage location a bin is: what happens there from then on is for people.',
  phases: ['burst', 'heal'],
  schema: settingsOf({ at, plant, bin: binName('Bin that was mapped before') }, ['bin']),
  apply(settings, context) {
    const { build, problem } = context
    const place = placeOf(settings, context)
    if (!place) return
    const at_ms = momentOf(settings, context)
    const mapped = build.story(mappings).findLast((each) => each.plant === place.plant && each.bin === place.bin)
    const named = `the bin "${String(settings['bin'])}"`
    if (!mapped || mapped.until_ms !== undefined || mapped.at_ms >= at_ms) {
      problem(['bin'], `nobody has said by then which storage location ${named} is`, 'a "map-location" step of that bin stands before it')
      return
    }
    mapped.until_ms = at_ms
    build.step('erp', { do: 'unmap-location', ...place }, at_ms, `unmap-${place.bin}`)
    // Steps that are written later may come earlier.
    build.finish(() => {
      if (!isSettledBefore(context, mapped))
        problem(
          ['bin'],
          `nobody can say whether what happened in ${named} before is posted by then`,
          'put "- wait: settled" between the goods there and this step',
        )
      return {}
    })
  },
}
