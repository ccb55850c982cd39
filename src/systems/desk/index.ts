import type { SystemKind } from '../contract.js'
import { defineSystem } from '../define.js'
import { get, post, refusal, success, type Operation, type SystemState, type Tells } from '../operation.js'
import { entries, list, name, object, oneOf, text, type Schema } from '../shared/schema.js'
import { Exceptions, factsOf, type ExceptionInput, type Resolution } from './exceptions.js'

interface Desk extends SystemState {
  readonly exceptions: Exceptions
}

const classes = oneOf('What kind of obstacle it is.', ['transient', 'data', 'business', 'contract'])
const schemas: Readonly<Record<string, Schema>> = {
  ExceptionCreate: object('A fact that people must look at. Name it by `fact` or `facts`.', {
    'fact?': name('Business key of the fact.', 'MC-000001'),
    'facts?': list(
      'Business keys, where one exception is about several facts.',
      { type: 'string', minLength: 1, maxLength: 200 },
      { minItems: 1, maxItems: 500 },
    ),
    'plant?': name('Plant of the facts; may be left out where no other plant has their numbers.', 'P1'),
    class: classes,
    reason: text('Why it was not posted, for the person who reads it.', { minLength: 1, maxLength: 2000 }),
    'owner?': name('Who has to act.'),
    'code?': name('Code of the refusal.'),
  }),
  ExceptionOpened: object('The exception is there.', { exception: text('Its number.'), status: text('Always `open`.', { const: 'open' }) }),
  Exception: object('An exception.', {
    exception: text('Its number.'),
    facts: list('Business keys of the facts.', { type: 'string' }),
    'plant?': text('Plant of the facts, as it was said.'),
    class: classes,
    reason: text('Why.'),
    'owner?': text('Who has to act.'),
    'code?': text('Code of the refusal.'),
    status: oneOf('Open until somebody closes it.', ['open', 'closed']),
    'resolution?': oneOf('How it was closed.', ['posted', 'discarded']),
    'resolutionReason?': text('Why it was closed so.'),
  }),
  ExceptionList: entries('Exceptions, oldest first.', 'Exception'),
  ExceptionClose: object('How it ended.', {
    resolution: oneOf('`posted`: it was posted after all; `discarded`: it will not be.', ['posted', 'discarded']),
    'reason?': text('Why.', { minLength: 1, maxLength: 2000 }),
  }),
}

const content = { class: 'business', reason: 'Order 100001 is closed', owner: 'production-planning', code: 'ORDER_CLOSED' }
const opened = { exception: 'X-0001', facts: ['MC-000001'], ...content, status: 'open' }
const closed = { ...opened, status: 'closed', resolution: 'discarded', resolutionReason: 'counted twice on the floor' }

const unknownException = refusal(404, ['UNKNOWN_EXCEPTION'], 'There is no such exception.', 'There is no exception X-0099.', {
  exception: 'X-0099',
})
const closedBefore = refusal(
  409,
  ['ALREADY_CLOSED'],
  'It was closed before with another resolution.',
  'Exception X-0001 was closed as posted before.',
  { exception: 'X-0001', resolution: 'posted' },
)
const keyReused = refusal(
  422,
  ['KEY_REUSED'],
  'In dedupe mode `idempotency-key`: the key was used with another body.',
  'Idempotency-Key MC-000001 was used before with another body.',
)
const number = { name: 'exception', in: 'path', schema: name('Its number.') } as const

const inPlant = (plant: string | undefined): Tells => (plant === undefined ? {} : { dims: { plant } })

const create: Operation<Desk, ExceptionInput> = {
  id: 'exception.create',
  ...post('/exceptions'),
  dedupe: 'setting',
  title: 'Hand a fact to people',
  description: 'Opens an exception. Each call opens one of its own: look first, if you are in doubt.',
  body: {
    required: true,
    description: 'The exception.',
    schema: 'ExceptionCreate',
    examples: { business: { summary: 'A posting that was refused for good', value: { fact: 'MC-000001', ...content } } },
  },
  success: success(201, 'It is open.', 'ExceptionOpened', { exception: 'X-0001', status: 'open' }),
  refusals: [keyReused],
  tells: (input) => ({ keys: factsOf(input), ...inPlant(input.plant) }),
  /** An exception about nothing helps nobody: it must name a fact one way or the other. */
  differences: (input) => (factsOf(input).length > 0 ? [] : ['fact: missing, expected a text (or facts, an array of them)']),
  run: ({ exceptions }, input) => exceptions.open(input),
}

const query: Operation<Desk, { readonly status?: string; readonly fact?: string; readonly plant?: string }> = {
  id: 'exception.query',
  ...get('/exceptions'),
  title: 'Find exceptions',
  description: 'All, or those of a status or a fact.',
  parameters: [
    { name: 'status', in: 'query', schema: oneOf('Only open or only closed ones.', ['open', 'closed']) },
    { name: 'fact', in: 'query', schema: name('Only those that name this fact.') },
    { name: 'plant', in: 'query', schema: name('Only those that say this plant.') },
  ],
  success: success(200, 'What was found.', 'ExceptionList', { items: [opened] }),
  tells: ({ fact, plant }) => ({ ...(fact !== undefined && { keys: [fact] }), ...inPlant(plant) }),
  run: ({ exceptions }, input) => exceptions.query(input),
}

const read: Operation<Desk, { readonly exception: string }> = {
  id: 'exception.read',
  ...get('/exceptions/{exception}'),
  title: 'Read an exception',
  description: 'One exception.',
  parameters: [number],
  success: success(200, 'The exception.', 'Exception', opened),
  refusals: [unknownException],
  run: ({ exceptions }, { exception }) => exceptions.read(exception),
}

const close: Operation<Desk, { readonly exception: string; readonly resolution: Resolution; readonly reason?: string }> = {
  id: 'exception.close',
  ...post('/exceptions/{exception}/close'),
  dedupe: 'natural',
  title: 'Close an exception',
  description: 'Says how it ended. Repeating it with the same resolution changes nothing and is answered alike.',
  parameters: [number],
  body: {
    required: true,
    description: 'How it ended.',
    schema: 'ExceptionClose',
    examples: { discarded: { summary: 'It will not be posted', value: { resolution: 'discarded', reason: 'counted twice on the floor' } } },
  },
  success: success(200, 'It is closed.', 'Exception', closed),
  refusals: [unknownException, closedBefore],
  run: ({ exceptions }, { exception, resolution, reason }) => exceptions.close(exception, resolution, reason),
}

/** The exception desk: where an integration hands facts to people. */
export const deskSystem: SystemKind = defineSystem<Desk>({
  words: { name: 'desk', title: 'Exception desk: facts that people must look at', short: 'exception desk', books: false },
  url: { variable: 'MFGSYNC_EXCEPTIONS_URL', path: '/exceptions' },
  heading: 'mfgsync exception desk',
  description: 'Where an integration hands facts to people instead of posting them. MFGSYNC_EXCEPTIONS_URL is the URL of `/exceptions`.',
  operations: [create, query, read, close],
  schemas,
  details: { exception: text('Exception that it is about.'), resolution: text('How it was closed.') },
  lookUp: 'look the fact up (`GET ?fact=`) before you open another exception.',
  open: () => ({ exceptions: new Exceptions() }),
  snapshot: ({ exceptions }) => exceptions.snapshot(),
})
