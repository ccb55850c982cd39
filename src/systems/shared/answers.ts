import { limits } from '../../domain/limits.js'
import type { Operation, RefusalAnswer } from '../operation.js'
import type { ResponseObject } from './openapi-document.js'
import { multiStatus } from './plain-answer.js'
import { list, object, oneOf, ref, text, wholeNumber, type Schema } from './schema.js'

const noEffect = 'No effect has happened.'
const comeBack = 'Send the same request again after Retry-After, and not before; other requests need not wait.'
const retryAfter = {
  'Retry-After': { description: 'Seconds to wait before the next try.', schema: { type: 'string', pattern: '^[0-9]+$' } },
}
const replayed = {
  'Idempotency-Replayed': {
    description: '`true` when this is the stored answer to an earlier call with the same key. Nothing was posted again.',
    schema: { type: 'string', const: 'true' },
  },
}

/** Somebody else is at work on the same thing. */
const conflict = {
  code: 'CONFLICT',
  told: 'Somebody else was changing the object at that moment.',
  message: 'Someone else was changing the object. Nothing was posted; try again.',
}

type Example = Readonly<Record<string, unknown>>

/** `codes`: absent where any code may stand. */
function answer(description: string, definite: boolean, error: Example, codes?: readonly string[], headers?: Example): ResponseObject {
  return {
    description,
    'x-definite': definite,
    ...(codes && { 'x-codes': codes }),
    ...(headers && { headers }),
    content: { 'application/json': { schema: ref('Error'), example: { error } } },
  }
}

/** The answer of a refusal that an operation declares. */
export function refusalResponse({ status, codes, description, example }: RefusalAnswer): ResponseObject {
  const locked = status === 423
  const ways = status === 409 ? ` Or, with the code \`${conflict.code}\`: ${lowered(conflict.told)} Then try again.` : ''
  const all = status === 409 ? [...codes, conflict.code] : codes
  return answer(`${description}${ways} ${noEffect}${locked ? ` ${comeBack}` : ''}`, true, example, all, locked ? retryAfter : undefined)
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

function misread(what: string, operation: string, word: string, right: string): Example {
  const wrong = right.slice(0, 1) + right.slice(2)
  const message = `The ${what} is not what ${operation} expects: 1 difference.`
  const where = what === 'query' ? 'query parameter ' : ''
  return { code: 'NOT_UNDERSTOOD', message, differences: [`${where}${wrong}: ${word}; did you mean "${right}"?`] }
}

/** Answers of all operations. Their examples are mistakes that callers make with the first one. */
export function sharedResponses(operations: readonly Operation<never>[]): Readonly<Record<string, ResponseObject>> {
  const [first] = operations
  const path = first?.http.path ?? '/'
  const methods = operations.flatMap(({ http }) => (http.path === path ? [http.method] : [])).sort()
  const nearest = `${first?.http.method ?? 'GET'} ${path}`
  const asked = operations
    .flatMap(({ id, parameters = [] }) => parameters.map((parameter) => ({ id, ...parameter })))
    .find((parameter) => parameter.in === 'query') ?? { id: first?.id ?? '', name: 'after' }
  const refused = (code: string, message: string, details: Example = {}): Example => ({ code, message, ...details })
  return {
    QueryNotUnderstood: answer(
      `A query parameter is unknown, repeated or of the wrong form. ${noEffect}`,
      true,
      misread('query', asked.id, 'unknown', asked.name),
      ['NOT_UNDERSTOOD'],
    ),
    NoSuchPath: answer(
      `No operation has this path. ${noEffect}`,
      true,
      refused('NO_SUCH_PATH', `No operation has the path ${path.slice(0, -1)}. The nearest is ${nearest}.`, { nearest }),
      ['NO_SUCH_PATH'],
    ),
    MethodNotAllowed: answer(
      `The path exists, the method does not. ${noEffect}`,
      true,
      refused('METHOD_NOT_ALLOWED', `${path} knows ${methods.join(', ')}; this was PATCH.`, { methods, nearest }),
      ['METHOD_NOT_ALLOWED'],
      { Allow: { description: 'Methods that the path knows.', schema: { type: 'string' } } },
    ),
    SessionOver: answer(
      `The session has run out. ${noEffect} Sign in, where the dialect asks for that, and try again.`,
      true,
      refused('UNAUTHORIZED', 'The session has run out. Nothing was posted; sign in and try again.'),
    ),
    SessionRefused: answer(
      `The session was not accepted. ${noEffect} Sign in anew, where the dialect asks for that, and try again.`,
      true,
      refused('FORBIDDEN', 'The session was not accepted. Nothing was posted; sign in and try again.'),
    ),
    Conflict: answer(`${conflict.told} ${noEffect} Try again.`, true, refused(conflict.code, conflict.message), [conflict.code]),
    Throttled: answer(
      `Too many requests for now. ${noEffect} ${comeBack}`,
      true,
      refused('THROTTLED', 'Too many requests; try again after 1 s.'),
      undefined,
      retryAfter,
    ),
    Unavailable: answer(
      `Out of service for now; refused before anything was done. ${noEffect} ${comeBack}`,
      true,
      refused('UNAVAILABLE', 'Out of service for now; try again after 1 s.'),
      undefined,
      retryAfter,
    ),
  }
}

/** Answers of operations that have a body. `lookUp`: what to do when an effect may have happened. */
export function bodyResponses(operation: string, field: string, lookUp: string): Readonly<Record<string, ResponseObject>> {
  return {
    NotUnderstood: answer(
      `The request is not understood: malformed JSON, an unknown field, a wrong type. ${noEffect}`,
      true,
      misread('body', operation, 'unknown field', field),
      ['NOT_UNDERSTOOD', 'MALFORMED_JSON'],
    ),
    TooLarge: answer(
      `The body is larger than ${limits.request_body_bytes_max / 1024 / 1024} MiB. ${noEffect}`,
      true,
      { code: 'TOO_LARGE', message: `The body has 9000000 bytes; at most ${limits.request_body_bytes_max} are read.` },
      ['TOO_LARGE'],
    ),
    UnsupportedMediaType: answer(
      `The body is not declared as application/json in UTF-8, uncompressed. ${noEffect}`,
      true,
      { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'The body is declared as text/plain; send content-type: application/json.' },
      ['UNSUPPORTED_MEDIA_TYPE'],
    ),
    Indefinite: answer(`Something broke on the way. **An effect may have happened**: ${lookUp}`, false, {
      code: 'INTERNAL_ERROR',
      message: 'The request failed on the way.',
    }),
  }
}

const wrong: Readonly<Record<string, Schema>> = {
  code: text('Stable word for what is wrong.', { pattern: '^[A-Z][A-Z_]*$' }),
  message: text('What is wrong, what was expected, what to do.'),
}
const optional = (details: Readonly<Record<string, Schema>>): Readonly<Record<string, Schema>> =>
  Object.fromEntries(Object.entries(details).map(([name, schema]) => [`${name}?`, schema]))

/** Every refusal has this shape; `details` are the system's own. */
export function errorSchema(details: Readonly<Record<string, Schema>>): Schema {
  return object('Every refusal has this shape.', {
    error: object('What is wrong.', {
      ...wrong,
      'nearest?': text('The operation that comes nearest to what was asked.'),
      'differences?': list('Field by field: what was there, what was expected.', { type: 'string' }),
      'methods?': list('Methods that the path knows.', { type: 'string' }),
      ...optional(details),
    }),
  })
}

/** What is wrong with one of several things that a request asks for. */
export function partSchema(details: Readonly<Record<string, Schema>>): Schema {
  return object('What is wrong with this one.', { ...wrong, ...optional(details) })
}

export const operationListSchema: Schema = object('Operations of a system.', {
  system: text('Name of the system.'),
  items: list(
    'One per operation.',
    object('An operation.', {
      operation: text('Operation id.'),
      method: text('HTTP method.'),
      path: text('Path.'),
      posts: { type: 'boolean', description: 'True if it may change something.' },
      dedupe: oneOf('How it protects itself from being done twice.', ['none', 'idempotency-key', 'external-reference', 'natural', '-']),
      title: text('What it does.'),
    }),
  ),
})

/** The answer to a request that asks for several things: each has a result, in the order in which they were asked for. */
function resultsSchema({ success }: Operation<never>): Schema {
  const status = wholeNumber('Status that it would have been answered with alone.', 200)
  const done = object('It was done.', { status, result: success.schema })
  const refused = object('It was refused, and nothing of it was done.', { status, error: ref('RefusedPart') })
  return object('What became of each.', {
    accepted: wholeNumber('How many were done.', 0),
    refused: wholeNumber('How many were refused.', 0),
    results: list('One for each, in their order.', { description: 'What became of one.', oneOf: [done, refused] }),
  })
}

/** What an operation answers where it was done: one thing, or all of several, or a part of them. */
export function successResponses(operation: Operation<never>): Readonly<Record<string, ResponseObject>> {
  const { success, posts, dedupe, each } = operation
  const description = posts ? success.description : `${success.description} ${noEffect}`
  const said = { 'x-definite': true, ...(dedupe === 'setting' && { headers: replayed }) }
  const json = (schema: Schema, example: unknown): ResponseObject['content'] => ({ 'application/json': { schema, example } })
  if (!each) return { [success.status]: { description, ...said, content: json(success.schema, success.example) } }
  const done = { status: success.status, result: success.example }
  const schema = resultsSchema(operation)
  const { description: partly, example } = each.partly
  return {
    [success.status]: { description, ...said, content: json(schema, { accepted: 1, refused: 0, results: [done] }) },
    [multiStatus]: { description: partly, ...said, content: json(schema, { accepted: 1, refused: 1, results: [done, example] }) },
  }
}
