import { visible } from '../words/visible.js'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { didYouMean } from '../words/did-you-mean.js'
import { describeError } from './errors.js'
import { exitCodes } from './exit-codes.js'
import { leaveAll } from './leaving.js'
import { terminalScreen, type Screen } from './screen.js'

/** Flags that every command has. */
const screenFlags = {
  ascii: Flags.boolean({ description: 'Use ASCII characters only.', helpGroup: 'SCREEN' }),
  color: Flags.boolean({
    description: 'Colour the output; NO_COLOR and the terminal decide otherwise.',
    allowNo: true,
    helpGroup: 'SCREEN',
  }),
}

/** What all commands share: the screen, and errors that are for people. */
export abstract class BaseCommand extends Command {
  static override baseFlags = screenFlags

  screenFor(flags: { readonly ascii?: boolean; readonly color?: boolean }): Screen {
    return terminalScreen(process.env, { stdout: process.stdout, stderr: process.stderr }, flags)
  }

  get tool(): string {
    return `mfgsync/${this.config.version}`
  }

  override async catch(error: Error & { readonly exitCode?: number }): Promise<void> {
    leaveAll()
    // Parsing errors of oclif are usage errors; its own rendering would wrap and colour them.
    const parsing = 'oclif' in error && error.constructor.name !== 'ExitError'
    if (error.constructor.name === 'ExitError') throw error
    if (parsing) {
      const said = parsingText(error, Object.keys(this.ctor.flags ?? {}))
      process.stderr.write(visible(`${said}\nSee mfgsync ${this.id?.replaceAll(':', ' ') ?? ''} --help.\n`))
      process.exitCode = exitCodes.usage
      return
    }
    const { text, exitCode } = describeError(error)
    process.stderr.write(`${visible(text)}\n`)
    process.exitCode = exitCode
  }
}

/** What oclif says of a call that it cannot read, with the flag that was probably meant. */
function parsingText({ message }: Error, flags: readonly string[]): string {
  const text = message.replace('\nSee more help with --help', '')
  const unknown = /^Nonexistent flags?: --([\w-]+)/.exec(text)?.[1]
  const meant = unknown === undefined ? undefined : didYouMean(unknown, flags)
  return meant === undefined ? text : `${text}; did you mean --${meant}?`
}
