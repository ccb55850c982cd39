import { createGeneratorSync, type JsonSchema } from 'json-schema-faker'
import { expect } from 'vitest'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { WireResponse } from '../../src/domain/wire.js'
import type { SystemInstance } from '../../src/systems/contract.js'
import { systemKind } from '../../src/systems/index.js'
import type { OpenApiDocument, OperationObject, ResponseObject } from '../../src/systems/shared/openapi-document.js'
import { resolveResponse } from '../../src/systems/shared/openapi.js'
import type { Schema } from '../../src/systems/shared/schema.js'

/** An operation of a document, with its place. */
export interface PlacedOperation {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly object: OperationObject
}

function placed(document: OpenApiDocument): readonly PlacedOperation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, object]) => ({ id: object.operationId, method: method.toUpperCase(), path, object })),
  )
}

/** Holds what a system says against its OpenAPI document, with a validator of its own. */
export class ContractChecker {
  readonly document: OpenApiDocument
  readonly operations: readonly PlacedOperation[]
  /** `operation status`, and `operation status code`, of every answer that was held against the document. */
  readonly seen = new Set<string>()
  readonly #ajv: Ajv2020
  readonly #compiled = new Map<Schema, ValidateFunction>()

  constructor(readonly system: string) {
    const kind = systemKind(system)
    if (!kind) throw new Error(`There is no system ${system}.`)
    this.document = kind.openApi()
    this.operations = placed(this.document)
    const formats = { date: /^\d{4}-\d{2}-\d{2}$/, 'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/ }
    this.#ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, keywords: ['components'], formats })
    this.#ajv.addSchema({ $id: 'contract', components: { schemas: this.document.components.schemas } })
  }

  /** Problems of a value under a schema of the document. */
  problems(schema: Schema, value: unknown): readonly string[] {
    let validate = this.#compiled.get(schema)
    if (!validate) {
      const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"contract#/components/')) as Schema
      validate = this.#ajv.compile(rooted)
      this.#compiled.set(schema, validate)
    }
    return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message ?? ''}`)
  }

  /** Problems of an answer: a status that is not documented, a body, a code or a header that is not as documented. */
  answerProblems(operation: string | undefined, answer: WireResponse): readonly string[] {
    const response = this.#documented(operation, answer.status)
    if (!response) return [`${operation ?? 'no operation'} is answered ${answer.status}, which the document does not know`]
    this.seen.add(`${operation ?? '-'} ${answer.status}`)
    const body: unknown = JSON.parse(answer.body.toString('utf8'))
    const problems = [...this.problems(response.content['application/json']?.schema ?? {}, body)]
    if (answer.headers['content-type'] !== 'application/json; charset=utf-8')
      problems.push(`content-type ${String(answer.headers['content-type'])}`)
    const code = (body as { readonly error?: { readonly code: string } }).error?.code
    if (code !== undefined) this.seen.add(`${operation ?? '-'} ${answer.status} ${code}`)
    if (code !== undefined && response['x-codes'] && !response['x-codes'].includes(code))
      problems.push(`code ${code} is not documented for ${answer.status}`)
    for (const header of ['Retry-After', 'Allow']) {
      if (response.headers?.[header] && answer.headers[header.toLowerCase()] === undefined) problems.push(`header ${header} is missing`)
    }
    return problems
  }

  #documented(operation: string | undefined, status: number): ResponseObject | undefined {
    if (operation === undefined)
      return this.document.components.responses[status === 404 ? 'NoSuchPath' : status === 405 ? 'MethodNotAllowed' : '']
    const object = this.operations.find((candidate) => candidate.id === operation)?.object
    const response = object?.responses[String(status)]
    return response && resolveResponse(this.document, response)
  }
}

/** The operation that a request has by its path alone, whether or not it is understood. */
export function operationAt(system: SystemInstance, method: string, path: string): string | undefined {
  const parts = path.split('/')
  return system.operations().find((operation) => {
    const segments = operation.path.split('/')
    return (
      operation.method === method &&
      segments.length === parts.length &&
      segments.every((segment, index) => (segment.startsWith('{') ? parts[index] !== '' : segment === parts[index]))
    )
  })?.id
}

interface Drawn {
  readonly line: string
  readonly body: unknown
}

const known: Readonly<Record<string, readonly string[]>> = {
  order: ['100001', '100002', '100003'],
  operation: ['0010', '0020', '0030'],
  item: ['FG-100', 'C1', 'C2', 'C3'],
  unit: ['EA', 'KG', 'G', 'BOX'],
  plant: ['P1', 'P2'],
  location: ['PROD', 'SUPER'],
  document: ['8000000001', '4900000001', '8000000002'],
  number: ['MC-000001'],
  exception: ['X-0001', 'X-0002'],
  postingDate: ['2026-03-02', '2026-02-02'],
  lot: ['LOT-7'],
  bin: ['DOCK-1', 'A-01'],
}

/** A request from the operation's schemas. Two of three have keys that exist instead of drawn ones, to get past the first check. */
export function draw(operation: PlacedOperation, seed: number, checker: ContractChecker): Drawn {
  const needed = (operation.object.parameters ?? []).filter((each) => each.in === 'query' && each.required).map((each) => each.name)
  const query = needed.map((name) => `${name}=${pick(name, seed) ?? 'none'}`).join('&')
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => pick(name, seed) ?? 'none') + (query && `?${query}`)
  const schema = operation.object.requestBody?.content['application/json']?.schema
  if (!schema) return { line: `${operation.method} ${path}`, body: undefined }
  const whole = { ...schema, components: { schemas: checker.document.components.schemas } } as JsonSchema
  const body = createGeneratorSync({ seed, optionalsProbability: 0.5, maxItems: 3, maxLength: 40, maxDepth: 20 }).generate(whole)
  expect(checker.problems(schema as Schema, body), JSON.stringify(body)).toEqual([])
  return { line: `${operation.method} ${path}`, body: seed % 3 === 0 ? body : withKnown(body, seed) }
}

function pick(name: string, seed: number): string | undefined {
  const values = known[name]
  return values?.[seed % values.length]
}

function withKnown(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((entry, index) => withKnown(entry, seed + index))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, typeof inner === 'string' ? (pick(name, seed) ?? inner) : withKnown(inner, seed)]),
  )
}
