import * as Flags from '@oclif/core/flags'
import { isFileName } from '../words/file-name.js'
import { errorText } from '../words/errors.js'
import { shellWord } from '../words/shell.js'
import { UserError } from './errors.js'

/** Flags that say which of the cases are run, how often, and what the invocation is called. */
export const caseFlags = {
  grep: Flags.string({
    char: 'g',
    description: 'Only scenarios whose name, or one of whose checks, matches; a regular expression.',
    helpGroup: 'CASES',
    helpValue: 'pattern',
  }),
  'last-failed': Flags.boolean({
    description: 'Only what did not pass in the last session of this folder of runs.',
    helpGroup: 'CASES',
    // The cases are those of then, with seed and settings.
    exclusive: ['seed', 'seeds', 'tag', 'variant', 'size', 'dedupe', 'identifiers'],
  }),
  shard: Flags.string({
    description: 'One part of all cases, such as 2/4; which part a case is in hangs on nothing but the case.',
    helpGroup: 'CASES',
    helpValue: 'i/n',
  }),
  bail: Flags.integer({ min: 1, description: 'Begin no run after so many have failed.', helpGroup: 'CASES', helpValue: 'n' }),
  retries: Flags.integer({
    min: 0,
    max: 10,
    default: 0,
    description: 'Run what did not pass again, so often at most. Who fails and passes is flaky: told apart, never taken for passed.',
    helpGroup: 'CASES',
    helpValue: 'n',
  }),
  'fail-on-flaky': Flags.boolean({ description: 'Exit with 1 if a case is flaky.', helpGroup: 'CASES' }),
  label: Flags.string({
    description: 'Name of this invocation in reports, to tell the cells of a matrix apart.',
    helpGroup: 'CASES',
    helpValue: 'name',
  }),
}

/** `2/4`, counted from one. @throws UserError */
export function parseShard(text: string | undefined): { readonly index: number; readonly total: number } | undefined {
  if (text === undefined) return undefined
  const [, first = '', second = ''] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? []
  const [index, total] = [Number(first), Number(second)]
  if (first === '' || total < 1 || index < 1 || index > total)
    throw new UserError(`--shard ${text} is no part of a whole.`, 'Give the part and how many there are, from 1 on, such as 2/4.')
  return { index, total }
}

/** @throws UserError */
export function parsePattern(text: string | undefined): RegExp | undefined {
  if (text === undefined) return undefined
  try {
    return new RegExp(text, 'i')
  } catch (error) {
    throw new UserError(`--grep ${text} is no regular expression: ${errorText(error)}.`, 'A part of a name is one, such as --grep receipt.')
  }
}

/** @throws UserError */
export function checkedLabel(text: string | undefined): string | undefined {
  if (text !== undefined && !isFileName(text))
    throw new UserError(`--label ${shellWord(text)} is no name.`, 'Use letters, digits, dots and dashes, such as node-24.')
  return text
}
