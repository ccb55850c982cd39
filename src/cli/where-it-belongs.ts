/** Words that an option takes, by the name of its flag; under `''` those that stand without a flag. */
export type Takes = Readonly<Record<string, readonly string[]>>

/** A flag as oclif describes it. */
interface FlagWords {
  readonly options?: readonly string[] | undefined
  readonly type?: string | undefined
}

/** A command whose flags may take a word as well. */
interface OtherCommand {
  readonly name: string
  readonly flags: Readonly<Record<string, object>>
}

/** The few words that each of these flags takes. */
function takesOf(flags: Readonly<Record<string, object>>): Takes {
  const taken = Object.entries(flags).map(([name, { options }]: readonly [string, FlagWords]) => [name, options ?? []] as const)
  return Object.fromEntries(taken.filter(([, words]) => words.length > 0))
}

/** The words of a call, each with the name of the flag that it is given to. */
function givenWords(argv: readonly string[], flags: Readonly<Record<string, object>>): readonly (readonly [string, string])[] {
  const words: (readonly [string, string])[] = []
  const chars = new Map(Object.entries(flags).map(([name, flag]) => ['char' in flag ? String(flag.char) : '', name]))
  let open = ''
  for (const each of argv) {
    const [, long = '', value] = /^--([\w-]+)(?:=(.*))?$/s.exec(each) ?? []
    const short = /^-(\w)$/.exec(each)?.[1] ?? ''
    const name = long !== '' ? long : short === '' ? '' : (chars.get(short) ?? '')
    if (name === '') words.push(...each.split(',').map((word) => [open, word] as const))
    else if (value !== undefined) words.push(...value.split(',').map((word) => [name, word] as const))
    const flag: FlagWords = flags[name] ?? {}
    open = value === undefined && flag.type !== 'boolean' ? name : ''
  }
  return words
}

/**
 * Of a call that was refused: the words in it that another option takes, in sentences. `message`: why it was refused; `takes`: what its
 * flags take besides what they say themselves, and what may stand alone.
 */
export function belongsElsewhere(
  argv: readonly string[],
  message: string,
  flags: Readonly<Record<string, object>>,
  takes: Takes,
  others: readonly OtherCommand[] = [],
): readonly string[] {
  const own: Takes = { ...takesOf(flags), ...takes }
  const number = /^.*Expected an integer but received: (.*)$/m.exec(message)?.[1]
  const strange = givenWords(argv, flags).filter(([name, word]) => (own[name] ? !own[name].includes(word) : word === number && word !== ''))
  return strange.flatMap(([name, word]) => {
    const here = Object.keys(own).filter((taker) => taker !== name && own[taker]?.includes(word))
    const said = here.map((taker) => (taker === '' ? 'stands without a flag' : `is for --${taker}`))
    if (said.length > 0) return [`"${word}" ${said.join(', or ')}.`]
    const there = others.flatMap((other) =>
      Object.entries(takesOf(other.flags)).flatMap(([taker, words]) => (words.includes(word) ? `--${taker} of ${other.name}` : [])),
    )
    return there.length > 0 ? [`"${word}" is for ${there.slice(0, 2).join(' or ')}.`] : []
  })
}
