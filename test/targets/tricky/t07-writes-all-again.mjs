// T07: each night it writes everything again that may be written again, as it was, under the same version. A night is short here.
import { createLocks } from '../../../examples/reference/locks.js'
import { run } from '../../../examples/reference/run.js'
import { standardParts } from '../../../examples/reference/integration.js'

const nightMs = 700
const names = new Set(['version', 'reference'])
const contentOf = (body) => Object.keys(body).filter((key) => !names.has(key))

/** What was written last at each address: of what is there in parts, each part. */
const written = new Map()
const lock = createLocks()

/** What is written while the same address is written again would stand there in the order in which calls arrive. */
async function inTurn(address, work) {
  const release = await lock(address)
  try {
    return await work()
  } finally {
    release()
  }
}

/** A system that remembers what was written to it. */
function remembering(name, system) {
  async function call(method, path, request = {}) {
    // Whoever activates a revision ends the one before: what was said of effectivity until then is no longer so.
    if (method === 'POST' && /\/(activation|retirement)(\?|$)/.test(path)) forget('effectivity')
    if (method !== 'PUT') return system.call(method, path, request)
    const address = `${name} ${path}`
    return inTurn(address, async () => {
      const answer = await system.call(method, path, request)
      // What was refused, whole or in part (207), is not there; what nobody answered may be, and what was there before may not.
      const isTaken = answer.status >= 200 && answer.status < 207
      if (isTaken || answer.status === 0 || answer.status >= 500) {
        const news = contentOf(request.body)
        const still = (written.get(address)?.rows ?? []).map((row) => without(row, news)).filter((row) => contentOf(row.body).length > 0)
        written.set(address, { system, path, rows: isTaken ? [...still, request] : still })
      }
      return answer
    })
  }
  return { ...system, call }
}

const without = ({ body, ...row }, keys) => ({
  ...row,
  body: Object.fromEntries(Object.entries(body).filter(([key]) => !keys.includes(key))),
})

function forget(key) {
  for (const each of written.values()) each.rows = each.rows.map((row) => without(row, [key]))
}

async function night() {
  for (const address of written.keys()) {
    await inTurn(address, async () => {
      const each = written.get(address)
      for (const request of each.rows) if (contentOf(request.body).length > 0) await each.system.call('PUT', each.path, request)
    })
  }
  setTimeout(night, nightMs)
}
setTimeout(night, nightMs)

let remembered
await run({
  parts: {
    settle(fact, progress, context) {
      remembered ??= {
        erp: remembering('erp', context.erp),
        systems: Object.fromEntries(Object.entries(context.systems).map(([name, system]) => [name, remembering(name, system)])),
      }
      return standardParts.settle(fact, progress, { ...context, ...remembered })
    },
  },
})
