import * as Flags from '@oclif/core/flags'
import type { Screen } from './screen.js'
import { filterWords } from '../words/filter.js'
import { UserError } from './errors.js'

const helpGroup = 'VIEW'

/** Flags of everything that can be looked at. */
export const viewFlags = {
  fps: Flags.integer({
    description: 'Pictures a second, at most; fewer for a slow line.',
    default: 10,
    min: 1,
    max: 30,
    helpValue: 'n',
    helpGroup,
  }),
  'screen-reader': Flags.boolean({
    description: 'Sentences, one after the other, instead of a picture; INK_SCREEN_READER=true says so too.',
    default: false,
    helpGroup,
  }),
}

/** Flags that say where one looks. */
export const lookFlags = {
  at: Flags.string({ description: 'Begin there: the number of a record, or a time (T+12.480).', helpValue: 'record', helpGroup }),
  window: Flags.string({ description: 'This stretch of the run alone, in seconds.', helpValue: '11.9-12.6', helpGroup }),
  only: Flags.string({ description: 'Show these systems alone, by comma; target is one of them.', helpValue: 'names', helpGroup }),
  filter: Flags.string({
    description: 'As / takes it: sys:erp kind:confirmation key:100123 is:lost !telemetry.',
    helpValue: 'text',
    helpGroup,
  }),
}

/** How one looks at a run: at a picture, in sentences, or at lines. */
export type LookingAs = 'picture' | 'sentences' | 'lines'

/** `asked` is --ui or --no-ui. Whoever asks for a picture where none can be drawn is told so. */
export function lookingAs(
  screen: Pick<Screen, 'isTTY'>,
  stdin: { readonly isTTY?: boolean },
  { asked, spoken }: { readonly asked: boolean | undefined; readonly spoken: boolean },
): LookingAs {
  if (spoken || (process.env['INK_SCREEN_READER'] === 'true' && asked !== true)) return 'sentences'
  const canDraw = screen.isTTY && stdin.isTTY === true
  if (asked === true && !canDraw)
    throw new UserError(
      '--ui needs a terminal for input and output, and this is none (or CI, or TERM=dumb).',
      'Leave --ui out: lines are printed then.',
    )
  return asked === false || !canDraw ? 'lines' : 'picture'
}

/** `118`, `T+12.480`, `12.5s`. */
export function placeOf(text: string | undefined): { readonly seq: number } | { readonly t: number } | undefined {
  if (text === undefined) return undefined
  const seq = /^\d+$/.exec(text)
  if (seq) return { seq: Number(text) }
  const time = /^(?:T\+)?(\d+(?:\.\d+)?)s?$/i.exec(text)
  if (time) return { t: Number(time[1]) * 1_000 }
  throw new UserError(
    `--at ${text} is neither a record nor a time.`,
    'Give the number of a record, such as 118, or a time of the run, such as T+12.480.',
  )
}

/** `11.9-12.6`, with or without a T+. */
export function windowOf(text: string | undefined): { readonly from_ms: number; readonly to_ms: number } | undefined {
  if (text === undefined) return undefined
  const [, from, to] = /^(?:T\+)?(\d+(?:\.\d+)?)s?-(?:T\+)?(\d+(?:\.\d+)?)s?$/i.exec(text) ?? []
  if (from !== undefined && to !== undefined && Number(from) < Number(to))
    return { from_ms: Number(from) * 1_000, to_ms: Number(to) * 1_000 }
  throw new UserError(`--window ${text} is no stretch of time.`, 'Give two times of the run in seconds, such as 11.9-12.6.')
}

/** `sys:erp !telemetry`. A word that no filter knows is a slip here: nobody sees while he types that nothing is found. */
export function filterOf(text: string | undefined): string | undefined {
  const words = (text ?? '').split(/\s+/).flatMap((part) => /^!?([a-z]+):/.exec(part)?.[1] ?? [])
  const strange = words.find((word) => !Object.hasOwn(filterWords, word))
  if (strange === undefined) return text
  const known = Object.keys(filterWords)
  throw new UserError(
    `--filter: "${strange}:" is no word of a filter.`,
    `Words are ${known.map((word) => `${word}:`).join(', ')}; without one, any text is looked for.`,
  )
}

/** `erp,target`, held to the systems that there are. */
export function lanesOf(text: string | undefined, known: readonly string[]): readonly string[] {
  const names = (text ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
  const stray = names.find((name) => !known.includes(name))
  if (stray !== undefined) throw new UserError(`--only names ${stray}, which is not in this run.`, `There are ${known.join(', ')}.`)
  return names
}
