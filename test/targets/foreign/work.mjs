// Who does what when: facts that were seen, those that are through, and one at a time of what hangs together.
import { setTimeout as sleep } from 'node:timers/promises'
import { Later, Refused, ask, habit, mistakes, tellPeople } from './plumbing.mjs'

/** Everything that was seen, by plant and number: `{ key, plant, kind, data, through }`. */
const seen = new Map()

export const all = () => [...seen.values()]
export const other = (plant, key) => seen.get(`${plant} ${key}`)

function take(kinds, { type, subject, id, data }) {
  const kind = kinds[type.split('.').slice(2, -1).join('.')]
  if (!kind) return
  const key = mistakes('knows-events') ? id : subject
  const place = mistakes('forgets-the-plant') ? key : `${data.plant} ${key}`
  if (!seen.has(place)) seen.set(place, { key: subject, plant: data.plant, kind, data, through: false })
}

async function poll(system, kinds) {
  for (let after = '0'; ;) {
    try {
      const page = await ask('GET', system, '/events', { query: { after, limit: 50 } })
      for (const { event } of page.events) take(kinds, event)
      after = page.next
      if (page.more) continue
    } catch (error) {
      console.log(`${system}: ${error.message}`)
    }
    await sleep(habit('slow') ? 4000 : 150)
  }
}

const busy = new Set()

/** One fact, if nothing that hangs together with it is under way. */
async function tend(fact) {
  const line = fact.kind.lineOf(fact.data)
  if (busy.has(line) || !isItsTurn(fact)) return
  busy.add(line)
  try {
    await fact.kind.act(fact)
    fact.through = true
  } catch (error) {
    if (!(error instanceof Later)) await people(fact, error)
    else console.log(`${fact.key}: ${error.message}`)
  } finally {
    busy.delete(line)
  }
}

async function people(fact, error) {
  console.log(`${fact.key} is for people: ${error.stack}`)
  try {
    await tellPeople(fact.key, fact.plant, error instanceof Refused ? error : new Refused('', error.message))
    fact.through = true
    fact.withPeople = true
  } catch (again) {
    console.log(`${fact.key}: ${again.message}`)
  }
}

/** A fact of a line waits for those before it, and for those that it knows must be there. */
function isItsTurn({ plant, data, kind }) {
  if (kind.line === undefined || mistakes('any-order')) return true
  const line = kind.lineOf(data)
  const before = all().filter((each) => each.kind.line === kind.line && each.plant === plant && each.kind.lineOf(each.data) === line)
  const through = new Set(before.filter((each) => each.through).map((each) => each.data.sequence))
  return Array.from({ length: data.sequence - 1 }, (_, index) => index + 1).every((sequence) => through.has(sequence))
}

export async function run(sources, kinds) {
  process.once('SIGTERM', () => process.exit(0))
  for (const system of sources) if (process.env[`MFGSYNC_${system.toUpperCase()}_URL`]) void poll(system, kinds)
  for (;;) {
    const open = all().filter(({ through }) => !through)
    await Promise.all((habit('one-by-one') ? open.slice(0, 1) : habit('backwards') ? open.reverse() : open).map(tend))
    if (habit('one-by-one') && open.length > 0) rotate(open[0])
    await sleep(100)
  }
}

/** What could not be done goes to the end. */
function rotate(fact) {
  for (const [place, each] of seen) {
    if (each !== fact) continue
    seen.delete(place)
    seen.set(place, each)
    return
  }
}
