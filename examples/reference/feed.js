import { NotAnEvent } from './cloud-event.js'

/** The systems in which something happens, as far as this landscape has them. */
export const sourcesIn = ({ systems }) => ['mes', 'erp', 'plm', 'wms', 'qms', 'plan'].filter((source) => systems[source])

const urlOf = ({ mesUrl, erpUrl, otherUrls = {} }, source) => ({ mes: mesUrl, erp: erpUrl, ...otherUrls })[source] ?? ''

/** One page of a source's change feed after a cursor. Rejects when there is none to be had. */
export async function readPage(settings, cursor, source = 'mes') {
  const { erpTimeoutMs, feedPageSize } = settings
  const url = `${urlOf(settings, source)}/events?after=${encodeURIComponent(cursor)}&limit=${feedPageSize}`
  const response = await fetch(url, { signal: AbortSignal.timeout(erpTimeoutMs) })
  const body = await response.json()
  // The source began anew: so do we. What is known already is known by its business key.
  if (body?.error?.code === 'UNKNOWN_CURSOR' && cursor !== '0') return { source, events: [], next: '0', more: true }
  if (!response.ok || !Array.isArray(body.events)) throw new Error(`The ${source} answered ${response.status} to ${url}.`)
  return { source, ...body }
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
 * Polls a source's feed. Facts and the cursor behind them are stored in one transaction, so a crash repeats a page and never skips one.
 *
 * @param {string} source
 * @param {object} context the integration's parts and tools
 * @param {{read?: typeof readPage, intervalMs?: number}} [how] another list of what happened there, and how often it is asked for
 */
export function createFeed(source, context, { read = readPage, intervalMs = context.settings.feedIntervalMs } = {}) {
  const { settings, store, parts } = context
  let stopped = false
  let timer
  let polling = Promise.resolve()

  async function poll() {
    let pauseMs = intervalMs
    try {
      const cursor = store.cursor(source)
      const page = await read(settings, cursor, source)
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
  // A stream is called after where its facts come from: `/mes/P1|100001`.
  const source = sourcesIn(context).find((name) => stream.startsWith(`/${name}/`)) ?? 'mes'
  if (!context.systems[source]) return
  let cursor = '0'
  for (;;) {
    const page = await readPage(context.settings, cursor, source)
    context.take(factsOf(page, context).filter((fact) => fact.stream === stream))
    if (!page.more || page.next === cursor) return
    cursor = page.next
  }
}
