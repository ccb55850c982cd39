import * as Flags from '@oclif/core/flags'
import { resolve } from 'node:path'
import { isDate } from '../domain/business-date.js'
import { list } from '../words/lists.js'
import { UserError } from './errors.js'

/** How long a new entry holds, where nobody says. */
const defaultDays = 30
const msPerDay = 86_400_000

/** Flags about failures that are known. */
export const baselineFlags = {
  baseline: Flags.string({
    description: 'Failures that are known, each with owner, reason and expiry: told apart, and no failure; the config may name it.',
    helpGroup: 'BASELINE',
    helpValue: 'file',
  }),
  'update-baseline': Flags.boolean({
    description: 'Write what fails now into the baseline, and take out what no longer does. The exit code stays that of this run.',
    helpGroup: 'BASELINE',
  }),
  owner: Flags.string({ description: 'Of new entries: who sees to it.', helpGroup: 'BASELINE', helpValue: 'name' }),
  reason: Flags.string({ description: 'Of new entries: why it may stay for now.', helpGroup: 'BASELINE', helpValue: 'text' }),
  expires: Flags.string({
    description: `Of new entries: the last day on which they hold; ${defaultDays} days from now.`,
    helpGroup: 'BASELINE',
    helpValue: 'date',
  }),
}

interface BaselineFlags {
  readonly baseline?: string | undefined
  readonly 'update-baseline': boolean
  readonly owner?: string | undefined
  readonly reason?: string | undefined
  readonly expires?: string | undefined
}

/** What is to be done about a baseline. */
export interface BaselineWanted {
  /** Absolute. */
  readonly path: string
  /** What new entries say; absent: the file stays as it is. */
  readonly update?: { readonly owner: string; readonly reason: string; readonly expires: string }
}

/** `configured`: the file that the config names; `today`: an ISO time. @throws UserError */
export function baselineWanted(flags: BaselineFlags, configured: string | undefined, today: string): BaselineWanted | undefined {
  const path = flags.baseline === undefined ? configured : resolve(flags.baseline)
  if (!flags['update-baseline']) {
    const idle = (['owner', 'reason', 'expires'] as const).filter((name) => flags[name] !== undefined).map((name) => `--${name}`)
    if (idle.length > 0)
      throw new UserError(
        `${list(idle)} would do nothing: new entries are written by --update-baseline alone.`,
        'Add it, or leave them out.',
      )
    return path === undefined ? undefined : { path }
  }
  if (path === undefined)
    throw new UserError('--update-baseline has no file to write.', 'Name it: --baseline mfgsync.baseline.yaml, or baseline in the config.')
  const { owner = '', reason = '', expires = inDays(today, defaultDays) } = flags
  if (owner.trim() === '' || reason.trim() === '')
    throw new UserError('A known failure has an owner and a reason.', 'Give both: --owner NAME --reason TEXT.')
  if (!isDate(expires) || expires < today.slice(0, 10))
    throw new UserError(`--expires ${expires} is no day to come.`, `Write it as ${inDays(today, defaultDays)}.`)
  return { path, update: { owner, reason, expires } }
}

function inDays(today: string, days: number): string {
  return new Date(Date.parse(`${today.slice(0, 10)}T00:00:00Z`) + days * msPerDay).toISOString().slice(0, 10)
}
