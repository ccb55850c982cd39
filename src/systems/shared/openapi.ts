import { limits } from '../../domain/limits.js'
import type { SystemWords } from '../../domain/words.js'
import type { Operation, Parameter } from '../operation.js'
import {
  errorSchema,
  operationListSchema,
  partSchema,
  refusalResponse,
  bodyResponses,
  sharedResponses,
  successResponses,
} from './answers.js'
import type { OpenApiDocument, OperationObject, ParameterObject, ResponseObject } from './openapi-document.js'
import { ref, type Schema } from './schema.js'
import { webhooksOf, type Emits } from './webhooks.js'

/** What a document is made of. */
export interface Documented {
  readonly words: SystemWords
  /** "mfgsync simulated ERP". */
  readonly heading: string
  /** What it is for, and how its values are written. */
  readonly description: string
  readonly operations: readonly Operation<never>[]
  readonly schemas: Readonly<Record<string, Schema>>
  /** What its refusals say besides code and message. */
  readonly details: Readonly<Record<string, Schema>>
  /** What to do when an effect may have happened. */
  readonly lookUp?: string
  readonly emits?: Emits
}

const howToReadAnswers =
  'Answers: 2xx means done. 4xx, 429 and 503 with Retry-After are definite: nothing was done. 500, 502, 504 and a broken connection or a ' +
  'time-out are not: an effect may have happened, so look it up before you post again. Each answer says which it is (`x-definite`). An ' +
  'unknown path is answered 404 NO_SUCH_PATH with the nearest operation, an unknown method 405 with those that exist.'

const keyHeader: ParameterObject = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Honoured where the system runs in dedupe mode `idempotency-key`: the same key with the same body is answered from store and posts ' +
    'nothing; with another body it is refused (KEY_REUSED). Ignored in the other modes. ' +
    `The newest ${limits.idempotency_keys_count_max} keys are remembered.`,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}
const correlationHeader: ParameterObject = {
  name: 'X-Correlation-ID',
  in: 'header',
  required: false,
  description: 'Which fact the call is about: its business key or its CloudEvents id. Kept with the journal; changes nothing.',
  schema: { type: 'string', maxLength: 200 },
}

/** The schemas of a system and those that all systems share. */
export function schemasOf({
  schemas,
  details,
  operations,
}: Pick<Documented, 'schemas' | 'details' | 'operations'>): Readonly<Record<string, Schema>> {
  const parts = operations.some(({ each }) => each) ? { RefusedPart: partSchema(details) } : {}
  return { Error: errorSchema(details), ...parts, ...schemas, OperationList: operationListSchema }
}

/** The document, from what is declared. */
export function openApiOf(system: Documented): OpenApiDocument {
  const { operations, emits, lookUp = 'look it up before you post anew.' } = system
  const written = operations.find(({ body }) => body)
  const [field = ''] = Object.keys(system.schemas[written?.body?.schema ?? '']?.properties ?? {})
  const responses = { ...(written && bodyResponses(written.id, field, lookUp)), ...sharedResponses(operations) }
  const paths: Record<string, Record<string, OperationObject>> = {}
  for (const operation of operations) {
    const { method, path } = operation.http
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationObject(operation, responses) }
  }
  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://json-schema.org/draft/2020-12/schema',
    info: {
      title: system.heading,
      version: '1.0.0',
      summary: 'Dialect `plain`.',
      description: `${system.description}\n\n${howToReadAnswers}`,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [
      { name: 'work', description: 'What an integration uses.' },
      { name: 'about', description: 'For people who look around.' },
    ],
    paths,
    ...(emits && { webhooks: webhooksOf(system.words, emits) }),
    components: { schemas: schemasOf(system), responses },
  }
}

function operationObject(operation: Operation<never>, shared: Readonly<Record<string, ResponseObject>>): OperationObject {
  const { id, title, description, posts, dedupe, body } = operation
  const headers = [...(dedupe === 'setting' ? [keyHeader] : []), ...(posts ? [correlationHeader] : [])]
  const parameters = [...(operation.parameters ?? []).map(parameterObject), ...headers]
  return {
    operationId: id,
    summary: title,
    description,
    tags: [operation.about ? 'about' : 'work'],
    'x-posts': posts,
    'x-dedupe': dedupe,
    ...(parameters.length > 0 && { parameters }),
    ...(body && {
      requestBody: {
        required: body.required,
        description: body.description,
        content: { 'application/json': { schema: ref(body.schema), examples: body.examples } },
      },
    }),
    responses: responsesOf(operation, shared),
  }
}

function parameterObject({ name, in: place, schema, required }: Parameter): ParameterObject {
  const { description = '', ...rest } = schema
  return { name, in: place, required: place === 'path' || required === true, description, schema: rest }
}

function responsesOf(operation: Operation<never>, shared: Readonly<Record<string, ResponseObject>>): OperationObject['responses'] {
  const { refusals = [], posts, body, about } = operation
  const to = (name: string): { readonly $ref: string } => ({ $ref: `#/components/responses/${name}` })
  const misread = body ? 'NotUnderstood' : 'QueryNotUnderstood'
  return {
    ...successResponses(operation),
    400: to(misread),
    ...(body && { 413: to('TooLarge'), 415: to('UnsupportedMediaType') }),
    ...(!about && { 401: to('SessionOver'), 403: to('SessionRefused'), 409: to('Conflict'), 429: to('Throttled'), 503: to('Unavailable') }),
    ...(posts && Object.fromEntries([500, 502, 504].map((status) => [status, to('Indefinite')]))),
    ...Object.fromEntries(
      refusals.map((refusal) => {
        const codes = refusal.status === 400 ? [...refusal.codes, ...(shared[misread]?.['x-codes'] ?? [])] : refusal.codes
        return [refusal.status, refusalResponse({ ...refusal, codes })]
      }),
    ),
  }
}

/** The answer that stands behind a reference to a shared one. */
export function resolveResponse(document: OpenApiDocument, response: ResponseObject | { readonly $ref: string }): ResponseObject {
  if (!('$ref' in response)) return response
  const name = response.$ref.slice(response.$ref.lastIndexOf('/') + 1)
  const found = document.components.responses[name]
  if (!found) throw new Error(`The OpenAPI document refers to ${response.$ref}, which it does not contain.`)
  return found
}

export const documentSummary = {
  schema: {
    type: 'object',
    required: ['openapi', 'info', 'paths'],
    properties: { openapi: { type: 'string' }, info: { type: 'object' }, paths: { type: 'object' } },
  } satisfies Schema,
  example: { openapi: '3.1.0', info: {}, paths: {} },
}
