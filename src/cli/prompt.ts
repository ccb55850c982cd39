import { createInterface } from 'node:readline'
import { UserError } from './errors.js'
import { exitCodes } from './exit-codes.js'

/** Questions on the terminal, one after the other. What is typed ahead answers the next question. */
export interface Prompt {
  /** The answer as it was typed, or the default for an empty one. Rejects when the input ends (Ctrl+C, Ctrl+D). */
  ask(question: string, fallback: string): Promise<string>
  /** A line between questions. */
  say(text: string): void
  close(): void
}

export function openPrompt(): Prompt {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  const typed: string[] = []
  let ended = false
  let wake: (() => void) | undefined
  lines.on('line', (line) => {
    typed.push(line)
    wake?.()
  })
  lines.on('close', () => {
    ended = true
    wake?.()
  })
  return {
    async ask(question, fallback) {
      lines.setPrompt(`${question} [${fallback}] `)
      lines.prompt()
      while (typed.length === 0 && !ended)
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      const answer = typed.shift()?.trim()
      if (answer === undefined)
        throw new UserError(
          '\nNothing was written.',
          'The same without questions: mfgsync init --yes, with the flags of mfgsync init --help.',
          exitCodes.interrupted,
        )
      return answer === '' ? fallback : answer
    },
    say: (text) => void process.stdout.write(`${text}\n`),
    close: () => lines.close(),
  }
}
