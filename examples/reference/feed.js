import { NotAnEvent } from './cloud-event.js'

/** One page of the MES's change feed after a cursor. Rejects when there is none to be had. */
export async function readPage({ mesUrl, erpTimeoutMs, feedPageSize }, cursor) {
  const url = `${mesUrl}/events?after=${encodeURIComponent(cursor)}&limit=${feedPageSize}`
  const response = await fetch(url, { signal: AbortSignal.timeout(erpTimeoutMs) })
  const body = await response.json()
  // The source began anew: so do we. What is known already is known by its business key.
  if (body?.error?.code === 'UNKNOWN_CURSOR' && cursor !== '0') return { events: [], next: '0', more: true }
  if (!response.ok || !Array.isArray(body.events)) throw new Error(`The MES answered ${response.status} to ${url}.`)
  return body
}

/** Facts of a page. One that cannot be read is a fact as well, so that the page behind it is not held up. */
export function factsOf(page, { parts }) {
  return page.events.map(({ cursor, event }) => {
    try {
      return parts.factOf(event)
    } catch (error) {
      if (!(error instanceof NotAnEvent)) throw error
      const key = `unreadable event ${event?.id ?? cursor}`
      return { key, identity: key, source: '', stream: key, sequence: null, type: '', data: {} }
    }
  })
}

/**
 * Polls the feed. Facts and the cursor behind them are stored in one transaction, so a crash repeats a page and never skips one.
 *
 * @param {object} context the integration's parts and tools
 */
export function createFeed(context) {
  const { settings, store, parts } = context
  let stopped = false
  let timer
  let polling = Promise.resolve()

  async function poll() {
    let pauseMs = settings.feedIntervalMs
    try {
      const cursor = store.cursor('mes')
      const page = await readPage(settings, cursor)
      const facts = factsOf(page, context)
      if (facts.length > 0 || page.next !== cursor) await parts.takePage(facts, page, context)
      if (page.more) pauseMs = 0
    } catch (error) {
      console.error(`poll failed: ${error.message}`)
    }
    if (!stopped) timer = setTimeout(next, pauseMs)
  }

  function next() {
    polling = poll()
  }

  return {
    start: next,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await polling
    },
  }
}

/** Searches the feed for the facts of one stream that are missing, as a delivery that went astray never comes by itself. */
export async function searchFeed(stream, context) {
  if (!context.settings.mesUrl) return
  let cursor = '0'
  for (;;) {
    const page = await readPage(context.settings, cursor)
    context.take(factsOf(page, context).filter((fact) => fact.stream === stream))
    if (!page.more || page.next === cursor) return
    cursor = page.next
  }
}
