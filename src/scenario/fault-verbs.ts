import type { FaultKind, JsonSchema } from '../faults/contract.js'
import { faultKinds } from '../faults/index.js'
import type { StepDescription } from '../systems/contract.js'
import { systemKinds } from '../systems/index.js'
import { mapping, type Values } from './defaults.js'
import { subjectOf, type Subject } from './subjects/index.js'

/** A fault as scenarios name it: a kind of fault, or a step of a system that can be taken back. */
export interface FaultVerb {
  readonly name: string
  readonly title: string
  readonly kind: FaultKind
  /** JSON Schema of what a scenario may set, in the words of the plan. */
  readonly settings: JsonSchema
  /** What it is put on. */
  readonly on: 'messages' | 'link' | OnSubject
}

/** A fault that is put on things of a kind. */
export interface OnSubject {
  readonly subject: Subject
  /** Its settings, from those that the scenario wrote and those that name the thing. */
  complete(settings: Values, thing: Values): Values
}

function ofKind(kind: FaultKind): FaultVerb {
  const { name, title, settings, link } = kind
  return { name, title, kind, settings, on: link ? 'link' : 'messages' }
}

function ofStep(kind: FaultKind, system: string, step: StepDescription, undo: string): FaultVerb {
  const { begin: _begin, end: _end, system: where, anchor, ...times } = mapping(kind.settings['properties'])
  const { examples: _examples, ...described } = mapping(where)
  const own = mapping(step.settings?.['properties'])
  return {
    name: step.name,
    title: step.title,
    kind,
    settings: {
      type: 'object',
      additionalProperties: false,
      properties: { system: { ...described, default: system }, ...own, anchor: { ...mapping(anchor), default: step.anchor }, ...times },
      ...(step.settings?.['required'] !== undefined && { required: step.settings['required'] }),
    },
    on: {
      subject: subjectOf(step.subject),
      complete(given, thing) {
        const entries = Object.entries(given)
        const ofStep = Object.fromEntries(entries.filter(([name]) => name in own))
        const ofFault = Object.fromEntries(entries.filter(([name]) => !(name in own)))
        return { ...ofFault, begin: { do: step.name, ...thing, ...ofStep }, end: { do: undo, ...thing } }
      },
    },
  }
}

function stepsOf(kind: FaultKind): FaultVerb[] {
  const verbs = systemKinds.flatMap(({ words, steps }) =>
    steps.flatMap((step) => (step.undo === undefined ? [] : [ofStep(kind, words.name, step, step.undo)])),
  )
  // What several systems can be made to do has one name; the first of them is meant unless the scenario says otherwise.
  return verbs.filter(({ name }, index) => verbs.findIndex((verb) => verb.name === name) === index)
}

/** Every fault that a scenario can name. */
export const faultVerbs: readonly FaultVerb[] = faultKinds.flatMap((kind) => (kind.steps ? stepsOf(kind) : [ofKind(kind)]))
