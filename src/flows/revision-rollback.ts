import { bomNumbers } from '../domain/engineering.js'
import { entityId } from '../domain/effect.js'
import type { FactsInView, Flow } from './contract.js'
import {
  activeStates,
  beginOf,
  bomInErp,
  effectivityStates,
  erp,
  intervalsSchema,
  listOf,
  mes,
  mesInstants,
  mesPut,
  record,
  rollbackType,
  text,
  whole,
  type BomPlace,
  type PlantInterval,
} from './engineering.js'
import type { CommandWorld } from './contract.js'

/** Payload of `org.mfgsync.plm.revision.rolled-back.v1`. */
export interface RollbackPayload {
  readonly rollback: string
  readonly item: string
  readonly version: number
  readonly from: string
  readonly to: string
  /** All intervals of both revisions. */
  readonly effectivity: readonly (PlantInterval & { readonly revision: string })[]
  readonly reason: string
  readonly approvedBy: readonly string[]
}

const schema = record('A revision is taken back: an older one holds again, under a newer version.', {
  rollback: text('Business key.'),
  item: text('Item that is made.'),
  version: whole('Version: higher than that of what is taken back.'),
  from: text('Letter of the revision that is taken back.'),
  to: text('Letter of the revision that holds again.'),
  effectivity: intervalsSchema({ revision: text('Letter of the revision that holds then.') }),
  reason: text('Why.'),
  approvedBy: listOf('Who has approved it: nothing more is waited for.', text('Person.')),
})

const plantsOf = ({ effectivity }: RollbackPayload): readonly string[] => [...new Set(effectivity.map(({ plant }) => plant))]
const ofRevision = ({ effectivity }: RollbackPayload, letter: string): RollbackPayload['effectivity'] =>
  effectivity.filter(({ revision }) => revision === letter)

function numberOf(world: CommandWorld, place: BomPlace, facts: FactsInView): string {
  return bomInErp(world, place, facts) ?? bomNumbers(place.plant, place.item, place.revision, 1).bom
}

/** PLM → ERP and MES: an older revision holds again, and the one that is taken back ends. */
export const revisionRollbackFlow: Flow<RollbackPayload> = {
  words: {
    name: 'revision-rollback',
    title: 'A revision that engineering takes back ends in ERP and MES, and the older one is active again: it is the newer version.',
    one: 'rollback',
    many: 'rollbacks',
    letter: 'O',
    verb: 'decided',
    source: 'plm',
    sinks: [erp, mes],
  },
  covers: ['bom-rollback'],
  prefix: 'PR',
  types: { [rollbackType]: schema },
  names: { from: 'revision', to: 'revision' },
  about: ({ item, to }) => ({ plant: '', entity: entityId('bom', '', `${item}/${to}`), dims: { item, revision: to } }),
  expect(payload, { master }) {
    const { item, version, from, to } = payload
    return plantsOf(payload).flatMap((plant) => [
      ...activeStates({ plant, item, revision: to }, version),
      ...[to, from].flatMap((revision) => effectivityStates(master, { plant, item, revision }, version, ofRevision(payload, revision))),
    ])
  },
  commands(payload, world, { businessKey: reference }, facts) {
    const { item, version, from, to } = payload
    return plantsOf(payload).flatMap((plant) => {
      const [back, taken] = [
        { plant, item, revision: to },
        { plant, item, revision: from },
      ]
      const begin = beginOf(ofRevision(payload, to), plant)
      return [
        { system: erp, operation: 'bom.activate', input: { bom: numberOf(world, back, facts), version, from: begin, reference } },
        { system: erp, operation: 'bom.retire', input: { bom: numberOf(world, taken, facts), version, to: begin, reference } },
        mesPut(back, version, reference, mesInstants(world.master, plant, ofRevision(payload, to))),
        { system: mes, operation: 'bom.activate', input: { ...back, version, reference } },
        mesPut(taken, version, reference, mesInstants(world.master, plant, ofRevision(payload, from))),
      ]
    })
  },
}
