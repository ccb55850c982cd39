import { clean } from '../../explain/text.js'
import { escaped } from '../drawing.js'

/** Markup that is safe as it stands. Made by `html` alone, and by whoever knows what it does. */
export class Markup {
  constructor(readonly text: string) {}
}

type Part = Markup | string | number | undefined | readonly Part[]

const chars_max = 4_000

/** Markup with texts in it: whatever is no markup already is text, and shown, whatever it says. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(strings.map((text, index) => text + textOf(parts[index])).join(''))
}

function textOf(part: Part): string {
  if (part === undefined) return ''
  if (part instanceof Markup) return part.text
  return typeof part === 'object' ? part.map(textOf).join('') : escaped(clean(String(part), chars_max))
}

export const nothing = new Markup('')
