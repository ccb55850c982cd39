import { shellQuoted } from '../words/shell.js'

interface Served {
  readonly name: string
  readonly title: string
  readonly url: string
  readonly operations: readonly {
    readonly id: string
    readonly method: string
    readonly path: string
    readonly title: string
    readonly dedupe: string
  }[]
}

/** A fact, and what it asks for in a system. */
interface Example {
  readonly source: string
  readonly businessKey: string
  readonly about: string
  readonly system: string
  readonly operation: string
  readonly input: Readonly<Record<string, unknown>>
  readonly query: Readonly<Record<string, unknown>>
  readonly body: Readonly<Record<string, unknown>>
}

/** What `mfgsync serve` prints: where the systems are, what they can do, and lines to paste. */
export function curlLines(systems: readonly Served[], example: Example | undefined, controlUrl: string): string {
  const lines: string[] = []
  for (const system of systems) {
    lines.push(`${system.name.toUpperCase().padEnd(5)} ${system.url}   ${system.title}`)
    for (const { method, path, title, dedupe } of system.operations) {
      lines.push(`      ${method.padEnd(5)} ${path.padEnd(46)} ${title}${dedupe === '-' || dedupe === 'none' ? '' : ` [${dedupe}]`}`)
    }
    lines.push('')
  }
  const asked = example ? `/journal?fact=${encodeURIComponent(example.businessKey)}` : '/journal'
  const about = [`curl ${shellQuoted(`${controlUrl}${asked}`)}`, `curl '${controlUrl}/checks'`, `curl -X POST '${controlUrl}/sessions'`]
  const shown = [
    'Try:',
    ...examples(systems, example).map((line) => `  ${line}`),
    '',
    'What happened, what the checks say so far, and a landscape of its own (docs/serve.md):',
    ...about.map((line) => `  ${line}`),
  ]
  return `${lines.join('\n')}\n${shown.join('\n')}\n\nCtrl+C ends it.\n`
}

function examples(systems: readonly Served[], example: Example | undefined): readonly string[] {
  if (!example) return systems.map(({ url }) => `curl '${url}/openapi.json'`)
  const { businessKey, input } = example
  const find = (system: string, id: string): { readonly url: string; readonly path: string; readonly method: string } | undefined => {
    const served = systems.find(({ name }) => name === system)
    const operation = served?.operations.find((candidate) => candidate.id === id)
    return served && operation && { url: `${served.url}${operation.path}`, path: operation.path, method: operation.method }
  }
  // Of the system first of which the example tells.
  const sources = [example.source, ...systems.map(({ name }) => name).filter((name) => name !== example.source)]
  const feeds = sources.flatMap((name) => find(name, 'event.feed') ?? [])
  const lines = feeds.map(({ url }) => `curl '${url}?after=0&limit=1'`)
  const list = find(example.system, `${example.about}.query`)
  if (list) lines.push(`curl '${list.url}'`)
  const post = find(example.system, example.operation)
  if (post) {
    const url = post.url.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => encodeURIComponent(String(input[name])))
    const words = Object.entries(example.query).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
    const whole = [url, ...(words.length > 0 ? [words.join('&')] : [])].join('?')
    // What a name may have, neither a path nor a header carries as it is.
    const key = encodeURIComponent(businessKey)
    const body = JSON.stringify(example.body)
    // What is put in its place is there once, however often: it needs no key, and is read where it was written.
    const isPut = post.method === 'PUT'
    const headers = ['content-type: application/json', ...(isPut ? [] : [`idempotency-key: ${key}`])].map(
      (each) => `-H ${shellQuoted(each)}`,
    )
    lines.push(`curl -X ${post.method} ${shellQuoted(whole)} ${headers.join(' ')} -d ${shellQuoted(body)}`)
    // Not everything that is put can be read by itself: a version of a plan is looked for in the list.
    const own = systems.find(({ name }) => name === example.system)?.operations ?? []
    const isRead = !isPut || own.some(({ method, path }) => method === 'GET' && path === post.path)
    const reference = encodeURIComponent(String(input['reference'] ?? businessKey))
    if (isRead) lines.push(`curl ${shellQuoted(isPut ? whole : `${url}?reference=${reference}`)}`)
  }
  return [...lines, `curl '${systems.find(({ name }) => name === example.system)?.url ?? ''}/openapi.json'`]
}
