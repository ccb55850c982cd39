import type { TargetSettings } from './settings.js'

/** What stands in the place of a secret. */
const redacted = '[redacted]'

export interface RedactionSettings {
  /** Field and header names of the user's, besides the usual ones. */
  readonly fields: readonly string[]
  /** Environment whose secret-looking values are taken out wherever they appear. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Names of variables that hold secrets whatever they are called. */
  readonly secretVariables?: readonly string[]
}

export type Redact = (text: string) => string

const usualFields = [
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'api[-_]?key',
  'password',
  'passwd',
  'pwd',
  'secret',
  'client[-_]?secret',
  'token',
  'access[-_]?token',
  'refresh[-_]?token',
  'id[-_]?token',
  'x-csrf-token',
  'private[-_]?key',
  'credentials?',
]
const secretName = /pass(word|wd)?$|secret|token|api_?key|credential|private_?key|authorization/i
/** Shorter values would take ordinary words out of a log. */
const secretCharsMin = 8

/**
 * Makes a function that takes secrets out of text before it reaches a disk: values of known header and field names (in headers, JSON, query
 * strings and `name=value` logs), bearer and basic tokens, passwords in URLs, and the values of secret-looking environment variables.
 */
export function createRedactor(settings: RedactionSettings): Redact {
  const names = [...usualFields, ...settings.fields.map(escapeForPattern)].join('|')
  // JSON: the value may hold escaped quotes (a JSON text in a JSON text), so both sides may carry backslashes.
  const quoted = new RegExp(`((\\\\*)["'](?:${names})\\2["']\\s*[:=,]\\s*\\[?\\s*)(\\\\*)(["'])(?:(?!\\3\\4).)*\\3\\4`, 'gi')
  const unquotedValue = new RegExp(`(["'](?:${names})\\\\*["']\\s*[:=]\\s*)[^\\s"'\\\\,}\\]\\[]+`, 'gi')
  const header = /(^|[\s"'<>{(,[|])((?:proxy-)?authorization|set-cookie|cookie)(\s*[:=]\s*)(?!\s*\[redacted\])[^"'\r\n]+/gi
  const bare = new RegExp(`(^|[^\\w-])((?:${names})\\s*[:=]\\s*)(?!\\s*\\[redacted\\])("[^"]*"|'[^']*'|[^\\s"'&;,)}\\]]+)`, 'gi')
  const values = secretValues(settings)
  return (text) => {
    let out = text
    for (const value of values) if (out.includes(value)) out = out.replaceAll(value, redacted)
    if (!/[:=@]|bearer |basic /i.test(out)) return out
    return out
      .replace(quoted, `$1$3$4${redacted}$3$4`)
      .replace(unquotedValue, (whole, before: string) => (whole.endsWith(redacted) ? whole : before + redacted))
      .replace(header, `$1$2$3${redacted}`)
      .replace(bare, `$1$2${redacted}`)
      .replace(/\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{8,}/gi, `$1 ${redacted}`)
      .replace(/\b([a-z][a-z0-9+.-]*:\/\/)[^\s/@:"']*:[^\s/@"']+@/gi, `$1${redacted}@`)
  }
}

/** The redactor of a target: its own field names, its mapped variables, and every variable that is sent as a credential. */
export function targetRedactor(settings: TargetSettings, userEnv: Readonly<Record<string, string | undefined>>): Redact {
  const { start, stop, kill, reset, deliver, exceptions } = settings
  const named: (string | undefined)[] = [deliver.credentials_env]
  for (const hook of [start, stop, kill, reset]) if (hook && 'http' in hook) named.push(hook.http.credentials_env)
  if (typeof exceptions === 'object' && 'http' in exceptions) named.push(exceptions.http.credentials_env)
  return createRedactor({
    fields: settings.redact,
    env: { ...userEnv, ...settings.env },
    secretVariables: named.filter((name) => name !== undefined),
  })
}

function secretValues(settings: RedactionSettings): readonly string[] {
  const named = new Set(settings.secretVariables ?? [])
  const values = new Set<string>()
  for (const [name, value] of Object.entries(settings.env)) {
    if (value === undefined || value === '') continue
    if (named.has(name) || (secretName.test(name) && value.length >= secretCharsMin && !isPlainSetting(value))) values.add(value)
  }
  // Longest first, so that a secret that contains another is taken out whole.
  return [...values].sort((a, b) => b.length - a.length)
}

/** A path or an address is not a secret even if its variable is called `TOKEN_URL` or `SECRET_FILE`. */
function isPlainSetting(value: string): boolean {
  return /\$\{/.test(value) || /^(https?:\/\/[^@]*|\/[\w./-]+|[A-Za-z]:\\.*|true|false|\d+)$/.test(value)
}

function escapeForPattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
