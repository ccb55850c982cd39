import type { ReporterKind } from './contract.js'
import { blob } from './blob.js'
import { github } from './github.js'
import { html } from './html.js'
import { json } from './json.js'
import { junit } from './junit.js'
import { lines } from './lines.js'
import { markdown } from './markdown.js'
import { mermaid } from './mermaid.js'
import { svg } from './svg.js'

/** The only list of reporters: help, docs and completion derive from it. */
const reporterKinds: readonly ReporterKind[] = [lines, json, junit, markdown, html, mermaid, svg, blob, github]

export const reporterNames: readonly string[] = reporterKinds.map((kind) => kind.name)

export function reporterKind(name: string): ReporterKind | undefined {
  return reporterKinds.find((kind) => kind.name === name)
}
