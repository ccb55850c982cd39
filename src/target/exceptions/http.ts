import { limits } from '../../domain/limits.js'
import { fetchProblem } from '../hooks.js'
import type { Redact } from '../redact.js'
import type { ListSettings } from '../settings.js'
import { lookEvery, type ExceptionSighting, type ExceptionSink, type ExceptionWatcher, type WatchMeans } from './contract.js'
import { keyPlace, onceEach, sightingOf, valueAt } from './fields.js'

export interface ListWatchOptions extends Omit<ListSettings, 'credentials_env'>, WatchMeans {
  /** Sent as `Authorization`. */
  readonly authorization?: string
  readonly redact: Redact
  readonly poll_ms?: number
}

const timeoutMs = 5_000

/**
 * Polls a list of exceptions. One that is seen for the first time or changed is told; one that is not in the list any more was closed.
 * The target may be down for a while, as it is between a kill and its restart: only the last failure before the end is a problem.
 */
export function watchList(options: ListWatchOptions, sink: ExceptionSink): ExceptionWatcher {
  const list = new ListPoll(options, sink)
  const stop = lookEvery(options.poll_ms ?? limits.exceptions_poll_ms, options, () => list.look(false))
  return {
    seenAt: 'http',
    flush: () => list.look(true),
    stop: async () => {
      stop()
      await list.look(true)
    },
  }
}

class ListPoll {
  readonly #options: ListWatchOptions
  readonly #sink: ExceptionSink
  readonly #known = new Map<string, { readonly text: string; readonly sighting: ExceptionSighting }>()
  readonly #problem: (message: string) => void
  #looking: Promise<void> = Promise.resolve()

  constructor(options: ListWatchOptions, sink: ExceptionSink) {
    this.#options = options
    this.#sink = sink
    this.#problem = onceEach((message) => sink.problem(message))
  }

  /** One look at a time; a flush waits for the one under way and looks again. */
  look(tell: boolean): Promise<void> {
    this.#looking = this.#looking.then(() => this.#look(tell))
    return this.#looking
  }

  async #look(tell: boolean): Promise<void> {
    const items = await this.#fetchItems()
    if (typeof items === 'string') {
      if (tell) this.#problem(items)
      return
    }
    const seen = new Set<string>()
    for (const item of items.slice(0, limits.exceptions_list_count_max)) {
      const found = sightingOf(item, this.#options.fields, 'http', this.#options.redact)
      if (!found) {
        this.#problem(`an entry of ${this.#options.url} names no fact; expected its business key in ${keyPlace(this.#options.fields)}`)
        continue
      }
      seen.add(found.xid)
      this.#tellIfNew(found)
    }
    if (items.length > limits.exceptions_list_count_max) {
      this.#problem(`${this.#options.url} lists ${items.length} exceptions; the first ${limits.exceptions_list_count_max} were read`)
      return
    }
    for (const [xid, { sighting }] of this.#known) {
      if (!seen.has(xid) && sighting.status === 'open') this.#tellIfNew({ ...sighting, status: 'closed' })
    }
  }

  #tellIfNew(sighting: ExceptionSighting): void {
    const text = JSON.stringify(sighting)
    if (this.#known.get(sighting.xid)?.text === text) return
    this.#known.set(sighting.xid, { text, sighting })
    this.#sink.sighting(sighting)
  }

  /** The entries; or what went wrong, in words. */
  async #fetchItems(): Promise<readonly unknown[] | string> {
    const { url, items, authorization } = this.#options
    try {
      const response = await this.#options.fetch(url, {
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMs),
        headers: { accept: 'application/json', ...(authorization !== undefined && { authorization }) },
      })
      const text = await boundedText(response)
      if (!response.ok) return `the list of exceptions at ${url} answered ${response.status}; expected 200`
      if (text === undefined)
        return `the list of exceptions at ${url} is larger than ${limits.request_body_bytes_max} bytes and was not read`
      const found = valueAt(JSON.parse(text), items)
      if (Array.isArray(found)) return found
      return `the answer of ${url} has no list ${items === '' ? 'at its top' : `at "${items}"`}; set exceptions.http.items`
    } catch (error) {
      if (error instanceof SyntaxError) return `the answer of ${url} is not JSON`
      return `the list of exceptions at ${url} ${fetchProblem(error, timeoutMs)}`
    }
  }
}

async function boundedText(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    if (bytes > limits.request_body_bytes_max) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
