import type { Report } from './diagnostics.js'
import { nameHint } from '../words/did-you-mean.js'
import { said } from '../words/lists.js'
import { mapping } from './defaults.js'
import type { Size } from './plan.js'
import type { Path } from './yaml-source.js'

/**
 * Puts the values of one size in the place of `{ $size: name }`. What is unknown is reported, stays as it is, and is one of `holes`: what
 * else is wrong in its place says nothing.
 */
export function resolveSizes(value: unknown, size: Size, report: Report): { readonly value: unknown; readonly holes: readonly Path[] } {
  const holes: Path[] = []
  const named = mapping(mapping(value)['sizes'])[size]
  const values = mapping(named)
  const resolve = (part: unknown, path: Path): unknown => {
    if (Array.isArray(part)) return part.map((entry, index) => resolve(entry, [...path, index]))
    if (typeof part !== 'object' || part === null) return part
    const entries = Object.entries(part)
    const reference = entries.find(([key]) => key === '$size')
    if (!reference)
      return Object.fromEntries(
        entries.map(([key, entry]) => [key, path.length === 0 && key === 'sizes' ? entry : resolve(entry, [...path, key])]),
      )
    const name = reference[1]
    if (entries.length > 1) {
      holes.push(path)
      const other = entries.find(([key]) => key !== '$size')?.[0] ?? ''
      report.problem([...path, other], '"$size" stands for the whole value, and nothing stands beside it', 'write { $size: name }', {
        at: 'key',
      })
    }
    if (typeof name === 'string' && Object.hasOwn(values, name)) return values[name]
    holes.push(path)
    report.problem(
      [...path, '$size'],
      `the size "${size}" has no value "${said(name)}"`,
      nameHint(said(name), Object.keys(values)) ?? `add "sizes: { ${size}: { ${said(name)}: … } }"`,
      named === undefined ? undefined : { related: [{ path: ['sizes', size], message: `values of the size "${size}"` }] },
    )
    return part
  }
  return { value: resolve(value, []), holes }
}
