/** Where secrets come from: an environment, and names of variables that hold secrets whatever they are called. */
export interface SecretSources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly secretVariables?: readonly string[]
}

const secretName = new RegExp(
  [
    /pass(word|wd|phrase|code)?(_\d+)?$|(^|_)(pwd?|pat|psk|pin|auth|key|creds?|salt|signature)$/,
    /secret|token|api_?key|credential|private_?key|authorization|bearer|cookie|signing/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'i',
)
/** Variables of shells that only look like secrets. */
const innocent = /^(OLD)?PWD$|^SSH_AUTH_SOCK$|^XAUTHORITY$/i
const placeName = /_(FILE|PATH|URL|URI|DIR|ENDPOINT|HOST|SOCK)$/i
/** Shorter values would take ordinary words out of a log. */
const charsMin = 6
/** A line of a key that has several: it is printed line by line. */
const lineCharsMin = 16
/** A shorter piece of one that was taken apart may be a word. */
const pieceCharsMin = 12
/** A part of an encoded text that is shorter says too little to be told from others. */
const encodedCharsMin = 8

/** Values that must not reach a disk, the longest first, so that a secret that contains another is taken out whole. */
export function secretValues({ env, secretVariables = [] }: SecretSources): readonly string[] {
  const named = new Set(secretVariables)
  const values = new Set<string>()
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || value === '') continue
    const looksSecret = secretName.test(name) && !innocent.test(name) && value.length >= charsMin && !isPlainSetting(name, value)
    if (named.has(name) || looksSecret) for (const part of partsOf(value)) values.add(part)
    for (const inside of insideOf(value)) if (inside.length >= charsMin) values.add(inside)
  }
  return [...values].sort((a, b) => b.length - a.length)
}

/** `Bearer abc…` comes back as `abc…`, and a key of several lines comes back line by line. */
function partsOf(value: string): readonly string[] {
  const bare = value.replace(/^(bearer|basic|token|apikey)\s+/i, '').trim()
  const lines = value.includes('\n') ? value.split(/\r?\n/).filter((line) => line.length >= lineCharsMin && !line.startsWith('---')) : []
  // Put into an address or a form as it is, it is taken apart there.
  const pieces = value.split(/[^\w.~-]+/).filter((piece) => piece !== value && piece.length >= pieceCharsMin)
  return [...new Set([value, value.trim(), ...(bare.length >= charsMin ? [bare] : []), ...lines, ...pieces])].filter((part) => part !== '')
}

/** Passwords in addresses and connection strings, whatever the variable is called. */
function insideOf(value: string): readonly string[] {
  const inAddress = /^[a-z][a-z0-9+.-]*:\/\/[^\s/@:]*:([^\s@]+)@/i.exec(value)?.[1]
  const inString = /(?:^|[;\s&?])(?:password|pwd|secret|token|accountkey|sharedaccesskey)=([^;&\s]+)/i.exec(value)?.[1]
  const found = [inAddress, inString].filter((text) => text !== undefined && !text.includes('${'))
  return found.flatMap((text) => [text ?? '', decoded(text ?? '')])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** A path or an address is not a secret even if its variable is called `TOKEN_URL` or `SECRET_FILE`. */
function isPlainSetting(name: string, value: string): boolean {
  if (/\$\{/.test(value) || /^(true|false|\d{1,7}|https?:\/\/[^@?]*)$/.test(value)) return true
  return placeName.test(name) && /^(https?:\/\/[^@]*|\/[\w./-]+|[A-Za-z]:\\.*)$/.test(value)
}

/** A text in which a secret shows, and whether it may go on as part of a longer encoded text. */
export interface Needle {
  readonly text: string
  readonly inBase64: boolean
}

/** Every way in which a value may come back: as it is, in JSON in JSON, in an address, a form or XML, in hex and base64. */
export function needlesOf(value: string): readonly Needle[] {
  const once = JSON.stringify(value).slice(1, -1)
  const twice = JSON.stringify(once).slice(1, -1)
  const ascii = once.replace(/[^\0-\x7f]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`)
  const url = encoded(value)
  const strict = url.replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
  const form = new URLSearchParams({ a: value }).toString().slice(2)
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const bytes = Buffer.from(value, 'utf8')
  const quoted = escaped.replaceAll('"', '&quot;')
  const hex = bytes.toString('hex')
  const texts = [value, once, twice, JSON.stringify(twice).slice(1, -1), ascii, ascii.replaceAll('\\', '\\\\')].concat(
    [url, strict, encoded(url), encoded(strict), lowered(url), lowered(strict)],
    [asPath(value), asQuery(value)],
    [form, lowered(form), strict.replaceAll('%20', '+'), url.replaceAll('%20', '+'), encodeURI(value.toWellFormed())],
    [escaped, quoted, quoted.replaceAll("'", '&#39;'), hex, hex.toUpperCase(), bytes.toString('latin1')],
  )
  const found = new Map<string, Needle>(texts.filter((text) => text !== '').map((text) => [text, { text, inBase64: false }]))
  for (const text of base64Cores(bytes)) if (text.length >= encodedCharsMin) found.set(text, { text, inBase64: true })
  return [...found.values()].sort((a, b) => b.text.length - a.text.length)
}

function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}

/** What becomes of it where somebody puts it into an address as it is. */
function asPath(text: string): string {
  return URL.parse(`http://x/${text}`)?.href.slice('http://x/'.length) ?? ''
}

function asQuery(text: string): string {
  return URL.parse(`http://x/?${text}`)?.href.slice('http://x/?'.length) ?? ''
}

function lowered(url: string): string {
  return url.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())
}

/** What base64 makes of the bytes wherever they stand in a longer text: the letters that depend on their neighbours are left out. */
function base64Cores(bytes: Buffer): readonly string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replaceAll('=', '')
    const from = Math.ceil((before * 8) / 6)
    const to = Math.floor(((before + bytes.length) * 8) / 6)
    const core = text.slice(from, to)
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
