import { shellWord } from '../words/shell.js'

interface Served {
  readonly name: string
  readonly title: string
  readonly url: string
  readonly operations: readonly { readonly method: string; readonly path: string; readonly title: string; readonly dedupe: string }[]
}

interface Sample {
  readonly facts: readonly { readonly flow: string; readonly businessKey: string; readonly payload: Readonly<Record<string, unknown>> }[]
}

/** What `mfgsync serve` prints: where the systems are, what they can do, and lines to paste. */
export function curlLines(systems: readonly Served[], sample: Sample): string {
  const lines: string[] = []
  for (const system of systems) {
    lines.push(`${system.name.toUpperCase().padEnd(5)} ${system.url}   ${system.title}`)
    for (const { method, path, title, dedupe } of system.operations) {
      lines.push(`      ${method.padEnd(5)} ${path.padEnd(46)} ${title}${dedupe === '-' || dedupe === 'none' ? '' : ` [${dedupe}]`}`)
    }
    lines.push('')
  }
  return `${lines.join('\n')}\nTry:\n${examples(systems, sample)
    .map((line) => `  ${line}`)
    .join('\n')}\n\nCtrl+C ends it.\n`
}

function examples(systems: readonly Served[], sample: Sample): readonly string[] {
  const url = (name: string): string => systems.find((system) => system.name === name)?.url ?? ''
  const fact = sample.facts.find((candidate) => candidate.flow === 'confirmation')
  const lines = [`curl '${url('mes')}/events?after=0&limit=1'`, `curl '${url('erp')}/production-orders'`]
  if (fact) {
    const { order, operation, kind, yield: good, occurredAt } = fact.payload
    const body = JSON.stringify({
      order,
      operation,
      kind,
      yield: good,
      postingDate: String(occurredAt).slice(0, 10),
      reference: fact.businessKey,
    })
    lines.push(
      `curl -X POST '${url('erp')}/confirmations' -H 'content-type: application/json' -H 'idempotency-key: ` +
        `${fact.businessKey}' -d ${shellWord(body)}`,
      `curl '${url('erp')}/confirmations?reference=${fact.businessKey}'`,
    )
  }
  return [...lines, `curl '${url('erp')}/openapi.json'`]
}
