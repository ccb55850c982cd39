import { createInterface } from 'node:readline/promises'

/** Asks one question on the terminal; the answer as it was typed, or the default for an empty one. */
export async function ask(question: string, fallback: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stdout })
  try {
    const answer = (await lines.question(`${question} [${fallback}] `)).trim()
    return answer === '' ? fallback : answer
  } finally {
    lines.close()
  }
}
