import { schemaProblems, type Problem } from './schema-words.js'
import type { NamedSchema } from './schema-parts.js'
import type { Path } from './yaml-source.js'
import { mapping } from './defaults.js'

/** What is left of a value once all that its schema refuses is taken out of it. */
export interface WhatFits {
  readonly value: unknown
  /** What was taken out, by its path in the file. */
  readonly holes: readonly Path[]
  /** True if something was taken out there: that it is absent says nothing. A key that is not known may have been meant for another. */
  isTold(path: Path): boolean
  /** A path in what is left, as it is in the file. */
  inFile(path: Path): Path
}

/** Taking something out may leave a mapping without what it needs: then that goes as well. */
const rounds_max = 4

/**
 * Takes out what a schema refuses, so that the rest can be looked at all the same. Nothing, where the whole does not fit then either.
 */
export function whatFits(held: NamedSchema, value: unknown, problems: readonly Problem[]): WhatFits | undefined {
  const indexes = new Map<string, readonly number[]>()
  const inFile = (path: Path): Path =>
    path.map((part, at) => (typeof part === 'number' ? (indexes.get(key(path.slice(0, at)))?.[part] ?? part) : part))
  const found = [...problems]
  for (let round = 0; round < rounds_max; round += 1) {
    const holes = found.map(({ path }) => path).filter((path) => path.length > 0)
    indexes.clear()
    const left = withFixed(held, without(value, new Set(holes.map(key)), [], [], indexes))
    const more = schemaProblems(held, left, [])
    if (more.length === 0) return { value: left, holes, inFile, isTold: (path) => isTold(found, path) }
    found.push(...more.map((problem) => ({ ...problem, path: inFile(problem.path) })))
  }
  return undefined
}

function isTold(problems: readonly Problem[], path: Path): boolean {
  const beside = key(path.slice(0, -1))
  return problems.some(({ path: hole, at }) => {
    const isAbove = hole.length > 0 && hole.every((part, index) => part === path[index])
    return isAbove || (at === 'key' && hole.length > 0 && key(hole.slice(0, -1)) === beside)
  })
}

const key = (path: Path): string => JSON.stringify(path)

/** `at`: where it stands in the file; `to`: where it stands in what is left, which differs behind an entry that is gone. */
function without(value: unknown, holes: ReadonlySet<string>, at: Path, to: Path, indexes: Map<string, readonly number[]>): unknown {
  if (Array.isArray(value)) {
    const kept = value.flatMap((_, index) => (holes.has(key([...at, index])) ? [] : [index]))
    if (kept.length < value.length) indexes.set(key(to), kept)
    return kept.map((index, place) => without(value[index], holes, [...at, index], [...to, place], indexes))
  }
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value).filter(([name]) => !holes.has(key([...at, name])))
  return Object.fromEntries(kept.map(([name, part]) => [name, without(part, holes, [...at, name], [...to, name], indexes)]))
}

/** What can have but one value, such as the version of a format, is taken to have it. */
function withFixed({ schema }: NamedSchema, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  const { required, properties } = mapping(schema)
  const fixed = (Array.isArray(required) ? required.map(String) : []).flatMap((name) => {
    const { const: only } = mapping(mapping(properties)[name])
    return only === undefined || name in value ? [] : [[name, only] as const]
  })
  return { ...Object.fromEntries(fixed), ...value }
}
