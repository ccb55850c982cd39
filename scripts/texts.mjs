// Writes src/data/texts.json: names, and fields that nobody asked for. Scenarios draw of them by their seed.
//
//   node scripts/texts.mjs
//
// Once, and not whenever a plan is made: what the libraries draw changes between their releases, and stored plans must not. No key,
// quantity, date or unit is among it.
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { faker } from '@faker-js/faker/locale/en'
import { createGeneratorSync } from 'json-schema-faker'

const seed = 20_260_302
const count = 120
faker.seed(seed)

const many = (draw) => {
  const drawn = new Set()
  while (drawn.size < count) drawn.add(draw())
  return [...drawn]
}

/** What a payload may say besides: strict readers break on it. */
const extras = {
  type: 'object',
  required: ['attributes', 'x-origin'],
  additionalProperties: false,
  properties: {
    attributes: {
      type: 'object',
      required: ['hazardClass', 'remarks'],
      additionalProperties: false,
      properties: {
        hazardClass: { enum: ['none', 'irritant', 'flammable', null] },
        remarks: {
          type: 'array',
          minItems: 0,
          maxItems: 3,
          items: { enum: Array.from({ length: 20 }, () => faker.commerce.productAdjective()) },
        },
        inspectedBy: { enum: [true, false] },
        nested: {
          type: 'object',
          required: ['level'],
          additionalProperties: false,
          properties: { level: { type: 'integer', minimum: 0, maximum: 9 } },
        },
      },
    },
    'x-origin': { enum: Array.from({ length: 20 }, () => faker.internet.domainWord()) },
    'x-flags': { type: 'array', minItems: 0, maxItems: 4, items: { type: 'boolean' } },
    'x-empty': { enum: ['', null, {}] },
  },
}
const extra = createGeneratorSync({ seed, optionalsProbability: 0.5 })

const texts = {
  persons: many(() => faker.person.fullName()),
  companies: many(() => faker.company.name()),
  extras: Array.from({ length: 60 }, () => extra.generate(extras)),
}
writeFileSync(fileURLToPath(new URL('../src/data/texts.json', import.meta.url)), `${JSON.stringify(texts, undefined, 1)}\n`)
