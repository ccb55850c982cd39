import { limits } from '../../domain/limits.js'
import type { PublishedEvent } from '../contract.js'
import { get, refusal, refused, success, type Operation, type Outcome } from '../operation.js'
import { list, object, ref, text, wholeNumber, type Schema } from './schema.js'
import { cloudEventObject } from '../../domain/wire.js'

/** Where a page stands. */
export interface PagePlace {
  /** Entries before it. */
  readonly after: number
  /** The cursor behind its last entry. */
  readonly next: string
  readonly latest: string
  readonly more: boolean
}

/** What a system told the world, in the order in which it did. */
export class EventLog {
  readonly #events: PublishedEvent[] = []
  /** By type and key, the newest of each source: plants may number alike. */
  readonly #byKey = new Map<string, Map<string, PublishedEvent>>()
  readonly #facts = new Set<string>()

  /** Appends. A fact that is delivered again stands there again, under a new cursor. */
  publish(event: PublishedEvent): void {
    this.#events.push(event)
    this.#facts.add(event.eid)
    const id = `${event.type} ${event.key}`
    const bySource = this.#byKey.get(id)
    if (bySource) bySource.set(event.source, event)
    else this.#byKey.set(id, new Map([[event.source, event]]))
  }

  /** The newest event of a type about a business key, of each source that has the key. */
  find(type: string, key: string): readonly PublishedEvent[] {
    return [...(this.#byKey.get(`${type} ${key}`)?.values() ?? [])]
  }

  snapshot(): Readonly<Record<string, number>> {
    return { entries: this.#events.length, facts: this.#facts.size }
  }

  /** `cursor`: as it was handed out, empty for the start. */
  page(cursor: string, limit?: number): Outcome {
    const show = (events: readonly PublishedEvent[], { after, ...place }: PagePlace): unknown => ({
      events: events.map((event, index) => ({ cursor: String(after + index + 1), event: cloudEventObject(event) })),
      ...place,
    })
    return this.paged(cursor, show, limit)
  }

  /** A page as its operation shows it: whoever asks with the cursor of one has taken what stood on it, whatever it looked like. */
  paged(
    cursor: string,
    show: (events: readonly PublishedEvent[], place: PagePlace) => unknown,
    limit: number = limits.feed_page_count_max,
  ): Outcome {
    const latest = this.#events.length
    const after = cursor === '' ? 0 : /^\d{1,15}$/.test(cursor) ? Number(cursor) : Number.NaN
    if (!(after <= latest)) {
      const message = `The feed has no cursor ${cursor}; the newest is ${latest}.`
      return refused('UNKNOWN_CURSOR', message, { after: cursor, latest: String(latest) })
    }
    const events = this.#events.slice(after, after + Math.min(limit, limits.feed_page_count_max))
    const upTo = after + events.length
    return {
      result: show(events, { after, next: String(upTo), latest: String(latest), more: upTo < latest }),
      exposes: [...new Set(events.map((event) => event.eid))],
      feed: { after, upTo },
    }
  }
}

/** The change feed of a system that keeps an event log. `example`: one of its events, as CloudEvents has it. */
export function feedOperation(example: unknown): Operation<{ readonly log: EventLog }> {
  return {
    id: 'event.feed',
    ...get('/events'),
    title: 'Change feed',
    description: 'What happened, page by page, at least once. Asking with the cursor `next` of a page says that the page was taken.',
    parameters: [
      { name: 'after', in: 'query', schema: text('Cursor after which to continue; absent or `0`: from the start.', { maxLength: 200 }) },
      {
        name: 'limit',
        in: 'query',
        schema: wholeNumber(`Entries per page; at most ${limits.feed_page_count_max} are returned.`, 1, { maximum: 1_000_000 }),
      },
    ],
    success: success(200, 'A page, maybe empty.', 'FeedPage', {
      events: [{ cursor: '1', event: example }],
      next: '1',
      latest: '1',
      more: false,
    }),
    refusals: [
      refusal(
        400,
        ['UNKNOWN_CURSOR'],
        'The query is not understood, or the cursor was never handed out.',
        'The feed has no cursor 99; the newest is 12.',
        { after: '99', latest: '12' },
      ),
    ],
    run: ({ log }, { after = '', limit }) => log.page(String(after), limit === undefined ? undefined : Number(limit)),
  }
}

/** What the feed needs among the schemas of its system. */
export const feedSchemas: Readonly<Record<string, Schema>> = {
  CloudEvent: object(
    'CloudEvents 1.0, structured. `subject` is the business key and stays the same when a fact is sent again under a new `id`; ' +
      '`sequence` counts the facts of one key without gaps from 1.',
    {
      specversion: text('Always 1.0.', { const: '1.0' }),
      id: text('Identity of this message.', { minLength: 1 }),
      source: text('Where it happened.', { minLength: 1 }),
      type: text('What happened.', { minLength: 1 }),
      subject: text('Business key.', { minLength: 1 }),
      time: text('When it happened, as the source stamped it.', { format: 'date-time' }),
      datacontenttype: text('Always application/json.', { const: 'application/json' }),
      'sequence?': text('Position among the facts of the key.', { pattern: '^[0-9]+$' }),
      'partitionkey?': text('What order is owed by.'),
      data: { type: 'object', description: 'The payload of the type.' },
    },
  ),
  FeedEntry: object('An event and its place.', { cursor: text('Its place: continue with it as `after`.'), event: ref('CloudEvent') }),
  FeedPage: object('A page of the change feed, in order of publication. A fact that is delivered again appears again under a new cursor.', {
    events: list('The entries.', ref('FeedEntry'), { maxItems: limits.feed_page_count_max }),
    next: text('Cursor to continue with: asking with it says that this page was taken.'),
    latest: text('Newest cursor there is.'),
    more: { type: 'boolean', description: 'True if there is more after this page.' },
  }),
}

/** What the feed's refusals say. */
export const feedDetails: Readonly<Record<string, Schema>> = {
  after: text('Cursor that was asked for.'),
  latest: text('Newest cursor there is.'),
}
