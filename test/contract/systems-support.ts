import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import type { WireResponse } from '../../src/domain/wire.js'
import type { SystemInstance } from '../../src/systems/contract.js'
import {
  loadDocument,
  resolveResponse,
  type OpenApiDocument,
  type PlacedOperation,
  type ResponseObject,
  type SchemaObject,
} from '../../src/systems/shared/openapi.js'

/** Holds what a system says against its OpenAPI document, with a validator of its own. */
export class ContractChecker {
  readonly document: OpenApiDocument
  readonly operations: readonly PlacedOperation[]
  /** `operation status`, and `operation status code`, of every answer that was held against the document. */
  readonly seen = new Set<string>()
  readonly #ajv: Ajv2020
  readonly #compiled = new Map<SchemaObject, ValidateFunction>()

  constructor(readonly system: string) {
    const { document, operations } = loadDocument(system, 'plain')
    this.document = document
    this.operations = operations
    const formats = { date: /^\d{4}-\d{2}-\d{2}$/, 'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/ }
    this.#ajv = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true, keywords: ['components'], formats })
    this.#ajv.addSchema({ $id: 'contract', components: { schemas: document.components.schemas } })
  }

  /** Problems of a value under a schema of the document. */
  problems(schema: SchemaObject, value: unknown): readonly string[] {
    let validate = this.#compiled.get(schema)
    if (!validate) {
      const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components/', '"contract#/components/')) as SchemaObject
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
