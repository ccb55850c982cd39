import { flows } from '../flows/index.js'
import { systemKinds } from '../systems/index.js'

/** Names and words of what there is: help, config and its schema derive from the indexes, and know nothing more of them. */
export const flowNames: readonly string[] = flows.map(({ words }) => words.name)
export const systemNames: readonly string[] = systemKinds.map(({ words }) => words.name)
/** Systems that hand facts over. */
export const sourceNames: readonly string[] = [...new Set(flows.map(({ words }) => words.source))]
/** Systems that facts are posted to. */
export const sinkNames: readonly string[] = [...new Set(flows.flatMap(({ words }) => words.sinks))]
export const eventTypes: readonly string[] = [...new Set(flows.flatMap(({ types }) => Object.keys(types)))]
/** Systems whose base URL a target is told, and not that of a collection. */
export const baseNames: readonly string[] = systemKinds.filter(({ url }) => url.path === '').map(({ words }) => words.name)
export const urlVariables: readonly string[] = systemKinds.map(({ url }) => url.variable)

/** Variables of the systems that these flows lead from and to, and of those that every landscape has; of all where no flow is named. */
export function variablesOf(names: readonly string[]): readonly string[] {
  const words = flows.filter((flow) => names.length === 0 || names.includes(flow.words.name)).map((flow) => flow.words)
  const own = new Set(words.flatMap(({ source, sinks }) => [source, ...sinks]))
  const isConcerned = (name: string): boolean => own.has(name) || !(sourceNames.includes(name) || sinkNames.includes(name))
  return systemKinds.filter((kind) => isConcerned(kind.words.name)).map(({ url }) => url.variable)
}

/** The systems that hand over the facts of these flows. */
export function sourcesOf(names: readonly string[]): readonly string[] {
  return [...new Set(flows.filter(({ words }) => names.length === 0 || names.includes(words.name)).map(({ words }) => words.source))]
}

/** The variable that tells a target where a system is. */
export function variableOf(system: string | undefined): string {
  return systemKinds.find(({ words }) => words.name === system)?.url.variable ?? ''
}
