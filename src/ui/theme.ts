/** What a piece of text means to the eye; what it means to everybody its words say. */
export type Tone = 'plain' | 'quiet' | 'strong' | 'good' | 'bad' | 'doubt' | 'accent' | 'marked' | 'cursor'

interface Paint {
  readonly color?: string
  readonly bold?: boolean
  readonly dimColor?: boolean
  readonly inverse?: boolean
}

export const theme: Readonly<Record<Tone, Paint>> = {
  plain: {},
  quiet: { dimColor: true },
  strong: { bold: true },
  good: { color: 'green' },
  bad: { color: 'red', bold: true },
  doubt: { color: 'yellow' },
  accent: { color: 'cyan' },
  marked: { color: 'magenta', bold: true },
  cursor: { inverse: true },
}
