import { randomBytes } from 'node:crypto'
import { limits } from '../../domain/limits.js'
import type { Plan } from '../../scenario/plan.js'
import { duration } from '../../words/duration.js'
import { count } from '../../words/lists.js'
import { realClock, wallClock } from '../clock.js'
import { createSystems } from '../landscape.js'
import type { Refusal } from './answers.js'
import type { LandscapeWanted, ServeOptions } from './contract.js'
import { ServedLandscape, servedHeader } from './served-landscape.js'

/** A landscape of its own, under an id. */
export interface Session {
  readonly id: string
  /** ISO instant. */
  readonly createdAt: string
  readonly landscape: ServedLandscape
}

type SessionsOptions = Pick<ServeOptions, 'network' | 'tool' | 'planFor' | 'onError'>

/** Landscapes that share a server and nothing else. */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #open = new Map<string, Session>()
  #made = 0

  constructor(options: SessionsOptions) {
    this.#options = options
  }

  get all(): readonly Session[] {
    return [...this.#open.values()]
  }

  find(id: string): Session | undefined {
    return this.#open.get(id)
  }

  /** Makes a landscape of its own, or says why there is none. */
  open(wanted: LandscapeWanted): Session | Refusal {
    if (this.#open.size >= limits.served_sessions_count_max) return this.#tooMany()
    const planned = this.#options.planFor(wanted)
    if ('problem' in planned) return { status: 400, code: 'NO_SUCH_LANDSCAPE', message: planned.problem }
    return this.#add(planned.plan)
  }

  /** Ends a session; false if there is none of that id. */
  close(id: string): boolean {
    this.#open.get(id)?.landscape.close()
    return this.#open.delete(id)
  }

  closeAll(): void {
    for (const id of this.#open.keys()) this.close(id)
  }

  #add(plan: Plan): Session {
    const { network, tool, onError } = this.#options
    this.#made += 1
    // Numbered for people, and not to be guessed by anybody else.
    const id = `s${this.#made}-${randomBytes(5).toString('hex')}`
    const header = servedHeader(plan, network, tool, `serve-${id}`)
    const landscape = new ServedLandscape({ plan, systems: createSystems(plan), header, clock: realClock(), onError })
    const session = { id, createdAt: wallClock().iso, landscape }
    this.#open.set(id, session)
    return session
  }

  #tooMany(): Refusal {
    const idle = this.all.toSorted((one, other) => other.landscape.idle_ms - one.landscape.idle_ms)[0]
    const longest = idle ? ` ${idle.id} has been idle longest, for ${duration(idle.landscape.idle_ms)}.` : ''
    const message =
      `There are ${count(this.#open.size, 'session')} already, as many as one server holds. ` +
      `Delete those that are done with (DELETE /_mfgsync/sessions/<id>; GET /_mfgsync/sessions lists them).${longest}`
    return { status: 429, code: 'TOO_MANY_SESSIONS', message }
  }
}
