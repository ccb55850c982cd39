import type { SystemName } from '../domain/fact.js'
import type { DedupeMode } from './contract.js'
import { systemKinds } from './index.js'
import { loadDocument, resolveResponse } from './shared/openapi.js'

/** One answer of one operation: a row of the table that docs and `systems show` print. */
export interface OperationAnswer {
  readonly system: SystemName
  readonly dialect: string
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly title: string
  /** True if the operation may change something. */
  readonly posts: boolean
  /** Modes under which repeating it is safe; `natural`: always; `-`: a read. */
  readonly dedupe: readonly DedupeMode[] | 'natural' | '-'
  readonly status: number
  /** Codes of the refusals with this status; empty for a success and where any code may stand. */
  readonly codes: readonly string[]
  /** True if a caller knows from it whether an effect happened. */
  readonly definite: boolean
  readonly meaning: string
}

const guarded: readonly DedupeMode[] = ['idempotency-key', 'external-reference']
/** The desk has no external references: people may open several exceptions about one fact. */
const guardedByKey: readonly DedupeMode[] = ['idempotency-key']

/** Every operation × status of every system and dialect, from the OpenAPI documents, in their order. */
export function describeOperations(): readonly OperationAnswer[] {
  return Object.values(systemKinds).flatMap((kind) => kind.dialects.flatMap((dialect) => answersOf(kind.name, dialect)))
}

function answersOf(system: SystemName, dialect: string): readonly OperationAnswer[] {
  const { document, operations } = loadDocument(system, dialect)
  return operations.flatMap(({ id, method, path, object }) => {
    const modes = object['x-dedupe']
    const dedupe = modes === 'natural' ? 'natural' : modes === 'none' ? '-' : system === 'desk' ? guardedByKey : guarded
    return Object.entries(object.responses).map(([status, answer]) => {
      const resolved = resolveResponse(document, answer)
      return {
        system,
        dialect,
        operation: id,
        method,
        path,
        title: object.summary,
        posts: object['x-posts'],
        dedupe,
        status: Number(status),
        codes: resolved['x-codes'] ?? [],
        definite: resolved['x-definite'],
        meaning: resolved.description,
      }
    })
  })
}
