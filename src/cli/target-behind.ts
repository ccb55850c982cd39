import { UserError } from './errors.js'

const namesTarget = /^(?:--(?:target|target-url|target-module|demo)(?:=|$)|-t)/
const isScenarioFile = /\.ya?ml$/

/**
 * `simulate NAME -- node my.js`, as many a tool takes it: what stands behind the two dashes is the command of the target. A scenario there
 * is what a shell means by them. @throws UserError where a flag names the target too
 */
export function withTargetBehind(argv: readonly string[], scenarios: readonly string[] = []): string[] {
  const at = argv.indexOf('--')
  const [before, command] = [argv.slice(0, at), argv.slice(at + 1)]
  const [program = ''] = command
  if (at < 0 || program === '' || scenarios.includes(program) || isScenarioFile.test(program)) return [...argv]
  const also = before.find((word) => namesTarget.test(word))
  if (also !== undefined)
    throw new UserError(`Behind -- stands the command of the target, and ${also.split('=')[0]} names one too.`, 'Give one of them.')
  return [...before, '--target', command.length === 1 ? program : command.map(quoted).join(' ')]
}

/** A word as `--target` splits it off again: quotes keep it together, and nothing in them is special. */
function quoted(word: string): string {
  if (word !== '' && !/[\s"']/.test(word)) return word
  if (!word.includes('"')) return `"${word}"`
  if (!word.includes("'")) return `'${word}'`
  throw new UserError(`${word} has quotes of both kinds.`, 'Put the command into a script, or into target.start of a config.')
}

const isProgram = /\.(?:[cm]?[jt]s|py|rb|jar|java|sh|php|go|exe|dll)$/

/** Whoever writes the command of the target among the scenarios is told where it stands. @throws UserError */
export function refuseCommandAmong(words: readonly string[], scenarios: readonly string[]): void {
  const from = words.findIndex((word) => !scenarios.includes(word) && !isScenarioFile.test(word))
  const command = from < 0 ? [] : words.slice(from)
  if (!command.some((word) => isProgram.test(word))) return
  throw new UserError(
    `${command.join(' ')} is no scenario.`,
    `A command that starts your integration stands behind --target: --target ${JSON.stringify(command.map(quoted).join(' '))}`,
  )
}
