import { limits } from '../domain/limits.js'
import { checkNames } from '../checks/names.js'
import type { JsonSchema } from '../faults/contract.js'
import { dedupeModes } from '../systems/contract.js'
import { mustReachKinds } from './must-reach.js'
import type { JudgedLimits } from './plan.js'

/** Version of the scenario language. */
const scenarioVersion = 1

const text = (description: string, length_max: number): JsonSchema => ({ type: 'string', minLength: 1, maxLength: length_max, description })
const object = (description: string, properties: Readonly<Record<string, JsonSchema>>, required: readonly string[] = []): JsonSchema => ({
  type: 'object',
  description,
  additionalProperties: false,
  properties,
  ...(required.length > 0 && { required }),
})
const flag = (description: string, byDefault: boolean): JsonSchema => ({ type: 'boolean', default: byDefault, description })
const duration = (description: string, byDefault?: string): JsonSchema => ({
  type: 'string',
  format: 'duration',
  description,
  ...(byDefault !== undefined && { default: byDefault }),
})
const whole = (description: string, byDefault: number | undefined, minimum: number, maximum: number): JsonSchema => ({
  type: 'integer',
  description,
  minimum,
  maximum,
  ...(byDefault !== undefined && { default: byDefault }),
})

/** How a system behaves unless a scenario says otherwise: the same as the system's own defaults, which a test holds together. */
const systemSchema = (keepsBooks: boolean): JsonSchema =>
  object('How a system behaves.', {
    dialect: { enum: ['plain'], default: 'plain', description: 'The wire format that it speaks.' },
    dedupe: {
      enum: [...dedupeModes],
      default: 'none',
      description: 'How an operation that posts protects itself from posting twice. A query by reference is always there.',
    },
    'dedupe-window': duration('How long an idempotency key is remembered.', '24h'),
    enforce: object('Rules that the system enforces by refusing what breaks them.', {
      'posting-period': flag('Refuse a posting in a closed period.', keepsBooks),
      'negative-stock': flag('Refuse a movement that would make a balance negative.', false),
      'over-confirmation': flag('Refuse a confirmation beyond order quantity plus tolerance.', false),
      'operation-predecessor': flag('Refuse a confirmation beyond what the operation before it handed on.', false),
    }),
    'closed-period': {
      enum: ['first-open-period', 'exception'],
      default: 'first-open-period',
      description: 'Where a posting belongs whose own period is closed.',
    },
  })

const plantSchema = object(
  'A factory.',
  {
    'time-zone': { type: 'string', format: 'time-zone', description: 'Business dates are dates in it.' },
    company: { type: 'string', format: 'identifier', default: 'C1', description: 'Whose posting periods hold for it.' },
  },
  ['time-zone'],
)

const checkList: JsonSchema = { type: 'array', uniqueItems: true, maxItems: 200, items: { enum: checkNames.map(([, name]) => name) } }
const expectations: Readonly<Record<string, JsonSchema>> = {
  checks: {
    ...checkList,
    description: 'Checks that the scenario must exercise; without anything to judge for one of them the run is "unknown".',
  },
  'must-reach': object(
    'Situations that a run must reach, and how often at least.',
    Object.fromEntries(mustReachKinds.map(({ name, title }) => [name, whole(title, undefined, 1, 1_000_000)])),
  ),
}

/** Attempts and repeats that are allowed where a scenario says nothing. */
export const judgeDefaults: JudgedLimits = { attempts_max: 10, permanent_retries_max: 1 }

/** A step or a fault: an object whose one verb decides what else it may hold. Looked at one by one, each with its own schema. */
const entries = (description: string): JsonSchema => ({
  type: 'array',
  description,
  maxItems: 500,
  items: { type: 'object', minProperties: 1 },
})

/** Values that a scenario names once per size and refers to by `{ $size: name }`. */
const sizeValues: JsonSchema = { type: 'object', propertyNames: { format: 'name' }, maxProperties: 100 }

/** The frame of a scenario file; steps and faults are held against their own schemas. */
export const documentSchema: JsonSchema = {
  ...object(
    'A scenario of mfgsync.',
    {
      $schema: text('The schema of this file, for editors.', 500),
      version: { const: scenarioVersion, description: 'Version of the scenario language.' },
      name: { type: 'string', format: 'name', maxLength: 80, description: 'As the command line names it; the file has the same name.' },
      title: text('The story in one line.', 120),
      story: text('What happens and what must be true in the end, for people.', 10_000),
      tags: {
        type: 'array',
        uniqueItems: true,
        maxItems: 20,
        items: { type: 'string', format: 'name' },
        description: 'Words to choose scenarios by.',
      },
      sizes: object('Values that differ between a quick and a full run; steps and faults refer to one by { $size: name }.', {
        quick: sizeValues,
        full: sizeValues,
      }),
      calendar: object('The time of the story, which is not the time of the run.', {
        start: { type: 'string', format: 'instant', default: '2026-03-02T06:00:00+01:00', description: 'When the burst begins.' },
      }),
      landscape: object('The simulated plants and systems.', {
        plants: {
          type: 'object',
          minProperties: 1,
          maxProperties: 50,
          propertyNames: { format: 'identifier' },
          additionalProperties: plantSchema,
          description: 'Factories by their identifier.',
        },
        systems: object('Systems whose behaviour differs from the usual.', {
          erp: systemSchema(true),
          mes: systemSchema(false),
          desk: systemSchema(false),
        }),
      }),
      data: object('Master data that is made up from the seed.', {
        products: whole('Finished goods, each with three components.', 1, 1, 1_000),
        operations: whole('Operations of a routing.', 3, 1, 99),
        'opening-stock': whole('Stock of every component to begin with, in its base unit.', 1_000_000, 0, 1_000_000_000_000),
        periods: object('Posting periods by month; default: the month of the calendar and the next are open, the one before is closed.', {
          open: { type: 'array', uniqueItems: true, maxItems: 60, items: { type: 'string', format: 'month' } },
          closed: { type: 'array', uniqueItems: true, maxItems: 60, items: { type: 'string', format: 'month' } },
        }),
      }),
      delivery: object('How a source hands facts to the target.', {
        timeout: duration('How long it waits for an answer.', '5s'),
        'backoff-first': duration('Pause before the second attempt.', '200ms'),
        'backoff-factor': {
          type: 'number',
          minimum: 1,
          maximum: 10,
          default: 2,
          description: 'Growth of the pause from one attempt to the next.',
        },
        'backoff-max': duration('Longest pause.', '2s'),
        'attempts-max': whole(
          'Attempts before a fact is returned to its sender; at least three of them after the last fault.',
          20,
          3,
          10_000,
        ),
        'concurrency-max': whole('Deliveries under way at once.', 16, 1, 1_000),
        'page-max': whole('Facts per page of a feed.', 50, 1, limits.feed_page_count_max),
      }),
      phases: object(
        'What happens: before, during and after the disturbance.',
        {
          'set-up': entries('What is there before the first fact.'),
          burst: entries('What happens while faults disturb it. Steps follow one another, each from where the last ended.'),
          heal: entries('What happens once nothing is disturbed any more.'),
        },
        ['burst'],
      ),
      faulty: entries('What disturbs the variant "faulty".'),
      expect: object('What a run must exercise to mean anything.', {
        ...expectations,
        faulty: object('Beyond that, in the variant "faulty".', expectations),
      }),
      judge: object('Limits that the checks hold the target to.', {
        'latency-p95': duration('Longest time from delivery to posting for 95 of 100 facts; absent: reported, not judged.'),
        'backlog-drain': duration('Longest time after the last fault until nothing is pending; absent: reported, not judged.'),
        'attempts-max': whole(
          'Attempts after which a fact that can never be posted counts as hammered, per delivery.',
          judgeDefaults.attempts_max,
          1,
          10_000,
        ),
        'permanent-retries-max': whole(
          'Identical repeats allowed after a definite business refusal, per delivery.',
          judgeDefaults.permanent_retries_max,
          0,
          10_000,
        ),
      }),
    },
    ['version', 'name', 'title', 'phases'],
  ),
  $schema: 'https://json-schema.org/draft/2020-12/schema',
}
