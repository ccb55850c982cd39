import { visible, visibleJson } from '../words/visible.js'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { flush } from '@oclif/core/flush'
import { run } from '@oclif/core/run'
import { settings } from '@oclif/core/settings'
import { describeError } from './errors.js'
import { exitCodes } from './exit-codes.js'
import { leaveAll } from './leaving.js'
import { misreadTopic, unknownCommand } from './unknown-command.js'
import { outputClosed, watchOutput } from './output.js'
import { listenedUntilNow } from './interrupts.js'

/** The words of every command, as the manifest of the package lists them. */
function commandWords(): readonly string[] {
  const file = new URL('../../oclif.manifest.json', import.meta.url)
  if (!existsSync(file)) return []
  const { commands } = JSON.parse(readFileSync(file, 'utf8')) as { readonly commands: Readonly<Record<string, unknown>> }
  return Object.keys(commands).map((id) => id.replaceAll(':', ' '))
}

/**
 * Runs the command line. `root` is the URL of the file that started the process: the package is found from there. That file listens for
 * signals until a command does; `listenNoMore` ends it.
 */
export async function start(root: string, listenNoMore: () => void = () => undefined): Promise<void> {
  listenedUntilNow(listenNoMore)
  // NODE_ENV=test or development would make oclif look for TypeScript sources that are not there.
  settings.enableAutoTranspile = false
  watchOutput(fail)
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  try {
    const words = asMeant(process.argv.slice(2))
    const topic = misreadTopic(words, commandWords())
    if (topic !== undefined) return refuse(topic)
    await run(words, root)
    // Waits until all of it is read; of a reader that has gone, it would wait without end.
    if (!outputClosed.aborted) await Promise.race([flush(), once(outputClosed, 'abort')])
    // Nothing that is still under way keeps somebody waiting who wants an end.
    if (process.exitCode === exitCodes.interrupted) process.exit()
  } catch (error) {
    if (isExit(error)) process.exitCode = error.oclif.exit
    else if (isParsing(error)) {
      refuse(unknownCommand(error.message, commandWords()) ?? error.message)
    } else fail(error)
  }
}

/** `help simulate` is what other tools say for `simulate --help`. */
function asMeant(words: readonly string[]): string[] {
  return words[0] === 'help' ? [...words.slice(1), '--help'] : [...words]
}

/** A call that no command takes: told to people, or to the program that asks for JSON. */
function refuse(text: string): void {
  process.exitCode = exitCodes.usage
  if (!process.argv.includes('--json')) return void process.stderr.write(`${visible(text)}\nSee mfgsync --help.\n`)
  process.stdout.write(`${visibleJson(JSON.stringify({ error: { message: text, exitCode: exitCodes.usage } }, null, 2))}\n`)
}

function fail(error: unknown): void {
  const { text, exitCode } = describeError(error)
  leaveAll()
  process.stderr.write(`${visible(text)}\n`)
  process.exit(exitCode)
}

function isExit(error: unknown): error is { readonly oclif: { readonly exit: number } } {
  return (
    isParsing(error) &&
    error.constructor.name === 'ExitError' &&
    typeof error.oclif === 'object' &&
    error.oclif !== null &&
    'exit' in error.oclif
  )
}

function isParsing(error: unknown): error is Error & { readonly oclif: unknown } {
  return error instanceof Error && 'oclif' in error
}
