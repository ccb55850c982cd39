import { visible, visibleJson } from '../words/visible.js'
import { Command } from '@oclif/core/command'
import * as Flags from '@oclif/core/flags'
import { didYouMean } from '../words/did-you-mean.js'
import { asError } from '../words/errors.js'
import { describeError, UserError } from './errors.js'
import { exitCodes } from './exit-codes.js'
import { leaveAll } from './leaving.js'
import { defaultReporters } from './reporters.js'
import { terminalScreen, type Screen } from './screen.js'
import { belongsElsewhere, type Takes } from './where-it-belongs.js'

/** Flags that every command has. */
const screenFlags = {
  ascii: Flags.boolean({ description: 'Use ASCII characters only.', helpGroup: 'SCREEN' }),
  color: Flags.boolean({
    description: 'Colour the output; NO_COLOR and the terminal decide otherwise.',
    allowNo: true,
    helpGroup: 'SCREEN',
  }),
}

/** What all commands share: the screen, errors that are for people, and all of it as JSON for programs. */
export abstract class BaseCommand extends Command {
  static override baseFlags = screenFlags
  static override enableJsonFlag = true
  #document = ''

  /** With --json standard output is for the one document: what is for people goes to standard error, and there is no terminal. */
  screenFor(flags: { readonly ascii?: boolean; readonly color?: boolean }): Screen {
    const screen = terminalScreen(process.env, { stdout: process.stdout, stderr: process.stderr }, flags)
    return this.jsonEnabled() ? { ...screen, isTTY: false, colors: false, write: (text) => screen.error(text) } : screen
  }

  /** The reporters of a call: those that it names, or what is usual here. */
  reporterSpecs(named: readonly string[] | undefined, usual = defaultReporters(process.env)): readonly string[] {
    if (!this.jsonEnabled()) return named ?? usual
    const others = (named ?? []).flatMap((specs) => specs.split(',')).filter((spec) => spec !== 'json=-')
    const other = others.find((spec) => spec.endsWith('=-'))
    if (other === undefined) return [...others, 'json=-']
    throw new UserError(`--json and the reporter "${other}" would both write to standard output.`, 'Give the reporter a file.')
  }

  /** Where a reporter writes that is told to write to standard output. */
  get stdout(): (text: string) => void {
    return this.jsonEnabled() ? (text) => void (this.#document += text) : (text) => void process.stdout.write(visible(text))
  }

  override logJson(json: unknown): void {
    process.stdout.write(`${visibleJson(JSON.stringify(json, null, 2))}\n`)
  }

  /** What was reported, with --json. */
  reported(): unknown {
    return this.#document === '' ? undefined : JSON.parse(this.#document)
  }

  /** Words that its flags take besides what they say themselves; under `''` those that may stand alone. */
  takes(): Takes {
    return {}
  }

  /** What went wrong, and which of the words that were given belong to another option. */
  #withBelongings(text: string): string {
    const others = this.config.commands
      .filter(({ hidden, id }) => !hidden && id !== this.id)
      .map(({ id, flags }) => ({ name: id.replaceAll(':', ' '), flags }))
    const said = belongsElsewhere(this.argv, text, { ...this.ctor.baseFlags, ...this.ctor.flags }, this.takes(), others)
    return [text, ...new Set(said)].join('\n')
  }

  get tool(): string {
    return `mfgsync/${this.config.version}`
  }

  override async catch(thrown: unknown): Promise<void> {
    leaveAll()
    const error = asError(thrown)
    // Parsing errors of oclif are usage errors; its own rendering would wrap and colour them.
    const parsing = 'oclif' in error && error.constructor.name !== 'ExitError'
    if (error.constructor.name === 'ExitError') throw error
    // A command without flags of its own has none, not an empty list of them.
    const { text: what, exitCode } = parsing
      ? { text: parsingText(error, Object.keys({ ...this.ctor.baseFlags, ...this.ctor.flags })), exitCode: exitCodes.usage }
      : describeError(thrown)
    const text = exitCode === exitCodes.usage ? this.#withBelongings(what) : what
    if (this.jsonEnabled()) {
      process.exitCode = exitCode
      return this.logJson({ error: { message: text, exitCode } })
    }
    if (parsing) {
      process.stderr.write(visible(`${text}\nSee mfgsync ${this.id?.replaceAll(':', ' ') ?? ''} --help.\n`))
      process.exitCode = exitCodes.usage
      return
    }
    process.stderr.write(`${visible(text)}\n`)
    process.exitCode = exitCode
  }
}

/** What oclif says of a call that it cannot read, with the flag that was probably meant. */
function parsingText({ message }: Error, flags: readonly string[]): string {
  const text = message
    .replace('\nSee more help with --help', '')
    .replace(/^Parsing (--[\w-]+) \n\s*/, '$1: ')
    // It says so of every flag that may be repeated, whether the call has it or not.
    .replace(/\n\nNote: --[^]*?beginning of arguments\.$/, '')
  const excluded = exclusions(text)
  if (excluded !== undefined) return excluded
  const unknown = /^Nonexistent flags?: --([\w-]+)/.exec(text)?.[1]
  const meant = unknown === undefined ? undefined : didYouMean(unknown, flags)
  return meant === undefined ? text : `${text}; did you mean --${meant}?`
}

/** Flags that exclude each other, each pair once; oclif says it of either, and writes `--java=true` for a flag without a value. */
function exclusions(text: string): string | undefined {
  const lines = text.split('\n').filter((line) => !/^The following errors? occurred:$/.test(line))
  const pairs = lines.map((line) => /^\s*(--[\w-]+)=.* cannot also be provided when using (--[\w-]+)$/.exec(line))
  if (pairs.length === 0 || pairs.some((pair) => pair === null)) return undefined
  const said = pairs.map((pair) => `${[pair?.[1], pair?.[2]].sort().join(' and ')} exclude each other.`)
  return [...new Set(said)].join('\n')
}
