import { cut, said } from '../words/lists.js'
import { planSort, recordKinds } from './record-words.js'
import { validatorOf } from './validators.js'

const kinds: ReadonlySet<unknown> = new Set(recordKinds)

/** Which schema a line is held against: its kind, and of kinds with several shapes which of them. */
function lineSort(line: Readonly<Record<string, unknown>>): string {
  const { kind } = line
  const shape = kind === 'effect' ? line['what'] : kind === 'mark' ? line['mark'] : undefined
  return shape === undefined ? String(kind) : `${String(kind)} ${String(shape)}`
}

/** What makes a line none that a journal can have, in words; undefined for a good one. */
export function lineProblem(line: Readonly<Record<string, unknown>>): string | undefined {
  if (line['kind'] !== 'header' && !kinds.has(line['kind'])) return `it is a record of unknown kind "${said(line['kind'])}"`
  return problemOf(lineSort(line), line)
}

/** What makes the plan of a case none that can be run, in words; undefined for a good one. */
export function planProblem(plan: object): string | undefined {
  return problemOf(planSort, plan)
}

/** What makes the line of a stored session none that a session can have, in words; undefined for a good one. */
export function blobProblem(sort: 'head' | 'run' | 'end' | 'without runs', line: object): string | undefined {
  return problemOf(`blob ${sort}`, line)
}

function problemOf(sort: string, line: object): string | undefined {
  const validate = validatorOf(sort)
  if (!validate) return `it is a record of unknown sort ${cut(JSON.stringify(sort))}`
  if (validate(line)) return undefined
  const [error] = validate.errors ?? []
  const { missingProperty, additionalProperty } = (error?.params ?? {}) as Readonly<Record<string, unknown>>
  const at = (error?.instancePath ?? '').slice(1).replaceAll('/', '.')
  const inside = at === '' ? '' : ` in ${cut(JSON.stringify(at))}`
  if (typeof missingProperty === 'string') return `it has no ${missingProperty}${inside}`
  if (typeof additionalProperty === 'string') return `nobody knows its ${cut(JSON.stringify(additionalProperty))}${inside}`
  return at === '' ? `it is no ${sort}` : `its ${cut(JSON.stringify(at))} cannot be that of a ${sort}`
}
