import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { limits } from '../domain/limits.js'
import { mapping, textsOf } from './defaults.js'
import { nameHint } from '../words/did-you-mean.js'
import { errorCode, errorText } from '../words/errors.js'
import { isFileName } from '../words/file-name.js'
import { FileTooLarge, readRegular } from '../words/regular-file.js'
import { openYaml } from './yaml-source.js'

/** A scenario as a list shows it. */
export interface ScenarioSummary {
  readonly name: string
  readonly title: string
  readonly story: string
  readonly tags: readonly string[]
  /** Absolute path. */
  readonly file: string
}

export interface FoundScenario {
  readonly name: string
  readonly file: string
  readonly source: Buffer
}

/** Why a scenario was not found, for people. */
export interface NotFound {
  readonly message: string
  readonly hint?: string
}

const endings = ['.yaml', '.yml']

/** The scenarios that ship with the package. */
export function defaultScenarioDir(): string {
  return fileURLToPath(new URL('../../scenarios', import.meta.url))
}

function nameOf(file: string): string {
  return basename(file, extname(file))
}

function summary(file: string): ScenarioSummary {
  const source = readBounded(file)
  const { title, story, tags } = mapping(typeof source === 'string' ? undefined : openYaml(source).value)
  return {
    name: nameOf(file),
    title: typeof title === 'string' ? title : '',
    story: typeof story === 'string' ? story.trim() : '',
    tags: textsOf(tags),
    file,
  }
}

/** Scenario files of a folder, by name; an absent folder has none. */
export function listScenarios(dir: string = defaultScenarioDir()): ScenarioSummary[] {
  return files(dir).map(summary)
}

/** Names of the scenarios that ship. */
export function scenarioNames(): string[] {
  return files(defaultScenarioDir()).map(nameOf)
}

/** What the scenarios that ship are grouped by. */
export function shippedTags(): string[] {
  return [...new Set(listScenarios().flatMap(({ tags }) => tags))].sort()
}

function files(dir: string): string[] {
  let names: string[]
  try {
    names = readdirSync(dir)
  } catch {
    return []
  }
  return names
    .filter((name) => endings.includes(extname(name)))
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))
    .map((name) => resolve(dir, name))
}

/** The file's bytes; of one that is too large, just enough for its reader to say so. Else why it cannot be read. */
function readBounded(file: string): Buffer | string {
  try {
    return readRegular(file, limits.yaml_bytes_max)
  } catch (error) {
    if (error instanceof FileTooLarge) return Buffer.alloc(limits.yaml_bytes_max + 1, 32)
    return errorCode(error) === 'ENOENT' ? 'there is no such file' : errorText(error)
  }
}

/** A scenario by name (of those that ship) or by path (anything with a slash or a YAML ending). */
export function findScenario(nameOrPath: string): FoundScenario | NotFound {
  const isPath = /[\\/]/.test(nameOrPath) || endings.includes(extname(nameOrPath))
  const candidates = isPath ? [resolve(nameOrPath)] : endings.map((ending) => join(defaultScenarioDir(), `${nameOrPath}${ending}`))
  for (const file of candidates) {
    const source = readBounded(file)
    if (typeof source !== 'string') return { name: nameOf(file), file, source }
  }
  if (isPath)
    return {
      message: `there is no readable scenario file ${nameOrPath}: ${String(readBounded(resolve(nameOrPath)))}`,
      hint: 'a name without an ending is looked up among the scenarios that ship with mfgsync',
    }
  const [beside] = isFileName(nameOrPath) ? endings.map((ending) => `${nameOrPath}${ending}`).filter((file) => existsSync(file)) : []
  const hint = beside === undefined ? nameHint(nameOrPath, scenarioNames()) : `the file beside it is run as ./${beside}`
  return { message: `there is no scenario "${nameOrPath}"`, ...(hint !== undefined && { hint }) }
}

/** Text of a new scenario file: it compiles as it is, and says at each line what to change. */
export function newScenario(name: string): string {
  return readFileSync(join(defaultScenarioDir(), 'templates', 'new.yaml'), 'utf8').replace('NAME', name)
}
