import { needlesOf, secretValues, type Needle, type SecretSources } from './secret-values.js'
import type { TargetSettings } from './settings.js'

/** What stands in the place of a secret. */
const redacted = '[redacted]'

export interface RedactionSettings extends SecretSources {
  /** Field and header names of the user's, besides the usual ones. */
  readonly fields: readonly string[]
}

export type Redact = (text: string) => string

/** Takes secrets out of what a run keeps. */
export interface Redactor {
  /** Of a text for people. */
  readonly text: Redact
  /**
   * Of a name (a reference, a key): what stands in a secret's place tells secrets apart, since names that differ have to differ, and names
   * that are the same have to be the same.
   */
  readonly name: Redact
  /** Of the line of a record that is about to be written; the same line if there is nothing to take out. */
  readonly line: Redact
}

/** Names that end so hold secrets, whatever stands before: `db_password`, `SAP_PASSWORD`, `X-Csrf-Token`. */
const usualFields = [
  '[\\w.-]*authorization',
  'set-cookie2?|cookie',
  '[\\w.-]*api[-_]?key',
  '[\\w.-]*(?:password|passwd|passphrase|pwd|secret|token|credentials?)',
  '[\\w.-]*(?:private|access|secret|account|shared|signing|encryption)[-_]?key',
  'j?session[-_]?id',
]
/** What a text has to contain before it is looked at closely. */
const suspicious = /[:=@/]|bearer|basic |digest |negotiate |eyJ|-----BEGIN|_|-/i
const suspiciousLine = new RegExp(
  [
    /passw|pwd|secret|token|api[-_]?key|credential|(?:private|access|account|shared|signing|encryption)[-_]?key|authoriz|cookie|sessionid/,
    /bearer |basic |digest |negotiate |eyJ|-----BEGIN|:\/\/[^"\s/]*@|jdbc:|(?:-u|--user)[ =]/,
    /gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|sk-/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
)
/** Fields of records that hold words of ours alone. */
const ownFields: ReadonlySet<string> = new Set(
  (
    'kind mark phase how what outcome knowledge answerClass channel system source operation firing seenAt fault measure unit method ' +
    'bodyHash transportId eid eids step name'
  ).split(' '),
)
/** Records of what happened in the systems by themselves: a target has no part in them. */
const ownRecord = /^\{"seq":\d+,"t":[\d.]+,"kind":"(?:fact|offer|exposed|harness\.slow)"/
const labelled_count_max = 10_000

/** ESC and what follows it, as terminals colour words; in JSON it is an escape itself. */
const colours = new RegExp(`(?:${String.fromCharCode(27)}|\\\\+(?:u00|x)1b)\\[[0-9;:]*[A-Za-z]`, 'gi')
const coloured = new RegExp(colours.source, 'i')

/**
 * Makes what takes secrets out of text before it reaches a disk: values of known header and field names (in headers, JSON, query strings,
 * paths and `name=value` logs), tokens of every scheme, passwords in URLs, keys, and the values of secret-looking environment variables in
 * every encoding in which they may come back.
 * @param known what the run itself writes: a value that stands in it is no secret, and taking it out would change what is meant.
 */
export function createRedaction(settings: RedactionSettings, known = ''): Redactor {
  const patterns = patternsOf(settings.fields)
  const values = secretValues(settings).filter((value) => !known.includes(value))
  const needles = values.map(needlesOf)
  const labels = new Map<string, string>()
  const label = (secret: string): string => {
    const found = labels.get(secret)
    if (found !== undefined) return found
    if (labels.size >= labelled_count_max) return redacted
    const made = `[redacted-${labels.size + 1}]`
    labels.set(secret, made)
    return made
  }
  const plain = (): string => redacted
  const by = (text: string, instead: (secret: string) => string): string =>
    byPattern(byValue(text, values, needles, instead), patterns, instead)
  const name: Redact = (text) => by(text, label)
  // Inside the line of a record a text is one time more in JSON.
  const inLine = needles.flat().map(({ text }) => JSON.stringify(text).slice(1, -1))
  return {
    text: (text) => by(text, plain),
    name,
    line: (line) => {
      if (ownRecord.test(line) || !(suspiciousLine.test(line) || inLine.some((needle) => line.includes(needle)))) return line
      return JSON.stringify(withTexts(JSON.parse(line), name, 0))
    },
  }
}

/** As `createRedaction`, for texts for people alone. */
export function createRedactor(settings: RedactionSettings): Redact {
  return createRedaction(settings).text
}

function byValue(
  text: string,
  values: readonly string[],
  needles: readonly (readonly Needle[])[],
  instead: (secret: string) => string,
): string {
  let out = text
  for (const [index, forms] of needles.entries()) {
    for (const { text: needle, inBase64 } of forms) {
      if (!out.includes(needle)) continue
      const label = instead(values[index] ?? '')
      out = inBase64
        ? out.replace(new RegExp(`[A-Za-z0-9+/_-]*${escapeForPattern(needle)}[A-Za-z0-9+/_-]*={0,2}`, 'g'), label)
        : out.replaceAll(needle, label)
    }
  }
  return out
}

interface Patterns {
  readonly quoted: RegExp
  readonly unquotedValue: RegExp
  readonly bare: RegExp
  readonly inPath: RegExp
  readonly encoded: RegExp
  readonly option: RegExp
  readonly element: RegExp
}

function patternsOf(fields: readonly string[]): Patterns {
  const names = [...usualFields, ...fields.map(escapeForPattern)].join('|')
  return {
    // JSON: the value may hold escaped quotes (a JSON text in a JSON text), so both sides may carry backslashes.
    quoted: new RegExp(`((\\\\*)["'](?:${names})\\2["']\\s*[:=,]\\s*\\[?\\s*)(\\\\*)(["'])((?:(?!(?<!\\\\)\\3\\4).)*)\\3\\4`, 'gi'),
    unquotedValue: new RegExp(`(["'](?:${names})\\\\*["']\\s*[:=]\\s*)([^\\s"'\\\\,}\\]\\[]+)`, 'gi'),
    bare: new RegExp(
      `(^|[^\\w-])((?:${names})\\s*(?:=>|[:=](?!>))\\s*)(?!\\s*\\[redacted)(\\\\*"[^"]*"|\\\\*'[^']*'|[^\\s"'&;,)}\\]]+)`,
      'gi',
    ),
    inPath: new RegExp(`(/(?:${names})/)(?!\\[redacted)([^/?#\\s"']+)`, 'gi'),
    // A query in the value of a query.
    encoded: new RegExp(`((?:${names})%(?:25)*3[ad])(?!\\[redacted)((?:(?!%(?:25)*26)[^\\s"'&;,)}\\]])+)`, 'gi'),
    option: new RegExp(`(--(?:${names})\\s+)(?![-[])([^\\s"']+)`, 'gi'),
    element: new RegExp(`((?:<|&lt;)(?:[\\w.-]+:)?(?:${names})(?:\\s[^<>]*?)?(?:>|&gt;))(?!\\[redacted)((?:(?!&lt;)[^<>])+)`, 'gi'),
  }
}

const header = /(^|[\s"'<>{(,[|])((?:proxy-)?authorization|set-cookie|cookie)(\s*[:=]\s*)(?!\s*\[redacted)([^"'\r\n]+)/gi
const digest = /\b(digest)\s+(?!\[redacted)((?:[\w-]+\s*=\s*(?:\\*"[^"]*"|[^\s,"]+)[\s,]*)+)/gi
const scheme = /\b(bearer|basic|apikey|negotiate)\s+(?!\[redacted)([A-Za-z0-9._~+/=-]{8,})/gi
const address = /\b([a-z][a-z0-9+.-]*:\/\/)(?!\[redacted)([^\s/@"']*:[^\s/@"']+)@/gi
const formerAddress = /\b(jdbc:[\w:]+:[^\s/@"':]+\/)(?!\[redacted)([^\s@"']+)(?=@)/gi
const user = /((?:^|[\s"'])(?:-u|--user)[\s=]+[^\s:"']+:)(?!\[redacted)([^\s"']+)/g
const shaped = new RegExp(
  [
    /\b(?:eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|AKIA[0-9A-Z]{16})/,
    /\b(?:xox[abprs]-[\w-]{10,}|sk-[\w-]{20,})/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
)
const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g

function byPattern(text: string, patterns: Patterns, instead: (secret: string) => string): string {
  if (!suspicious.test(text)) return text
  // A name in one colour and its value in another are no less together; a line that holds a secret does without its colours.
  const bare = coloured.test(text) ? text.replace(colours, '') : text
  const out = patterned(bare, patterns, instead)
  return out === bare ? text : out
}

function patterned(
  text: string,
  { quoted, unquotedValue, bare, inPath, encoded, option, element }: Patterns,
  instead: (secret: string) => string,
): string {
  const behind = (_whole: string, before: string, value: string): string => before + instead(value)
  const isDone = (value: string): boolean => value === '' || value.startsWith('[redacted')
  return text
    .replace(pem, (key) => instead(key))
    .replace(quoted, (whole, before: string, _slashes: string, escape: string, quote: string, value: string) =>
      isDone(value) ? whole : `${before}${escape}${quote}${instead(value)}${escape}${quote}`,
    )
    .replace(unquotedValue, (whole, before: string, value: string) => (isDone(value) ? whole : before + instead(value)))
    .replace(digest, (_whole, name: string, value: string) => `${name} ${instead(value)}`)
    .replace(header, (_whole, before: string, name: string, colon: string, value: string) => before + name + colon + instead(value))
    .replace(bare, (whole, before: string, name: string, value: string) => (isDone(value) ? whole : before + name + instead(value)))
    .replace(inPath, behind)
    .replace(encoded, behind)
    .replace(option, behind)
    .replace(element, behind)
    .replace(user, behind)
    .replace(formerAddress, behind)
    .replace(scheme, (_whole, name: string, value: string) => `${name} ${instead(value)}`)
    .replace(address, (_whole, protocol: string, value: string) => `${protocol}${instead(value)}@`)
    .replace(shaped, (token) => instead(token))
}

/** The same value with every text redacted that a target may have had a part in. */
function withTexts(value: unknown, redact: Redact, depth: number): unknown {
  if (typeof value === 'string') return redact(value)
  if (Array.isArray(value)) return value.map((member) => withTexts(member, redact, depth + 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => {
      // Names of fields are ours at the top; in the state of a system they may be a target's.
      if (depth === 0 && ownFields.has(key)) return [key, member]
      const field: unknown = typeof member === 'string' ? fieldOf(key, member, redact) : withTexts(member, redact, depth + 1)
      return [depth === 0 ? key : redact(key), field]
    }),
  )
}

/** A text under a name that says what it is. */
function fieldOf(key: string, text: string, redact: Redact): string {
  const together = redact(`${key}=${text}`)
  return together.startsWith(`${key}=[redacted`) && !text.startsWith('[redacted') ? together.slice(key.length + 1) : redact(text)
}

/** The settings of a target's redaction: its own field names, its mapped variables, and every variable that is sent as a credential. */
export function redactionOf(settings: TargetSettings, userEnv: Readonly<Record<string, string | undefined>>): RedactionSettings {
  const { start, stop, kill, reset, deliver, exceptions } = settings
  const named: (string | undefined)[] = [deliver.credentials_env]
  for (const hook of [start, stop, kill, reset]) if (hook && 'http' in hook) named.push(hook.http.credentials_env)
  if (typeof exceptions === 'object' && 'http' in exceptions) named.push(exceptions.http.credentials_env)
  return { fields: settings.redact, env: { ...userEnv, ...settings.env }, secretVariables: named.filter((name) => name !== undefined) }
}

/** What takes secrets out of the texts of a target. */
export function targetRedactor(settings: TargetSettings, userEnv: Readonly<Record<string, string | undefined>>): Redact {
  return createRedactor(redactionOf(settings, userEnv))
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
