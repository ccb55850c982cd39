import type { SystemName } from '../domain/names.js'
import type { DedupeMode, SystemKind } from './contract.js'
import { systemKinds } from './index.js'
import { resolveResponse } from './shared/openapi.js'

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

/** Every operation × status of every system in dialect `plain`, in the order in which they are declared. */
export function describeOperations(): readonly OperationAnswer[] {
  return systemKinds.flatMap(answersOf)
}

function answersOf(kind: SystemKind): readonly OperationAnswer[] {
  const document = kind.openApi()
  // Without unique references people may open several exceptions about one fact.
  const guarded: readonly DedupeMode[] = kind.refusals['DUPLICATE_REFERENCE']
    ? ['idempotency-key', 'external-reference']
    : ['idempotency-key']
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, object]) => {
      const modes = object['x-dedupe']
      return Object.entries(object.responses).map(([status, answer]) => {
        const resolved = resolveResponse(document, answer)
        return {
          system: kind.words.name,
          dialect: kind.dialects[0],
          operation: object.operationId,
          method: method.toUpperCase(),
          path,
          title: object.summary,
          posts: object['x-posts'],
          dedupe: modes === 'natural' ? modes : modes === 'none' ? ('-' as const) : guarded,
          status: Number(status),
          codes: resolved['x-codes'] ?? [],
          definite: resolved['x-definite'],
          meaning: resolved.description,
        }
      })
    }),
  )
}
