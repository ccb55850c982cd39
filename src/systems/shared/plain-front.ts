import { distance } from '../../words/did-you-mean.js'
import { limits } from '../../domain/limits.js'
import type { WireRequest, WireResponse } from '../../domain/wire.js'
import type { Misunderstanding } from '../contract.js'
import type { LoadedDocument, ParameterObject, PlacedOperation, SchemaObject } from './openapi.js'
import { errorAnswer } from './plain-answer.js'
import { compileWithin, cut, schemasOf, validatorOf, type Validator } from './validation.js'

/** A request that has an operation, with parameters and body as the document demands them. */
export interface RoutedRequest {
  readonly operation: PlacedOperation
  /** Path and query parameters. */
  readonly parameters: Readonly<Record<string, string>>
  /** Validated against the schema of the operation; `undefined` where there is none. */
  readonly body: unknown
  readonly headers: Readonly<Record<string, string>>
}

export interface Misunderstood {
  readonly misunderstood: Misunderstanding
  readonly response: WireResponse
}

interface Route {
  readonly operation: PlacedOperation
  readonly segments: readonly string[]
  readonly pathNames: readonly string[]
  body: Validator | undefined
  query: Validator | undefined
}

/**
 * The HTTP and JSON side that all systems share in dialect `plain`: paths, methods, content types, schemas. It is made from
 * the OpenAPI document.
 */
export class PlainFront {
  readonly #fixed = new Map<string, Route>()
  readonly #open: Route[] = []
  #schemas: ReturnType<typeof schemasOf> | undefined

  constructor(readonly loaded: LoadedDocument) {
    for (const operation of loaded.operations) {
      const segments = operation.path.split('/')
      const route: Route = {
        operation,
        segments,
        pathNames: segments.filter(isParameter).map((part) => part.slice(1, -1)),
        body: undefined,
        query: undefined,
      }
      if (route.pathNames.length === 0) this.#fixed.set(`${operation.method} ${operation.path}`, route)
      else this.#open.push(route)
    }
  }

  /** Finds the operation of a request and checks all that the document says about it. */
  route(request: WireRequest): RoutedRequest | Misunderstood {
    const route = this.#fixed.get(`${request.method} ${request.path}`) ?? this.#openRoute(request)
    if (!route) return this.#notFound(request)
    const { operation } = route
    if (request.body.length > limits.request_body_bytes_max) return tooLarge(request.body.length)
    const key = request.headers['idempotency-key']
    if (key !== undefined && key.length > 255)
      return this.#different(operation, 'request', [`header Idempotency-Key: has ${key.length} characters, expected at most 255`])
    const parameters = this.#parameters(route, request)
    if ('misunderstood' in parameters) return parameters
    const body = operation.object.requestBody ? this.#body(route, request) : { value: undefined }
    if ('misunderstood' in body) return body
    return { operation, parameters: parameters.values, body: body.value, headers: request.headers }
  }

  #openRoute(request: WireRequest): Route | undefined {
    const parts = request.path.split('/')
    return this.#open.find((route) => route.operation.method === request.method && fits(route.segments, parts))
  }

  #parameters(route: Route, request: WireRequest): { readonly values: Readonly<Record<string, string>> } | Misunderstood {
    const values: Record<string, string> = {}
    if (route.pathNames.length > 0) {
      const parts = request.path.split('/')
      route.segments.forEach((segment, index) => {
        if (isParameter(segment)) values[segment.slice(1, -1)] = parts[index] ?? ''
      })
    }
    if (request.query === '') return { values }
    const problems: string[] = []
    const asked = queryOf(request.query, problems)
    route.query ??= this.#queryValidator(route.operation)
    problems.push(...route.query(typedQuery(route.operation, asked)).map((problem) => `query parameter ${problem}`))
    if (problems.length > 0) return this.#different(route.operation, 'query', problems)
    for (const [name, value] of asked) values[name] = value
    return { values }
  }

  #queryValidator(operation: PlacedOperation): Validator {
    this.#schemas ??= schemasOf(this.loaded.document)
    const properties = Object.fromEntries(queryParameters(operation).map((parameter) => [parameter.name, parameter.schema]))
    return validatorOf(compileWithin(this.#schemas, { type: 'object', additionalProperties: false, properties }), 'the query', 'unknown')
  }

  #body(route: Route, request: WireRequest): { readonly value: unknown } | Misunderstood {
    const { operation } = route
    if (request.body.length === 0 && operation.object.requestBody?.required === false) return { value: {} }
    const media = mediaProblem(request.headers)
    if (media !== undefined) return misunderstood(415, 'UNSUPPORTED_MEDIA_TYPE', media, {})
    let value: unknown
    try {
      value = JSON.parse(request.body.toString('utf8'))
    } catch (error) {
      const why = request.body.length === 0 ? 'it is empty' : cut(error instanceof Error ? error.message : 'it cannot be read', 200)
      return misunderstood(400, 'MALFORMED_JSON', `The body is not JSON: ${why}`, {})
    }
    route.body ??= this.#bodyValidator(operation)
    const problems = route.body(value)
    return problems.length === 0 ? { value } : this.#different(operation, 'body', problems)
  }

  #bodyValidator(operation: PlacedOperation): Validator {
    this.#schemas ??= schemasOf(this.loaded.document)
    return validatorOf(compileWithin(this.#schemas, bodySchema(operation)), 'the body', 'unknown field')
  }

  #different(operation: PlacedOperation, what: string, differences: readonly string[]): Misunderstood {
    const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`
    return misunderstood(400, 'NOT_UNDERSTOOD', `The ${what} is not what ${operation.id} expects: ${count}.`, {
      differences,
      nearest: nameOf(operation),
    })
  }

  #notFound(request: WireRequest): Misunderstood {
    const parts = request.path.split('/')
    const here = this.loaded.operations.filter((operation) => fits(operation.path.split('/'), parts))
    const [path, method] = [cut(request.path), cut(request.method, 20)]
    const first = here[0]
    if (first) {
      const methods = here.map((operation) => operation.method).sort()
      const nearest = nameOf(here.find((operation) => operation.object['x-posts']) ?? first)
      const message = `${path} knows ${methods.join(', ')}; this was ${method}.`
      return misunderstood(405, 'METHOD_NOT_ALLOWED', message, { methods, nearest }, { allow: methods.join(', ') })
    }
    const nearest = this.#nearest(request)
    return misunderstood(
      404,
      'NO_SUCH_PATH',
      `No operation has the path ${path}.${nearest === undefined ? '' : ` The nearest is ${nearest}.`}`,
      nearest === undefined ? {} : { nearest },
    )
  }

  /** The operation whose path looks most like the one asked for; of equal ones that with the same method. */
  #nearest(request: WireRequest): string | undefined {
    const parts = request.path.slice(0, 200).split('/')
    let best: PlacedOperation | undefined
    let least = Number.POSITIVE_INFINITY
    for (const operation of this.loaded.operations) {
      if (operation.object.tags.includes('about')) continue
      const segments = operation.path.split('/').map((segment, index) => (isParameter(segment) ? (parts[index] ?? segment) : segment))
      const far =
        distance(segments.join('/').toLowerCase(), parts.join('/').toLowerCase()) + (operation.method === request.method ? 0 : 0.5)
      if (far < least) [best, least] = [operation, far]
    }
    return best && nameOf(best)
  }
}

const fronts = new WeakMap<LoadedDocument, PlainFront>()

/** The front of a document. It keeps nothing of a run, so that all systems of a process share it and its compiled schemas. */
export function plainFrontOf(loaded: LoadedDocument): PlainFront {
  let front = fronts.get(loaded)
  if (!front) {
    front = new PlainFront(loaded)
    fronts.set(loaded, front)
  }
  return front
}

function isParameter(segment: string): boolean {
  return segment.startsWith('{')
}

function fits(segments: readonly string[], parts: readonly string[]): boolean {
  return (
    segments.length === parts.length &&
    segments.every((segment, index) => (isParameter(segment) ? parts[index] !== '' : segment === parts[index]))
  )
}

function nameOf(operation: PlacedOperation): string {
  return `${operation.method} ${operation.path}`
}

function queryParameters(operation: PlacedOperation): readonly ParameterObject[] {
  return (operation.object.parameters ?? []).filter((parameter) => parameter.in === 'query')
}

function bodySchema(operation: PlacedOperation): SchemaObject {
  return operation.object.requestBody?.content['application/json']?.schema ?? {}
}

function queryOf(query: string, problems: string[]): ReadonlyMap<string, string> {
  const asked = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (asked.has(name)) problems.push(`query parameter ${cut(name)}: given more than once`)
    asked.set(name, value)
  }
  return asked
}

/** Query values are texts; a parameter that is a whole number is checked as one. */
function typedQuery(operation: PlacedOperation, asked: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  const numbers = new Set(
    queryParameters(operation)
      .filter((parameter) => parameter.schema.type === 'integer')
      .map((parameter) => parameter.name),
  )
  return Object.fromEntries(
    [...asked].map(([name, value]) => [name, numbers.has(name) && /^-?\d{1,15}$/.test(value) ? Number(value) : value]),
  )
}

function mediaProblem(headers: Readonly<Record<string, string>>): string | undefined {
  const type = headers['content-type'] ?? ''
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') return `The body is compressed as ${cut(encoding)}; send it uncompressed.`
  if (type === 'application/json') return undefined
  const [media = '', ...parameters] = type
    .toLowerCase()
    .split(';')
    .map((part) => part.trim())
  if (media !== 'application/json')
    return `The body is declared as ${media === '' ? 'nothing' : cut(media)}; send content-type: application/json.`
  const charset = parameters
    .find((parameter) => parameter.startsWith('charset='))
    ?.slice(8)
    .replaceAll('"', '')
  return charset === undefined || charset === 'utf-8' || charset === 'utf8'
    ? undefined
    : `The body is declared in ${cut(charset)}; send UTF-8.`
}

function tooLarge(bytes: number): Misunderstood {
  return misunderstood(413, 'TOO_LARGE', `The body has ${bytes} bytes; at most ${limits.request_body_bytes_max} are read.`, {})
}

function misunderstood(
  status: number,
  code: string,
  message: string,
  details: { readonly nearest?: string; readonly differences?: readonly string[]; readonly methods?: readonly string[] },
  headers?: Readonly<Record<string, string>>,
): Misunderstood {
  const { nearest, differences = [] } = details
  return {
    misunderstood: { status, code, message, differences, ...(nearest !== undefined && { nearest }) },
    response: errorAnswer(status, code, message, details, headers),
  }
}
