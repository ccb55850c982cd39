import { distance } from '../../words/did-you-mean.js'
import { limits } from '../../domain/limits.js'
import type { WireRequest, WireResponse } from '../../domain/wire.js'
import type { Misunderstanding } from '../contract.js'
import type { Asked, Input, Operation, Parameter } from '../operation.js'
import { errorAnswer } from './plain-answer.js'
import { nameLengthMax, ref, type Schema } from './schema.js'
import { countValues, validatorOf, type Validator } from './validation.js'
import { validateWithin } from './validators.js'
import { cut } from '../../words/lists.js'

/** A request that has an operation; its parameters and its body are as the operation's schemas demand. */
export interface RoutedRequest {
  readonly operation: Operation<never>
  readonly input: Input
}

export interface Misunderstood {
  readonly misunderstood: Misunderstanding
  readonly response: WireResponse
}

interface Route {
  readonly operation: Operation<never>
  readonly segments: readonly string[]
  readonly fixed: boolean
  body: Validator | undefined
  query: Validator | undefined
}

/** What a front is made of. */
export type Fronted = Pick<Asked, 'name' | 'operations' | 'schemas'>

/** The HTTP and JSON side of dialect `plain`: paths, methods, content types, schemas. It is made from the declared operations. */
export class PlainFront {
  readonly #fixed = new Map<string, Route>()
  readonly #routes: Route[] = []

  constructor(readonly asked: Fronted) {
    for (const operation of asked.operations) {
      const segments = operation.http.path.split('/')
      const route: Route = { operation, segments, fixed: !segments.some(isParameter), body: undefined, query: undefined }
      if (route.fixed) this.#fixed.set(nameOf(operation), route)
      this.#routes.push(route)
    }
  }

  /** Finds the operation of a request and checks all that is declared about it. */
  route(request: WireRequest): RoutedRequest | Misunderstood {
    let route = this.#fixed.get(`${request.method} ${request.path}`)
    const parts = route ? [] : segmentsOf(request.path)
    route ??= this.#routes.find(({ operation, segments }) => operation.http.method === request.method && fits(segments, parts))
    if (!route) return this.#notFound(request, parts)
    const { operation } = route
    if (request.body.length > limits.request_body_bytes_max) return tooLarge(request.body.length)
    const key = request.headers['idempotency-key']
    if (key !== undefined && key.length > 255)
      return different(operation, 'request', [`header Idempotency-Key: has ${key.length} characters, expected at most 255`])
    const parameters = this.#parameters(route, request, parts)
    if ('misunderstood' in parameters) return parameters
    const body = operation.body ? this.#body(route, request) : undefined
    if (!body) return { operation, input: parameters.values }
    if ('misunderstood' in body) return body
    const input = { ...(body.value as Input), ...parameters.values }
    const differences = operation.differences?.(input as never) ?? []
    return differences.length === 0 ? { operation, input } : different(operation, 'body', differences)
  }

  #parameters(route: Route, request: WireRequest, parts: readonly string[]): { readonly values: Input } | Misunderstood {
    const { operation, segments } = route
    const values: Record<string, unknown> = {}
    const problems: string[] = []
    if (!route.fixed) {
      segments.forEach((segment, index) => {
        const value = parts[index] ?? ''
        if (!isParameter(segment)) return
        values[segment.slice(1, -1)] = value
        // As long as a name may be in a body: otherwise a path could name what nothing else can.
        const { length } = [...value]
        if (length > nameLengthMax) problems.push(`path ${segment}: has ${length} characters, expected at most ${nameLengthMax}`)
      })
    }
    for (const { name, schema } of headerParameters(operation)) {
      const said = request.headers[name.toLowerCase()]
      if (said === undefined) continue
      // An entity tag is a version in quotes, and a weak one is as good.
      const text = /^(?:W\/)?"(.*)"$/.exec(said)?.[1] ?? said
      const isNumber = /^\d{1,9}$/.test(text)
      if (schema.type === 'integer' && !isNumber) problems.push(`header ${name}: is ${cut(said)}, expected a whole number`)
      values[name] = isNumber && schema.type === 'integer' ? Number(text) : text
    }
    if (request.query === '' && !queryParameters(operation).some(({ required }) => required))
      return problems.length > 0 ? different(operation, 'request', problems) : { values }
    const asked = typedQuery(operation, queryOf(request.query, problems))
    route.query ??= this.#validator(heldQuery(operation), 'the query', 'unknown')
    problems.push(...route.query(asked).map((problem) => `query parameter ${problem}`))
    const what = problems.some((problem) => /^(header|path) /.test(problem)) ? 'request' : 'query'
    return problems.length > 0 ? different(operation, what, problems) : { values: { ...values, ...asked } }
  }

  /** Asked for only once something has to be checked. */
  #validator(held: HeldPart, whole: string, unknownWord: string): Validator {
    const { name: system, schemas } = this.asked
    return validatorOf(validateWithin({ system, schemas }, held.name, held.schema), whole, unknownWord)
  }

  #body(route: Route, request: WireRequest): { readonly value: unknown } | Misunderstood {
    const { body, id } = route.operation
    if (request.body.length === 0 && body?.required === false) return { value: {} }
    const media = mediaProblem(request.headers)
    if (media !== undefined) return misunderstood(415, 'UNSUPPORTED_MEDIA_TYPE', media, {})
    let value: unknown
    try {
      value = JSON.parse(request.body.toString('utf8'))
    } catch (error) {
      return misunderstood(400, 'MALFORMED_JSON', `The body is not JSON: ${whyNoJson(request.body, error)}`, {})
    }
    if (!body) throw new Error(`Operation ${id} has no body.`)
    const most = limits.request_values_count_max
    // Holding it against the schema would take seconds, in which no system answers anybody.
    if (countValues(value, most) > most)
      return different(route.operation, 'body', [`the body: has more than ${most} values in it, which are too many to be looked at`])
    route.body ??= this.#validator(heldBody(route.operation.id, body.schema), 'the body', 'unknown field')
    const problems = route.body(value)
    return problems.length === 0 ? { value } : different(route.operation, 'body', problems)
  }

  #notFound(request: WireRequest, parts: readonly string[]): Misunderstood {
    const here = this.#routes.filter(({ segments }) => fits(segments, parts)).map(({ operation }) => operation)
    const [path, method] = [cut(parts.join('/')), cut(request.method, 20)]
    const first = here[0]
    if (first) {
      const methods = here.map((operation) => operation.http.method).sort()
      const nearest = nameOf(here.find((operation) => operation.posts) ?? first)
      const message = `${path} knows ${methods.join(', ')}; this was ${method}.`
      return misunderstood(405, 'METHOD_NOT_ALLOWED', message, { methods, nearest }, { allow: methods.join(', ') })
    }
    const nearest = this.#nearest(request.method, parts.join('/').slice(0, 200).split('/'))
    return misunderstood(
      404,
      'NO_SUCH_PATH',
      `No operation has the path ${path}.${nearest === undefined ? '' : ` The nearest is ${nearest}.`}`,
      nearest === undefined ? {} : { nearest },
    )
  }

  /** The operation whose path looks most like the one asked for; of equal ones that with the same method. */
  #nearest(method: string, parts: readonly string[]): string | undefined {
    let best: Operation<never> | undefined
    let least = Number.POSITIVE_INFINITY
    for (const { operation, segments } of this.#routes) {
      if (operation.about) continue
      const filled = segments.map((segment, index) => (isParameter(segment) ? (parts[index] ?? segment) : segment))
      const far = distance(filled.join('/').toLowerCase(), parts.join('/').toLowerCase()) + (operation.http.method === method ? 0 : 0.5)
      if (far < least) [best, least] = [operation, far]
    }
    return best && nameOf(best)
  }
}

const fronts = new WeakMap<readonly unknown[], PlainFront>()

/** The front of a system. It keeps nothing of a run, so that all instances in a process share it and its compiled schemas. */
export function plainFrontOf(asked: Fronted): PlainFront {
  let front = fronts.get(asked.operations)
  if (!front) {
    front = new PlainFront(asked)
    fronts.set(asked.operations, front)
  }
  return front
}

/** Split first, decoded then: an escaped slash belongs to a name. What cannot be decoded stays, so that the answer can show it. */
function segmentsOf(path: string): readonly string[] {
  const parts = path.split('/')
  if (!path.includes('%')) return parts
  return parts.map((part) => {
    try {
      return decodeURIComponent(part)
    } catch {
      return part
    }
  })
}

function whyNoJson(body: Buffer, error: unknown): string {
  if (body.length === 0) return 'it is empty'
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'it begins with a byte order mark; send UTF-8 without one'
  return cut(error instanceof Error ? error.message : 'it cannot be read', 200)
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

function nameOf(operation: Operation<never>): string {
  return `${operation.http.method} ${operation.http.path}`
}

function headerParameters(operation: Operation<never>): readonly Parameter[] {
  return (operation.parameters ?? []).filter((parameter) => parameter.in === 'header')
}

function queryParameters(operation: Operation<never>): readonly Parameter[] {
  return (operation.parameters ?? []).filter((parameter) => parameter.in === 'query')
}

function queryOf(query: string, problems: string[]): ReadonlyMap<string, string> {
  const asked = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(query)) {
    if (asked.has(name)) problems.push(`query parameter ${cut(name)}: given more than once`)
    asked.set(name, value)
  }
  return asked
}

/** A part of a request, and what it is held against. */
interface HeldPart {
  readonly name: string
  readonly schema: Schema
}

function heldBody(operation: string, schema: string): HeldPart {
  return { name: `body of ${operation}`, schema: ref(schema) }
}

function heldQuery(operation: Operation<never>): HeldPart {
  const parameters = queryParameters(operation)
  const properties = Object.fromEntries(parameters.map((parameter) => [parameter.name, parameter.schema]))
  const required = parameters.flatMap((parameter) => (parameter.required ? parameter.name : []))
  const schema = { type: 'object', additionalProperties: false, properties, ...(required.length > 0 && { required }) }
  return { name: `query of ${operation.id}`, schema }
}

/** All that requests of these operations are held against. */
export function heldParts(operations: readonly Operation<never>[]): readonly HeldPart[] {
  return operations.flatMap((operation) => [
    ...(operation.body ? [heldBody(operation.id, operation.body.schema)] : []),
    heldQuery(operation),
  ])
}

/** Query values are texts; a parameter that is a whole number becomes one. */
function typedQuery(operation: Operation<never>, asked: ReadonlyMap<string, string>): Input {
  const numbers = queryParameters(operation).filter((parameter) => parameter.schema.type === 'integer')
  return Object.fromEntries(
    [...asked].map(([name, value]) => {
      const isNumber = /^-?\d{1,15}$/.test(value) && numbers.some((parameter) => parameter.name === name)
      return [name, isNumber ? Number(value) : value]
    }),
  )
}

function mediaProblem(headers: Readonly<Record<string, string>>): string | undefined {
  const type = headers['content-type'] ?? ''
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding.toLowerCase() !== 'identity') return `The body is compressed as ${cut(encoding)}; send it uncompressed.`
  if (type === 'application/json') return undefined
  // What is said of it is said as it was sent.
  const [media = '', ...parameters] = type.split(';').map((part) => part.trim())
  if (!/^application\/json$|\+json$/i.test(media))
    return `The body is declared as ${media === '' ? 'nothing' : cut(media)}; send content-type: application/json.`
  const charset = parameters
    .find((parameter) => /^charset=/i.test(parameter))
    ?.slice(8)
    .replaceAll('"', '')
  return charset === undefined || /^utf-?8$/i.test(charset) ? undefined : `The body is declared in ${cut(charset)}; send UTF-8.`
}

function different(operation: Operation<never>, what: string, differences: readonly string[]): Misunderstood {
  const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`
  return misunderstood(400, 'NOT_UNDERSTOOD', `The ${what} is not what ${operation.id} expects: ${count}.`, {
    differences,
    nearest: nameOf(operation),
  })
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
