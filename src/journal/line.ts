import { limits } from '../domain/limits.js'
import { cut } from '../words/lists.js'
import type { Draft, JournalRecord } from './records.js'

/** A record, and its line in a journal without the line end. */
export interface JournalLine {
  readonly record: JournalRecord
  readonly text: string
}

/**
 * Makes a record and its line of a draft. Long texts are cut and the namespace is taken off; the record is as a reader of the line will
 * see it.
 * @param now milliseconds since the start of the run.
 * @param namespace as it stands inside a JSON text; empty: nothing is taken off.
 * @param redact takes secrets out of a line.
 */
export function journalLine(
  draft: Draft,
  seq: number,
  now: number,
  namespace: string,
  redact: (line: string) => string = (line) => line,
): JournalLine {
  const t = Math.round(now * 1000) / 1000
  // Number and time first, as a reader expects them.
  const raw = `{"seq":${seq},"t":${t},${JSON.stringify(draft).slice(1)}`
  const text = redact(raw)
  const record: JournalRecord = text === raw ? { seq, t, ...draft } : (JSON.parse(text) as JournalRecord)
  const whole = text.length <= limits.journal_text_chars_max || (text.length <= limits.journal_line_bytes_max && !hasLongText(draft))
  const plain = whole && (namespace === '' || !text.includes(namespace))
  return plain ? { record, text } : rewritten(record, text, namespace)
}

function rewritten(record: JournalRecord, line: string, namespace: string): JournalLine {
  const seen = namespace === '' ? line : line.replaceAll(namespace, '')
  const parsed: unknown = JSON.parse(seen)
  let text = seen.length > limits.journal_text_chars_max ? JSON.stringify(cutTexts(parsed)) : seen
  if (text.length > limits.journal_line_bytes_max) {
    const message =
      `a record of kind ${record.kind} had ${text.length} characters, more than ` +
      `${limits.journal_line_bytes_max}: it is not in the journal`
    text = JSON.stringify({ seq: record.seq, t: record.t, kind: 'harness.error', where: 'journal', message } satisfies JournalRecord)
  }
  return { record: JSON.parse(text) as JournalRecord, text }
}

/** Whether there is anything to cut: the state of a system with many orders is long, and made of short texts. */
function hasLongText(value: unknown): boolean {
  if (typeof value === 'string') return value.length > limits.journal_text_chars_max
  return typeof value === 'object' && value !== null && Object.values(value).some(hasLongText)
}

/** The same value with every text no longer than `journal_text_chars_max`; what was cut says so, with the count. */
function cutTexts(value: unknown): unknown {
  if (typeof value === 'string') return cut(value, limits.journal_text_chars_max)
  if (Array.isArray(value)) return value.map(cutTexts)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, cutTexts(member)]))
}
