import { resolve } from 'node:path'
import { shownPath } from '../words/shell.js'
import { findConfig } from './config-search.js'
import { UserError } from './errors.js'
import { chooseTarget, commandLine, commandWords, namedTargets, type ChosenTarget, type TargetFlags } from './target-choice.js'

/** How a case names its target: flags with their values, and the folder they hold in. */
export interface CaseTarget {
  readonly flags: Readonly<Record<string, string>>
  readonly cwd: string
}

/**
 * The target of a replay. A case is data: what it names is run only if the command line or the config names it as well, or the user trusts
 * the case. A demo ships with mfgsync, and may be named by anybody. @throws UserError with what the case would have run.
 */
export async function replayTarget(
  stored: CaseTarget,
  flags: TargetFlags & { readonly 'trust-case'?: boolean | undefined },
  cwd: string,
): Promise<ChosenTarget> {
  if (flags.config !== undefined || namedTargets(flags).length > 0) return chooseTarget(flags, cwd)
  const deliver = flags.deliver ?? stored.flags['deliver']
  const { demo, config, ...named } = stored.flags
  if (flags['trust-case']) {
    const chosen = await chooseTarget({ ...stored.flags, ...(deliver !== undefined && { deliver }) }, stored.cwd)
    return { ...chosen, warnings: [`Trusted, as the case names it: ${toldTarget(stored)}`, ...chosen.warnings] }
  }
  if (demo !== undefined) return chooseTarget({ demo, deliver }, cwd)
  const own = findConfig(cwd)?.path
  if (config !== undefined && resolve(stored.cwd, config) !== own) throw refused(stored)
  // With a config beside it, a flag wins: the config has to name the very same.
  if (namedTargets(named).length > 0 && !(await isNamedHere(named, own, cwd))) throw refused(stored)
  if (own === undefined) {
    throw new UserError(
      'The case does not name its target, and there is no config here or above in the repository.',
      `Run it where the config is (it was in ${stored.cwd}), or name the target: --config, --target.`,
    )
  }
  return chooseTarget({ deliver }, cwd)
}

async function isNamedHere(named: Readonly<Record<string, string>>, own: string | undefined, cwd: string): Promise<boolean> {
  if (own === undefined) return false
  const { start, url, module } = (await chooseTarget({}, cwd)).target
  const command = named['target'] === undefined ? undefined : commandWords(named['target'])
  if (command) return start !== undefined && 'command' in start && start.command.join('\0') === command.join('\0')
  return named['target-url'] !== undefined ? named['target-url'] === url : named['target-module'] === module
}

function refused(stored: CaseTarget): UserError {
  return new UserError(
    `The case names its own target, which neither the command line nor a config here does. A case is data, so it was not run:\n` +
      `  ${toldTarget(stored)}`,
    'Name the target yourself, as for simulate (--target, --config), or run what the case names with --trust-case.',
  )
}

function toldTarget({ flags, cwd }: CaseTarget): string {
  const words = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value])
  return `${words.length === 0 ? 'what the config there names' : commandLine(words).replace(/^mfgsync /, '')}  (in ${shownPath(cwd)})`
}
