import { didYouMean } from '../words/did-you-mean.js'

/** "command simulat not found", as oclif says it, with what was probably meant. `commands`: all there are. */
export function unknownCommand(message: string, commands: readonly string[]): string | undefined {
  const word = /^command (.+) not found$/.exec(message)?.[1]?.replaceAll(':', ' ')
  if (word === undefined) return undefined
  if (word.startsWith('-')) return `No command is named before "${word}".`
  const meant = didYouMean(word, commands)
  return `There is no command "${word}"${meant !== undefined ? `; did you mean "${meant}"?` : '.'}`
}

/** Whoever wants JSON of a topic alone, such as `systems --json`, gets no page of help. */
export function misreadTopic(words: readonly string[], commands: readonly string[]): string | undefined {
  if (!words.includes('--json') || words.includes('--help')) return undefined
  const topic = words.filter((word) => word !== '--json').join(' ')
  const below = commands.filter((command) => command.startsWith(`${topic} `))
  return topic === '' || below.length === 0 ? undefined : `"${topic}" is no command by itself; there are ${below.join(', ')}.`
}
