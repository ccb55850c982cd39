import { checkNames } from '../checks/names.js'
import { formatted, settings, text, uniqueList } from '../scenario/schema-parts.js'
import type { NamedSchema } from '../scenario/schema-parts.js'

export const baselineVersion = 1

/** What a baseline holds; `schemas/baseline.schema.json` is made of it. */
export const baselineSchema: NamedSchema = {
  name: 'baseline',
  schema: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://mfgsync.dev/schemas/baseline.schema.json',
    title: 'mfgsync baseline',
    description: 'Failures that are known: whose they are, why they may stay, and until when.',
    ...settings(
      {
        $schema: { type: 'string', description: 'For editors.' },
        version: { const: baselineVersion, description: `Version of this format: ${baselineVersion}.` },
        entries: {
          type: 'array',
          description: 'One for each case with known failures.',
          items: settings(
            {
              case: text('The case, as every report names it: mes-confirmation-burst faulty quick seed 1.', 400),
              label: text('Only of invocations with this --label; absent: of all.', 120),
              checks: uniqueList(
                { enum: checkNames.map(([, name]) => name) },
                { minItems: 1, description: 'The checks that are known to fail. No other check of the case is covered.' },
              ),
              owner: text('Who sees to it.', 200),
              reason: text('Why it may stay for now: a ticket, or a sentence.', 1_000),
              expires: formatted('date', 'The last day on which it holds, in UTC. From the next day on it fails the gate.'),
            },
            ['case', 'checks', 'owner', 'reason', 'expires'],
          ),
        },
      },
      ['version', 'entries'],
    ),
  },
}
