// Keeps what comes, posts it in its own sequence, and asks before it posts again. A real one keeps it on a disk.
import { post, type Reported, type Surroundings } from './surroundings.ts'

interface Fact {
  readonly event: Reported
  readonly stream: string
  tried: boolean
  done: boolean
}

export function careful(surroundings: Surroundings): (request: Request) => Promise<Response> {
  const { urls, fetch } = surroundings
  const inbox = new Map<string, Fact>()
  const busy = new Set<string>()

  const isPosted = async (key: string): Promise<boolean> => {
    const found = await fetch(`${urls.erp}/confirmations?reference=${encodeURIComponent(key)}`, { signal: AbortSignal.timeout(1_000) })
    return ((await found.json()) as { readonly items: readonly unknown[] }).items.length > 0
  }

  /** Milliseconds until the next try; none where it is done. */
  const settle = async (fact: Fact): Promise<number | undefined> => {
    if (fact.tried && (await isPosted(fact.event.subject))) return undefined
    fact.tried = true
    const answer = await post(surroundings, fact.event)
    return answer.ok ? undefined : Math.max(200, 1_000 * Number(answer.headers.get('retry-after') ?? 0))
  }

  /** The fact that is next in its sequence, if it has come. */
  const nextOf = (stream: string): Fact | undefined => {
    const facts = [...inbox.values()].filter((fact) => fact.stream === stream)
    const done = facts.filter((fact) => fact.done).length
    return facts.find(({ event }) => Number(event.sequence) === done + 1)
  }

  const drain = async (stream: string): Promise<void> => {
    if (busy.has(stream)) return
    busy.add(stream)
    for (let fact = nextOf(stream); fact; fact = nextOf(stream)) {
      const wait = await settle(fact).catch(() => 200)
      if (wait === undefined) fact.done = true
      else await new Promise((resolve) => setTimeout(resolve, wait))
    }
    busy.delete(stream)
  }

  return async (request) => {
    const event = (await request.json()) as Reported
    const stream = `${event.source}|${event.partitionkey}`
    if (!inbox.has(event.subject)) inbox.set(event.subject, { event, stream, tried: false, done: false })
    void drain(stream)
    return new Response(null, { status: 204 })
  }
}
