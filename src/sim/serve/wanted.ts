import { identifierProfiles } from '../../data/identifiers/index.js'
import { dedupeModes } from '../../systems/index.js'
import { didYouMean } from '../../words/did-you-mean.js'
import { errorText } from '../../words/errors.js'
import { cut } from '../../words/lists.js'
import { notUnderstood, type Refusal } from './answers.js'
import type { LandscapeWanted } from './contract.js'

const profiles = identifierProfiles.map(({ name }) => name)

const fields: Readonly<Record<string, { readonly form: string; readonly fits: (value: unknown) => boolean }>> = {
  scenario: { form: 'the name of a scenario, a text', fits: (value) => typeof value === 'string' && value !== '' },
  seed: { form: 'a whole number from 0', fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0 },
  dedupe: { form: `one of ${dedupeModes.join(', ')}`, fits: (value) => dedupeModes.some((mode) => mode === value) },
  identifiers: { form: `one of ${profiles.join(', ')}`, fits: (value) => profiles.some((name) => name === value) },
}
const example = '{"scenario": "hello-confirmation", "seed": 1}'

/** Reads the body that asks for a session; an empty one asks for the defaults. */
export function wantedOf(body: Buffer): LandscapeWanted | Refusal {
  const text = body.toString('utf8')
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    const message = `The body is not JSON (${cut(errorText(error), 200)}). Send none, or an object such as ${example}.`
    return { status: 400, code: 'MALFORMED_JSON', message }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { status: 400, code: 'NOT_UNDERSTOOD', message: `The body is no JSON object. Send none, or one such as ${example}.` }
  const differences = Object.entries(value).flatMap(([name, given]) => {
    // Names come from outside: only own ones are fields.
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field) return field.fits(given) ? [] : [`${name}: ${cut(JSON.stringify(given))}; expected ${field.form}`]
    const meant = didYouMean(name, Object.keys(fields))
    return [`${cut(name)}: unknown; ${meant === undefined ? `expected ${Object.keys(fields).join(', ')}` : `did you mean "${meant}"?`}`]
  })
  return differences.length === 0 ? value : notUnderstood('The body is not what a session is made of', differences)
}
