import { limits } from '../domain/limits.js'
import { checkNames } from '../checks/names.js'
import { identifierProfiles } from '../data/identifiers/index.js'
import { dataSets } from '../data/sets.js'
import type { JsonSchema } from '../faults/contract.js'
import { dedupeModes, type SystemKind } from '../systems/contract.js'
import { systemKinds } from '../systems/index.js'
import { mustReachKinds } from './must-reach.js'
import type { JudgedLimits } from './plan.js'
import { choice, duration, flag, formatted, object, text, uniqueList, whole } from './schema-parts.js'
import { formatDuration } from '../words/duration.js'

/** Version of the scenario language. */
const scenarioVersion = 1

/** A name of a setting as a scenario writes it: `posting-period`. */
export function inYaml(name: string): string {
  return name.replaceAll('_', '-')
}

/** How a system behaves, by its own description of what can be set. */
function systemSchema({ dialects, defaults, rules, policies }: SystemKind): JsonSchema {
  const enforce = Object.fromEntries(rules.map(({ name, title, byDefault }) => [inYaml(name), flag(title, byDefault)]))
  const said = (title: string, drawn?: true): string =>
    drawn ? `${title} Absent: the default, and drawn by the seed in the variant "storm".` : title
  const own = policies.map(
    ({ name, title, choices, drawn }) => [inYaml(name), choice(said(title, drawn), choices, defaults.policies[name])] as const,
  )
  return object('How a system behaves.', {
    dialect: choice('The wire format that it speaks.', dialects, defaults.dialect),
    dedupe: choice(
      'How an operation that posts protects itself from posting twice. A query by reference is always there.',
      dedupeModes,
      defaults.dedupe,
    ),
    'dedupe-window': duration('How long an idempotency key is remembered.', formatDuration(defaults.dedupe_window_ms)),
    ...(rules.length > 0 && { enforce: object('Rules that the system enforces by refusing what breaks them.', enforce) }),
    ...Object.fromEntries(own),
  })
}

const plantSchema = object(
  'A factory.',
  {
    'time-zone': formatted('time-zone', 'Business dates are dates in it, unless a system dates otherwise (posting-date-zone).'),
    company: formatted('identifier', 'Whose posting periods hold for it.', 'C1'),
  },
  ['time-zone'],
)

const companySchema = object(
  'A company.',
  { 'time-zone': formatted('time-zone', 'Its time zone: systems may date by it (posting-date-zone). Default: that of its first plant.') },
  ['time-zone'],
)

const checks = { enum: checkNames.map(([, name]) => name) }
const situations = Object.fromEntries(mustReachKinds.map(({ name, title }) => [name, whole(title, 1, 1_000_000)]))
const expectations: Readonly<Record<string, JsonSchema>> = {
  checks: uniqueList(checks, {
    maxItems: 200,
    description: 'Checks that the scenario must exercise; without anything to judge for one of them the run is "unknown".',
  }),
  'must-reach': object('Situations that a run must reach, and how often at least.', situations),
}

/** Attempts and repeats that are allowed where a scenario says nothing. */
export const judgeDefaults: JudgedLimits = { attempts_max: 10, permanent_retries_max: 2 }

/** A step or a fault: an object whose one verb decides what else it may hold. Looked at one by one, each with its own schema. */
const entries = (description: string): JsonSchema => ({
  type: 'array',
  description,
  maxItems: 500,
  items: { type: 'object', minProperties: 1 },
})

/** Values that a scenario names once per size and refers to by `{ $size: name }`. */
const sizeValues: JsonSchema = { type: 'object', propertyNames: { format: 'name' }, maxProperties: 100 }
const months = uniqueList({ type: 'string', format: 'month' }, { maxItems: 60 })

const identifiers = `How orders, facts, items, lots, locations and operations are numbered: ${identifierProfiles
  .map(({ name, title }) => `\`${name}\`: ${title}`)
  .join('; ')}. Absent: plain, and drawn by the seed in the variant "storm".`

const landscape = object('The simulated plants and systems.', {
  identifiers: choice(
    identifiers,
    identifierProfiles.map(({ name }) => name),
  ),
  plants: {
    type: 'object',
    minProperties: 1,
    maxProperties: 50,
    propertyNames: { format: 'identifier' },
    additionalProperties: plantSchema,
    description: 'Factories by their identifier.',
  },
  companies: {
    type: 'object',
    maxProperties: 50,
    propertyNames: { format: 'identifier' },
    additionalProperties: companySchema,
    description: 'Companies whose time zone is another than that of their first plant, by their identifier.',
  },
  systems: object(
    'Systems whose behaviour differs from the usual.',
    Object.fromEntries(systemKinds.map((kind) => [kind.words.name, systemSchema(kind)])),
  ),
})

const data = object('Master data.', {
  set: choice(
    `Which: ${dataSets.map(({ name, title }) => `\`${name}\`: ${title}`).join('; ')}.`,
    dataSets.map(({ name }) => name),
    dataSets[0].name,
  ),
  plants: whole('How many of the plants that the set comes with; absent: all of them.', 1, 50),
  'opening-revision': formatted('identifier', 'Revision that is active from the start, where the set has several.'),
  stock: {
    type: 'array',
    maxItems: 100,
    description: 'Stock besides that of the set, by the names of the set.',
    items: object(
      'Stock in a bin.',
      {
        plant: formatted('identifier', 'Plant.'),
        item: text('Item.', 40),
        bin: text('Bin.', 40),
        quantity: whole('In its base unit.', 1, 1_000_000_000),
      },
      ['plant', 'item', 'bin', 'quantity'],
    ),
  },
  products: whole('Finished goods, each with three components.', 1, 1_000, 1),
  operations: whole('Operations of a routing.', 1, 99, 3),
  'opening-stock': whole('Stock of every component to begin with, in its base unit.', 0, 1_000_000_000_000, 1_000_000),
  periods: object('Posting periods by month; default: the month of the calendar and the next are open, the one before is closed.', {
    open: months,
    closed: months,
  }),
})

const delivery = object('How a source hands facts to the target.', {
  timeout: duration('How long it waits for an answer.', '5s'),
  'backoff-first': duration('Pause before the second attempt.', '200ms'),
  'backoff-factor': { ...whole('Growth of the pause from one attempt to the next.', 1, 10, 2), type: 'number' },
  'backoff-max': duration('Longest pause.', '2s'),
  'attempts-max': whole('Attempts before a fact is returned to its sender; at least three of them after the last fault.', 3, 10_000, 20),
  'concurrency-max': whole('Deliveries under way at once.', 1, 1_000, 16),
  'page-max': whole('Facts per page of a feed.', 1, limits.feed_page_count_max, 50),
})

const judge = object('Limits that the checks hold the target to.', {
  'latency-p95': duration('Longest time from delivery to posting for 95 of 100 facts; absent: reported, not judged.'),
  'backlog-drain': duration('Longest time after the last fault until nothing is pending; absent: reported, not judged.'),
  'attempts-max': whole(
    'Attempts after which a fact that can never be posted counts as hammered, per delivery.',
    1,
    10_000,
    judgeDefaults.attempts_max,
  ),
  'permanent-retries-max': whole(
    'Identical repeats allowed after a definite business refusal, per delivery.',
    0,
    10_000,
    judgeDefaults.permanent_retries_max,
  ),
})

/** The frame of a scenario file; steps and faults are held against their own schemas. */
export const documentSchema: JsonSchema = {
  ...object(
    'A scenario of mfgsync.',
    {
      $schema: text('The schema of this file, for editors.', 500),
      version: { const: scenarioVersion, description: 'Version of the scenario language.' },
      name: { ...formatted('name', 'As the command line names it; the file has the same name.'), maxLength: 80 },
      title: text('The story in one line.', 120),
      story: text('What happens and what must be true in the end, for people.', 10_000),
      tags: uniqueList({ type: 'string', format: 'name' }, { maxItems: 20, description: 'Words to choose scenarios by.' }),
      sizes: object('Values that differ between a quick and a full run; steps and faults refer to one by { $size: name }.', {
        quick: sizeValues,
        full: sizeValues,
      }),
      calendar: object('The time of the story, which is not the time of the run.', {
        start: formatted('instant', 'When the burst begins.', '2026-03-02T06:00:00+01:00'),
      }),
      landscape,
      data,
      delivery,
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
      judge,
    },
    ['version', 'name', 'title', 'phases'],
  ),
  $schema: 'https://json-schema.org/draft/2020-12/schema',
}
