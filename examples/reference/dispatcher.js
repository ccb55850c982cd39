/**
 * Settles open facts: those of one stream in its order, different streams side by side, as many at once as the settings allow.
 * It keeps nothing that the store does not have, save how often it tried.
 */
export class Dispatcher {
  #context
  #progress
  #waiting = new Set()
  #underWay = new Map()
  #gaps = new Set()
  #timers = new Set()
  #stopped = false

  /** @param {object} context the integration's parts and tools */
  constructor(context) {
    this.#context = context
    // What a former life of this program left open may have been posted without its knowing.
    this.#progress = new Map(context.store.openIds().map((id) => [id, { attempts: 0, inDoubt: true, notBefore: 0 }]))
  }

  start() {
    for (const stream of this.#context.store.openStreams()) this.wake(stream)
  }

  /** Looks whether something of this stream may be tried. */
  wake(stream) {
    if (this.#stopped) return
    this.#waiting.add(stream)
    this.#pump()
  }

  /** Lets calls under way come to their end. */
  async stop() {
    this.#stopped = true
    for (const timer of this.#timers) clearTimeout(timer)
    await Promise.allSettled(this.#underWay.values())
  }

  #isFull() {
    return this.#underWay.size >= this.#context.settings.callsInParallel
  }

  #pump() {
    for (const stream of this.#waiting) {
      if (this.#stopped || this.#isFull()) return
      this.#waiting.delete(stream)
      const ready = this.#context.parts.ready(stream, this.#context)
      for (const fact of ready) {
        if (this.#isFull()) this.#waiting.add(stream)
        else this.#start(fact)
      }
      if (ready.length === 0) this.#watchGap(stream)
    }
  }

  #start(fact) {
    if (this.#underWay.has(fact.id)) return
    const state = this.#progress.get(fact.id) ?? { attempts: 0, inDoubt: false, notBefore: 0 }
    this.#progress.set(fact.id, state)
    // Its own timer wakes it.
    if (state.notBefore > performance.now()) return
    this.#underWay.set(fact.id, this.#work(fact, state))
  }

  async #work(fact, state) {
    const waitMs = await this.#context.parts.settle(fact, state, this.#context)
    this.#underWay.delete(fact.id)
    if (waitMs === null) {
      this.#progress.delete(fact.id)
      this.wake(fact.stream)
    } else {
      state.notBefore = performance.now() + waitMs
      this.#after(waitMs + 1, () => this.wake(fact.stream))
    }
    this.#pump()
  }

  #isStuck(stream) {
    const { parts, store } = this.#context
    return store.openOf(stream).length > 0 && parts.ready(stream, this.#context).length === 0
  }

  /** Facts that wait for one that does not come: after a while somebody has to ask for it. */
  #watchGap(stream) {
    if (this.#gaps.has(stream) || !this.#isStuck(stream)) return
    this.#gaps.add(stream)
    this.#after(this.#context.settings.gapWaitMs, async () => {
      try {
        if (this.#isStuck(stream)) await this.#context.parts.fillGap(stream, this.#context)
      } catch (error) {
        console.error(`gap in ${stream}: ${error.message}`)
      }
      this.#gaps.delete(stream)
      this.wake(stream)
    })
  }

  #after(ms, run) {
    if (this.#stopped) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      run()
    }, ms)
    this.#timers.add(timer)
  }
}
