import { clean, wrap } from '../explain/text.js'
import { commandLines, pathLines } from '../words/command-lines.js'
import type { ReportStyle } from './contract.js'
import { paint, shown, type Tone } from './style.js'

/** Collects lines as this terminal shows them: cut to what it can display, then coloured. */
export class Page {
  readonly lines: string[] = []
  readonly style: ReportStyle

  constructor(style: ReportStyle) {
    this.style = style
  }

  line(text = '', tone: Tone = 'plain'): void {
    this.lines.push(paint(this.style, tone, shown(this.style, text)))
  }

  /** A line whose first word alone is coloured. */
  led(lead: string, tone: Tone, rest: string): void {
    this.lines.push(`${paint(this.style, tone, shown(this.style, lead))}${shown(this.style, rest)}`)
  }

  /** Wrapped text that keeps its indentation; later lines are indented by `hanging` in all. */
  prose(text: string, hanging = 0, tone: Tone = 'plain'): void {
    const body = text.trimStart()
    const lead = text.length - body.length
    for (const each of wrap(body, this.style.columns - lead, Math.max(0, hanging - lead))) this.line(' '.repeat(lead) + each, tone)
  }

  heading(text: string): void {
    this.line()
    this.line(text, 'strong')
  }

  toString(): string {
    return this.lines.map((line) => `${line}\n`).join('')
  }

  /**
   * A label with commands to copy, each on lines of its own: a long one goes on behind a backslash. One that fits stands beside its label.
   */
  commands(label: string, width: number, commands: readonly string[]): void {
    const { columns, program = 'mfgsync' } = this.style
    const told = commands.map((command) => clean(command, 2_000).replace(/^mfgsync(?= )/, program))
    if (told.every((command) => width + command.length <= columns)) {
      told.forEach((command, index) => this.line((index === 0 ? label : '').padEnd(width) + command))
      return
    }
    this.line(label)
    for (const command of told) for (const line of commandLines(command, columns, 2)) this.line(line)
  }

  /** A label with a path; one that is too long begins on a line of its own, and is broken behind a slash. */
  path(label: string, width: number, path: string): void {
    const { columns } = this.style
    const told = clean(path, 2_000)
    if (width + told.length <= columns) this.line(label.padEnd(width) + told)
    else {
      this.line(label)
      for (const line of pathLines(told, columns - 2)) this.line(`  ${line}`)
    }
  }
}
