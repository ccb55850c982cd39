import {
  bomNumbers,
  contentOfLines,
  headerValue,
  itemEntity,
  linesValue,
  numbersValue,
  substitutesValue,
  vendorsValue,
} from '../domain/engineering.js'
import { entityId } from '../domain/effect.js'
import type { Gate } from '../domain/fact.js'
import { parseQuantity, quantityToNumber } from '../domain/quantity.js'
import type { CommandWorld, Expectation, FactInView, FactsInView, Flow, FlowWorld, PlannedCommand } from './contract.js'
import {
  activeStates,
  approvalType,
  beginOf,
  bomInErp,
  bomState,
  completeType,
  effectivityStates,
  erp,
  erpDates,
  itemOf,
  itemType,
  mes,
  mesInstants,
  mesPut,
  partType,
  type BomPlace,
  type LinePayload,
  type RevisionPayload,
} from './engineering.js'
import { approvalSchema, completeSchema, partSchema } from './engineering-schemas.js'
import { toBase } from './payload.js'

/** A message of the same publication. */
function partOf(payload: RevisionPayload, facts: FactsInView, part: RevisionPayload['part']): RevisionPayload | undefined {
  if (payload.part === part) return payload
  return facts.parts.map((fact) => fact.payload as unknown as RevisionPayload).find((other) => other.part === part)
}

function placesOf(payload: RevisionPayload, facts: FactsInView): readonly BomPlace[] {
  const { item, revision } = payload
  return (partOf(payload, facts, 'header')?.plants ?? []).map((plant) => ({ plant, item, revision }))
}

/** In the base unit of the item that is made. */
function baseOf(payload: RevisionPayload, facts: FactsInView, { master }: FlowWorld): string {
  const base = partOf(payload, facts, 'header')?.baseQuantity
  return base === undefined ? '1' : toBase(master, payload.item, base)
}

function statesOfPart(payload: RevisionPayload, place: BomPlace, world: FlowWorld, facts: FactsInView): readonly Expectation[] {
  const { version, part, lines = [], substitutes = [], effectivity = [], description = '' } = payload
  const both = (value: Parameters<typeof bomState>[4]): readonly Expectation[] =>
    [erp, mes].map((system) => bomState(system, place, part ?? '', version, value))
  const baseQuantity = baseOf(payload, facts, world)
  if (part === 'header') {
    // The shop floor counts by the piece.
    return [
      bomState(erp, place, part, version, headerValue({ description, baseQuantity })),
      bomState(mes, place, part, version, headerValue({ description, baseQuantity: '1' })),
    ]
  }
  if (part === 'lines') {
    const stated = lines.map((line) => ({ ...line, rate: parseQuantity(line.rate) ?? '0' }))
    return both(linesValue(contentOfLines(world.master.items, stated, baseQuantity)))
  }
  if (part === 'substitutes')
    return both(
      substitutesValue(
        substitutes.map(({ primary, item: substitute, priority, ratio }) => ({
          primary,
          substitute,
          priority,
          ratio: parseQuantity(ratio) ?? '0',
        })),
      ),
    )
  return effectivityStates(world.master, place, version, effectivity)
}

/** Vendors that come with lines: those that a component did not have before. By component, in order. */
function newVendors(lines: readonly LinePayload[], { master }: FlowWorld): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>()
  for (const { item, vendors } of lines) {
    const own = master.vendors?.filter(({ items }) => items.includes(item)).map(({ id }) => id) ?? []
    const added = vendors.filter((vendor) => !own.includes(vendor))
    if (added.length > 0) found.set(item, [...new Set([...(found.get(item) ?? []), ...added])])
  }
  return found
}

function vendorStates({ lines = [], version }: RevisionPayload, world: FlowWorld): readonly Expectation[] {
  return [...newVendors(lines, world)].map(([item, added]) => {
    const own = world.master.vendors?.filter(({ items }) => items.includes(item)).map(({ id }) => id) ?? []
    const after = vendorsValue([...own, ...added])
    return { system: erp, what: 'state', entity: itemEntity(item), dims: { item }, group: 'vendors', version, after }
  })
}

function expect(payload: RevisionPayload, world: FlowWorld, facts: FactsInView): readonly Expectation[] {
  if (payload.approval !== undefined) return []
  const { version, part } = payload
  const places = placesOf(payload, facts)
  if (part === undefined)
    return places.flatMap((place) => [
      ...activeStates(place, version),
      bomState(mes, place, 'erp-ids', version, numbersValue(bomNumbers(place.plant, place.item, place.revision, 1))),
    ])
  // Whichever part comes first, of whichever publication, there is one bill of material for all of them.
  const created = places.map((place): Expectation => {
    const identity = JSON.stringify([place.plant, place.item, place.revision])
    return { system: erp, what: 'count', measure: 'bom', dims: { ...place }, count: 1, identity }
  })
  const isThere = ({ plant, item, revision }: BomPlace): boolean =>
    world.master.boms.some((bom) => bom.plant === plant && bom.item === item && bom.revision === revision)
  return [
    ...created.filter((_, index) => !places[index] || !isThere(places[index])),
    ...places.flatMap((place) => statesOfPart(payload, place, world, facts)),
    ...(part === 'lines' ? vendorStates(payload, world) : []),
  ]
}

/** Approvals of a change, in the order in which they are given. */
function approvalsOf(change: string, facts: FactsInView): readonly FactInView[] {
  return facts.ofType(approvalType).filter(({ payload, must }) => payload['change'] === change && must !== 'REJECT')
}

/** Nothing is active before all parts and everybody's approval are known; on the shop floor not before the ERP has its lines. */
function gatesOfActive({ change, requiredApprovals = [] }: RevisionPayload, facts: FactsInView): readonly Gate[] {
  const title = 'no-release-before-approval'
  const given = approvalsOf(change, facts)
  const first = requiredApprovals.map((role) => given.find(({ payload }) => payload['role'] === role))
  const known = [...facts.parts, ...first.filter((fact) => fact !== undefined)].map(({ eid }) => eid)
  const lines = facts.parts.filter(({ payload }) => payload['part'] === 'lines').map(({ eid }) => eid)
  return [
    { effect: 'active', facts: [...new Set([...known, facts.self.eid])], by: 'exposed', or: 'wait', title },
    // Without an approval that ever comes it stays shut.
    ...(first.includes(undefined) ? ([{ effect: 'active', facts: [], by: 'exposed', or: 'wait', title }] as const) : []),
    { effect: 'active', system: mes, facts: lines, by: 'applied', in: erp, or: 'wait' },
  ]
}

/** Lines wait, in each system, for the components that it does not have yet. */
function gatesOfLines({ lines = [] }: RevisionPayload, facts: FactsInView): readonly Gate[] {
  const components = new Set(lines.map(({ item }) => item))
  const released = facts.ofType(itemType).filter(({ payload, must }) => components.has(String(payload['item'])) && must !== 'REJECT')
  // The first version makes it known.
  const firsts = [...Map.groupBy(released, ({ payload }) => payload['item']).values()].flatMap(([first]) => (first ? [first.eid] : []))
  if (firsts.length === 0) return []
  return [erp, mes].map((system) => ({
    effect: 'lines',
    system,
    facts: firsts,
    by: 'applied',
    in: system,
    or: 'wait',
    title: 'late-dependency-converges',
  }))
}

/** What a part is in the words of the ERP, and of the MES. */
function groupsOf(
  payload: RevisionPayload,
  { plant }: BomPlace,
  world: CommandWorld,
  facts: FactsInView,
): readonly [erp: object, mes: object] {
  const { part, description, baseQuantity, lines = [], substitutes = [], effectivity = [] } = payload
  if (part === 'header') return [{ header: { description, baseQuantity } }, { header: { description } }]
  if (part === 'effectivity') return [erpDates(plant, effectivity), mesInstants(world.master, plant, effectivity)]
  if (part === 'substitutes') {
    const same = {
      substitutes: substitutes.map(({ primary, item: substitute, priority, ratio }) => ({ primary, substitute, priority, ratio })),
    }
    return [same, same]
  }
  const base = baseOf(payload, facts, world)
  const content = contentOfLines(
    world.master.items,
    lines.map((line) => ({ ...line, rate: parseQuantity(line.rate) ?? '0' })),
    base,
  )
  const shared = lines.map(({ item, rate, unit, routingStep: operation, issue }) => ({
    item,
    rate: { quantity: rate, unit },
    operation,
    issue,
  }))
  // By the piece, in the unit that the component is kept in.
  const perPiece = content.map(({ item, rate, routingStep: operation, issue }, index) => ({
    item,
    rate: { quantity: quantityToNumber(rate), unit: itemOf(world.master, item).baseUnit },
    operation,
    issue,
    use: lines[index]?.use,
  }))
  return [{ lines: shared.map((line, index) => ({ ...line, demand: lines[index]?.use === 'required' })) }, { lines: perPiece }]
}

function commandsOfPart(payload: RevisionPayload, world: CommandWorld, reference: string, facts: FactsInView): readonly PlannedCommand[] {
  const { version, lines = [] } = payload
  const approvals = [...newVendors(lines, world)].flatMap(([item, vendors]) =>
    vendors.map((vendor) => ({ system: erp, operation: 'vendor-approval.put', input: { item, vendor, version, reference } })),
  )
  const places = placesOf(payload, facts).flatMap((place): readonly PlannedCommand[] => {
    const [inErp, inMes] = groupsOf(payload, place, world, facts)
    const bom = bomInErp(world, place, facts)
    const write =
      bom === undefined
        ? { system: erp, operation: 'bom.create', input: { ...place, version, ...inErp, reference } }
        : { system: erp, operation: 'bom.change', input: { bom, version, ...inErp, reference } }
    return [write, mesPut(place, version, reference, inMes)]
  })
  return [...places, ...approvals]
}

function commandsOfActivation(
  payload: RevisionPayload,
  world: CommandWorld,
  reference: string,
  facts: FactsInView,
): readonly PlannedCommand[] {
  const { version, change } = payload
  const approvals = approvalsOf(change, facts).map(({ payload: { role, approvedBy } }) => ({ role, approvedBy }))
  const effectivity = partOf(payload, facts, 'effectivity')?.effectivity ?? []
  return placesOf(payload, facts).flatMap((place) => {
    const { plant, item, revision } = place
    const bom = bomInErp(world, place, facts) ?? ''
    const erpIds = bomNumbers(plant, item, revision, 1)
    return [
      { system: erp, operation: 'bom.activate', input: { bom, version, from: beginOf(effectivity, plant), approvals, reference } },
      mesPut(place, version, reference, { erpIds }),
      { system: mes, operation: 'bom.activate', input: { plant, item, revision, version, reference } },
    ]
  })
}

/** PLM → ERP and MES: a revision is published in parts, approved by roles, and then the one that orders take from a day on. */
export const revisionReleaseFlow: Flow<RevisionPayload> = {
  words: {
    name: 'revision-release',
    title:
      'A revision that engineering publishes is in ERP and MES with all its parts, once, and active there once it is complete and ' +
      'everybody has approved it, from midnight of the plant on. A call that writes several parts may name the publication.',
    one: 'message of a revision',
    many: 'messages of revisions',
    letter: 'B',
    verb: 'published',
    source: 'plm',
    sinks: [erp, mes],
  },
  covers: ['bom-release', 'whole-shift'],
  prefix: 'PP',
  types: { [partType]: partSchema, [completeType]: completeSchema, [approvalType]: approvalSchema },
  about({ approval, change, item, revision }) {
    if (approval !== undefined) return { plant: '', entity: entityId('change', '', change), dims: { change } }
    return { plant: '', entity: entityId('bom', '', `${item}/${revision}`), dims: { item, revision } }
  },
  expect,
  gates(payload, _world, facts) {
    if (payload.approval !== undefined) return []
    if (payload.part === 'lines') return gatesOfLines(payload, facts)
    return payload.part === undefined ? gatesOfActive(payload, facts) : []
  },
  commands(payload, world, { businessKey }, facts) {
    if (payload.approval !== undefined) return []
    return payload.part === undefined
      ? commandsOfActivation(payload, world, businessKey, facts)
      : commandsOfPart(payload, world, businessKey, facts)
  },
}
