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

/** The variable that tells a target where a system is. */
export function variableOf(system: string | undefined): string {
  return systemKinds.find(({ words }) => words.name === system)?.url.variable ?? ''
}
