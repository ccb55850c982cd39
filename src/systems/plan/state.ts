import { contentValue } from '../../domain/content.js'
import { sameValue, type StateEffect } from '../../domain/effect.js'
import { Ledger } from '../../domain/ledger.js'
import type { MasterData, PlanRow, PlanVersion } from '../../domain/master.js'
import { planName, planPages, planVersionEntity } from '../../domain/planning.js'
import { quantityToNumber } from '../../domain/quantity.js'
import type { PublishedEvent } from '../contract.js'
import type { SystemState } from '../operation.js'
import { EventLog } from '../shared/feed.js'
import { publishedType } from './schemas.js'

type Json = Readonly<Record<string, unknown>>

export interface Load {
  readonly system: string
  readonly rows?: number
  readonly loadedAt?: string
}

/** A version that is out. */
export interface Published {
  readonly version: number
  /** The fact that said so; empty for what was there from the start. */
  readonly eid: string
  readonly data: Json
  readonly pages: readonly (readonly PlanRow[])[]
  readonly loads: readonly Load[]
}

interface Audited {
  readonly version: number
  readonly what: 'published' | 'superseded' | 'loaded'
  readonly publication?: string
  readonly by?: string
}

/** The planning system in a run: versions that planners have published, what became of them, and who has loaded them. */
export class Planning implements SystemState {
  readonly log = new EventLog()
  /** Acknowledgements alone: nobody posts here. */
  readonly ledger = new Ledger([])
  readonly audit: Audited[] = []
  readonly #plans: readonly PlanVersion[]
  readonly #published = new Map<number, Published>()

  constructor({ plans = [] }: Pick<MasterData, 'plans'>) {
    this.#plans = plans
    for (const plan of plans) if (plan.opening === true) this.#add(plan.version, '', sizeOf(plan))
  }

  publish(event: PublishedEvent): void {
    this.log.publish(event)
    if (event.type === publishedType) this.#add(Number(event.data['version']), event.eid, event.data)
  }

  /** In the order in which they were published. */
  all(): readonly Published[] {
    return [...this.#published.values()]
  }

  version(version: number): Published | undefined {
    return this.#published.get(version)
  }

  status({ version }: Published): 'published' | 'superseded' {
    return this.all().some((other) => other.version > version) ? 'superseded' : 'published'
  }

  acknowledge(published: Published, load: Load): readonly StateEffect[] {
    const { version } = published
    const loads = [...published.loads.filter(({ system }) => system !== load.system), load].sort((a, b) => (a.system < b.system ? -1 : 1))
    const entity = planVersionEntity(version)
    const after = contentValue(loads, loads.map(({ system, rows }) => `${system}${rows === undefined ? '' : ` ${rows} rows`}`).join('; '))
    const before = this.ledger.current(entity, 'ack')
    if (sameValue(before, after)) return []
    const state: StateEffect = {
      what: 'state',
      doc: '',
      docKind: 'plan',
      plant: '',
      references: keyOf(published),
      entity,
      dims: { version: String(version) },
      group: 'ack',
      version,
      ...(before !== undefined && { before }),
      after,
    }
    this.ledger.commit({ states: [state] })
    this.#published.set(version, { ...published, loads })
    this.audit.push({ version, what: 'loaded', by: load.system })
    return [state]
  }

  snapshot(): Json {
    return {
      feed: this.log.snapshot(),
      versions: Object.fromEntries(
        this.all().map((published) => [
          String(published.version),
          { status: this.status(published), ...sumsOf(published), ...(published.loads.length > 0 && { loads: published.loads }) },
        ]),
      ),
    }
  }

  /** A fact that is told again changes nothing. */
  #add(version: number, eid: string, data: Json): void {
    if (this.#published.has(version)) return
    const plan = this.#plans.find((each) => each.version === version)
    const newest = Math.max(-1, ...this.#published.keys())
    const published: Published = { version, eid, data, pages: planPages(plan?.rows ?? []), loads: [] }
    this.#published.set(version, published)
    const [publication] = keyOf(published)
    this.audit.push({ version, what: 'published', ...(publication !== undefined && { publication }) })
    if (newest < 0) return
    const [old, by] = newest < version ? [newest, version] : [version, newest]
    this.audit.push({ version: old, what: 'superseded', by: String(by) })
  }
}

/** Business key of the publication, for what was published by a fact. */
function keyOf({ data }: Published): readonly string[] {
  return data['publication'] === undefined ? [] : [String(data['publication'])]
}

function sizeOf({ plan = planName, version, rows }: PlanVersion): Json {
  return { plan, version, rows: rows.length, pages: planPages(rows).length }
}

function sumsOf({ pages }: Published): Json {
  const rows = pages.flat()
  return { rows: rows.length, quantity: rows.reduce((sum, { quantity }) => sum + quantityToNumber(quantity), 0) }
}
