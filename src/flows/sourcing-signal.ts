import type { Gate } from '../domain/fact.js'
import type { Expectation, FactInView, FactsInView, Flow, FlowWorld } from './contract.js'
import { approvalType, completeType, partType, type RevisionPayload } from './engineering.js'

const system = 'proc'
const measure = 'sourcing-signal'

/** Lives on the facts of another flow: its schemas say what is in them. */
const schema = { type: 'object', description: 'What another flow says of it.' }

interface Source {
  readonly item: string
  readonly vendor: string
}

const keyOf = ({ item, vendor }: Source): string => JSON.stringify([item, vendor])
const payloadOf = ({ payload }: FactInView): RevisionPayload => payload as never as RevisionPayload

/** Of whom components are bought, each once. */
function sourcesOf(parts: readonly FactInView[]): readonly Source[] {
  const lines = parts.flatMap((part) => payloadOf(part).lines ?? [])
  const all = lines.flatMap(({ item, vendors }) => vendors.map((vendor) => ({ item, vendor })))
  return [...new Map(all.map((source) => [keyOf(source), source])).values()]
}

/** Publications of earlier letters of the item: what they brought is no news. */
function earlierThan({ item, revision, version }: RevisionPayload, facts: FactsInView): ReadonlySet<string> {
  const all = facts.ofType(completeType).filter(({ must }) => must !== 'REJECT')
  const before = all.map(payloadOf).filter((each) => each.item === item && each.revision !== revision && each.version < version)
  return new Set(before.map(({ publication }) => publication))
}

/** Of whom something is bought that was not bought of him before: neither from the start, nor by an earlier letter. */
function newSources(payload: RevisionPayload, { master }: FlowWorld, facts: FactsInView): readonly Source[] {
  const approved = (master.vendors ?? []).flatMap(({ id: vendor, items }) => items.map((item) => ({ item, vendor })))
  const earlier = earlierThan(payload, facts)
  const parts = earlier.size === 0 ? [] : facts.ofType(partType).filter((part) => earlier.has(payloadOf(part).publication))
  const known = new Set([...approved, ...sourcesOf(parts)].map(keyOf))
  return sourcesOf(facts.parts).filter((source) => !known.has(keyOf(source)))
}

/** PLM → PROC: a component that comes from a vendor from whom it did not come before. */
export const sourcingSignalFlow: Flow<RevisionPayload> = {
  words: {
    name: measure,
    title:
      'A vendor that comes with a revision is told to purchasing: once for each change, component and vendor, however often the revision ' +
      'is published, and not before everybody has approved it.',
    one: 'sourcing signal',
    many: 'sourcing signals',
    letter: 'P',
    verb: 'told',
    source: 'plm',
    sinks: [system],
  },
  covers: ['bom-release', 'whole-shift'],
  types: { [completeType]: schema },
  expect: (payload, world, facts) =>
    newSources(payload, world, facts).map((source): Expectation => {
      const { change } = payload
      const identity = JSON.stringify([change, source.item, source.vendor])
      return { system, what: 'count', measure, dims: { change, ...source }, count: 1, identity }
    }),
  gates({ change, requiredApprovals = [] }, _world, facts): readonly Gate[] {
    const given = facts.ofType(approvalType).filter(({ payload, must }) => payload['change'] === change && must !== 'REJECT')
    const first = requiredApprovals.map((role) => given.find(({ payload }) => payload['role'] === role))
    const known = first.flatMap((fact) => fact?.eid ?? [])
    const gate = { effect: measure, system, by: 'exposed', or: 'wait' } as const
    return [
      ...(known.length > 0 ? [{ ...gate, facts: known }] : []),
      // Without an approval that ever comes it stays shut.
      ...(first.includes(undefined) ? [{ ...gate, facts: [] }] : []),
    ]
  },
  commands(payload, world, { businessKey: reference }, facts) {
    const { change } = payload
    const plants = facts.parts.flatMap((part) => payloadOf(part).plants ?? [])
    return newSources(payload, world, facts).map((source) => ({
      system,
      operation: 'sourcing-signal.create',
      input: { change, ...source, plants, reference },
    }))
  },
}
