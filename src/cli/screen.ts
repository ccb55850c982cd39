import { visible } from '../words/visible.js'

/** The terminal as a value: what it can do is decided once, and nobody else looks at the environment for it. */
export interface Screen {
  readonly colors: boolean
  readonly unicode: boolean
  readonly isTTY: boolean
  /** Width in characters. */
  readonly columns: number
  /** What a person types here to start mfgsync. */
  readonly program: string
  write(text: string): void
  error(text: string): void
}

/** The part of a stream that a screen needs. */
export interface ScreenStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

export interface ScreenFlags {
  /** `--ascii`. */
  readonly ascii?: boolean
  /** False for `--no-color`. */
  readonly color?: boolean
}

const columnsDefault = 80
const columnsMin = 40
const columnsMax = 160

/** Decides once what the terminal can do. `streams` are standard output and standard error. */
export function terminalScreen(
  env: Readonly<Record<string, string | undefined>>,
  streams: { readonly stdout: ScreenStream; readonly stderr: ScreenStream },
  flags: ScreenFlags = {},
  platform: string = process.platform,
): Screen {
  const { stdout, stderr } = streams
  const isTTY = stdout.isTTY === true && env['TERM'] !== 'dumb' && !isSet(env['CI'])
  const colors = decideColors(env, flags, stdout.isTTY === true)
  return {
    isTTY,
    colors,
    unicode: flags.ascii !== true && decideUnicode(env, platform),
    columns: decideColumns(env, stdout),
    program: programOf(env),
    write: (text) => void stdout.write(visible(text, colors)),
    error: (text) => void stderr.write(visible(text, colors)),
  }
}

/** Who started it by npx has it in no folder of programs: what is to be typed next begins with npx as well. */
function programOf(env: Readonly<Record<string, string | undefined>>): string {
  const isOurs = /^["']?mfgsync["']?( |$)/.test(env['npm_lifecycle_script'] ?? '')
  return isOurs && env['npm_lifecycle_event'] === 'npx' ? 'npx mfgsync' : 'mfgsync'
}

/** The flag wins over the variables; FORCE_COLOR wins over NO_COLOR, as Node itself has it; then the terminal decides. */
function decideColors(env: Readonly<Record<string, string | undefined>>, flags: ScreenFlags, isTTY: boolean): boolean {
  if (flags.color === false) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  // Whatever its value, says no-color.org, as long as there is one.
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  if (env['TERM'] === 'dumb') return false
  return isTTY
}

function decideUnicode(env: Readonly<Record<string, string | undefined>>, platform: string): boolean {
  if (env['TERM'] === 'dumb' || env['TERM'] === 'linux') return false
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet)
  if (locale !== undefined) return /utf-?8/i.test(locale)
  // Windows and macOS have no such variable outside a shell, and their terminals show Unicode.
  return platform === 'win32' || platform === 'darwin'
}

function decideColumns(env: Readonly<Record<string, string | undefined>>, stdout: ScreenStream): number {
  const asked = Number(env['COLUMNS'])
  const columns = stdout.columns ?? (Number.isSafeInteger(asked) && asked > 0 ? asked : columnsDefault)
  return Math.min(columnsMax, Math.max(columnsMin, columns))
}

/** True for a variable that says yes: `CI`, say. */
export function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false'
}
