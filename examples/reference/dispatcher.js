/**
 * Settles open facts: those of one stream in its order, different streams side by side, as many at once as the settings allow.
 * It keeps nothing that the store does not have, save how often it tried.
 *
 * @param {object} context the integration's parts and tools
 */
export function createDispatcher(context) {
  const { store, settings, parts } = context
  // What a former life of this program left open may have been posted without its knowing.
  const progress = new Map(store.openIds().map((id) => [id, { attempts: 0, inDoubt: true, notBefore: 0 }]))
  const waiting = new Set()
  const underWay = new Map()
  const gaps = new Map()
  const timers = new Set()
  let stopped = false

  function wake(stream) {
    if (stopped) return
    waiting.add(stream)
    pump()
  }

  function pump() {
    for (const stream of waiting) {
      if (stopped || underWay.size >= settings.callsInParallel) return
      waiting.delete(stream)
      const ready = parts.ready(stream, context)
      for (const fact of ready) {
        if (underWay.size < settings.callsInParallel) start(fact)
        else waiting.add(stream)
      }
      watchGap(stream, ready)
    }
  }

  function start(fact) {
    if (underWay.has(fact.id)) return
    const state = progress.get(fact.id) ?? { attempts: 0, inDoubt: false, notBefore: 0 }
    progress.set(fact.id, state)
    // Its own timer wakes it.
    if (state.notBefore > performance.now()) return
    underWay.set(fact.id, work(fact, state))
  }

  async function work(fact, state) {
    const waitMs = await parts.settle(fact, state, context)
    underWay.delete(fact.id)
    if (waitMs === null) {
      progress.delete(fact.id)
      wake(fact.stream)
    } else {
      state.notBefore = performance.now() + waitMs
      after(waitMs + 1, () => wake(fact.stream))
    }
    pump()
  }

  /** Facts that wait for one that does not come: after a while somebody has to ask for it. */
  function watchGap(stream, ready) {
    if (ready.length > 0 || gaps.has(stream) || store.openOf(stream).length === 0) return
    gaps.set(stream, true)
    after(settings.gapWaitMs, async () => {
      if (parts.ready(stream, context).length === 0 && store.openOf(stream).length > 0) {
        await parts.fillGap(stream, context).catch((error) => console.error(`gap in ${stream}: ${error.message}`))
      }
      gaps.delete(stream)
      wake(stream)
    })
  }

  function after(ms, run) {
    if (stopped) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      run()
    }, ms)
    timers.add(timer)
  }

  return {
    wake,
    start() {
      for (const stream of store.openStreams()) wake(stream)
    },
    /** Lets calls under way come to their end. */
    async stop() {
      stopped = true
      for (const timer of timers) clearTimeout(timer)
      await Promise.allSettled(underWay.values())
    },
  }
}
