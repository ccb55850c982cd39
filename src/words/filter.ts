/** Words of a filter, with what they compare: the same in the view and on the page. */
export const filterWords = {
  sys: 'a system, or target',
  kind: 'operation, kind of fact, or kind of row: confirmation, commit, fault',
  key: 'business key, order, lot, document',
  id: 'number of a message or a record',
  is: 'lost, late, retry, repeat, refused, read, failed, marked',
} as const

export type FilterWord = keyof typeof filterWords

interface Term {
  readonly not: boolean
  /** Absent: anywhere. */
  readonly word?: FilterWord
  /** One of them is enough; in small letters. */
  readonly values: readonly string[]
}

export type Filter = readonly Term[]

/** What a filter asks of one row. */
export interface Filtered {
  /** What a word compares, or what is searched where no word is named. */
  textsOf(word: FilterWord | undefined): readonly string[]
}

/** Words that name one thing: others are found by any part of what they compare. */
const whole: ReadonlySet<FilterWord | undefined> = new Set<FilterWord>(['sys', 'id', 'is'])

/** `sys:erp kind:confirmation key:100123 !telemetry`: all terms hold; values with commas are alternatives; an unknown word is text. */
export function parseFilter(text: string): Filter {
  return text
    .split(/\s+/)
    .filter((part) => part !== '' && part !== '!')
    .map((part) => {
      const not = part.startsWith('!')
      const body = not ? part.slice(1) : part
      const colon = body.indexOf(':')
      const word = body.slice(0, Math.max(0, colon))
      const known = isWord(word)
      const values = (known ? body.slice(colon + 1) : body)
        .toLowerCase()
        .split(',')
        .filter((value) => value !== '')
      return { not, ...(known && { word }), values }
    })
    .filter(({ values }) => values.length > 0)
}

function isWord(text: string): text is FilterWord {
  return Object.hasOwn(filterWords, text)
}

export function letsThrough(filter: Filter, row: Filtered): boolean {
  return filter.every(({ not, word, values }) => {
    const texts = row.textsOf(word).map((text) => text.toLowerCase())
    return values.some((value) => texts.some((text) => (whole.has(word) ? text === value : text.includes(value)))) !== not
  })
}
