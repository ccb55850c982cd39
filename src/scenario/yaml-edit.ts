import { isSeq, parseDocument } from 'yaml'
import type { Path } from './yaml-source.js'

const columns_max = 140

/**
 * A YAML text with some of its parts taken out, and entries added to a list at its top. What is not touched keeps its comments and its way
 * of being written.
 */
export function editedYaml(source: string, gone: readonly Path[], list: string, added: readonly unknown[]): string {
  const document = parseDocument(source)
  // From the end, so that what stands before keeps its place.
  for (const path of [...gone].reverse()) document.deleteIn(path)
  const entries = document.get(list)
  if (!isSeq(entries)) throw new Error(`expected a list "${list}" at the top of the file`)
  for (const entry of added) entries.add(document.createNode(entry))
  entries.flow = entries.items.length === 0
  return document.toString({ lineWidth: columns_max, flowCollectionPadding: false })
}
