import { readFileSync } from 'node:fs'
import type { DedupeMode, OperationDescription } from '../contract.js'

/** The parts of JSON Schema that words are made of; ajv reads the rest. */
export interface SchemaObject {
  readonly [keyword: string]: unknown
  readonly type?: string | readonly string[]
  readonly properties?: Readonly<Record<string, SchemaObject>>
}

export interface ResponseObject {
  readonly description: string
  /** True if the answer says for certain whether an effect happened. */
  readonly 'x-definite': boolean
  /** Codes of the refusals that have this status. */
  readonly 'x-codes'?: readonly string[]
  readonly headers?: Readonly<Record<string, unknown>>
  readonly content: Readonly<Record<string, { readonly schema: SchemaObject; readonly example?: unknown }>>
}

export interface ParameterObject {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required: boolean
  readonly description: string
  readonly schema: SchemaObject
}

interface OperationObject {
  readonly operationId: string
  readonly summary: string
  readonly description: string
  readonly tags: readonly string[]
  readonly 'x-posts': boolean
  /** `setting`: as the system's dedupe mode says; `natural`: repeating changes nothing; `none`: a read. */
  readonly 'x-dedupe': 'setting' | 'natural' | 'none'
  readonly parameters?: readonly ParameterObject[]
  readonly requestBody?: {
    readonly required: boolean
    readonly content: Readonly<
      Record<string, { readonly schema: SchemaObject; readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }>
    >
  }
  readonly responses: Readonly<Record<string, ResponseObject | { readonly $ref: string }>>
}

/** An OpenAPI 3.1 document of a system, as far as this program reads it. */
export interface OpenApiDocument {
  readonly openapi: string
  readonly info: { readonly title: string; readonly version: string; readonly description: string }
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, SchemaObject>>
    readonly responses: Readonly<Record<string, ResponseObject>>
  }
}

/** An operation with its place. */
export interface PlacedOperation {
  readonly id: string
  /** Upper case. */
  readonly method: string
  /** With parameters in braces: `/confirmations/{document}`. */
  readonly path: string
  readonly object: OperationObject
}

export interface LoadedDocument {
  readonly document: OpenApiDocument
  /** The file as it is, for whoever asks for it. */
  readonly bytes: Buffer
  readonly operations: readonly PlacedOperation[]
}

const loaded = new Map<string, LoadedDocument>()

/** The document of a system's dialect, from the package's `mocks/`: read once per process. */
export function loadDocument(system: string, dialect: string): LoadedDocument {
  const name = `${system}/${dialect}`
  const known = loaded.get(name)
  if (known) return known
  const bytes = readFileSync(new URL(`../../../mocks/${name}/openapi.json`, import.meta.url))
  const document = JSON.parse(bytes.toString('utf8')) as OpenApiDocument
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, object]) => ({ id: object.operationId, method: method.toUpperCase(), path, object })),
  )
  const result = { document, bytes, operations }
  loaded.set(name, result)
  return result
}

/** The answer that stands behind a reference to a shared one. */
export function resolveResponse(document: OpenApiDocument, response: ResponseObject | { readonly $ref: string }): ResponseObject {
  if (!('$ref' in response)) return response
  const name = response.$ref.slice(response.$ref.lastIndexOf('/') + 1)
  const found = document.components.responses[name]
  if (!found) throw new Error(`The OpenAPI document refers to ${response.$ref}, which it does not contain.`)
  return found
}

/** What the operations are, under the settings of a system. */
export function describeOperation(operation: PlacedOperation, dedupe: DedupeMode): OperationDescription {
  const { object } = operation
  const kind = object['x-dedupe']
  return {
    id: operation.id,
    method: operation.method,
    path: operation.path,
    posts: object['x-posts'],
    title: object.summary,
    dedupe: kind === 'setting' ? dedupe : kind === 'natural' ? 'natural' : '-',
  }
}
