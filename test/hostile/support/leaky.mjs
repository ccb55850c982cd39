// An integration that is careless with its secrets: it does what a file of deeds says, and posts every fact twice.
import { readFileSync } from 'node:fs'

/** One of the systems by its path: `erp:/confirmations`. */
const urlOf = (env, place) => {
  const at = place.indexOf(':')
  return env[`MFGSYNC_${place.slice(0, at).toUpperCase()}_URL`] + place.slice(at + 1)
}

export async function start({ env, fetch }) {
  const { atOnce, answers, postings } = JSON.parse(readFileSync(env.DEEDS, 'utf8'))
  const json = { 'content-type': 'application/json' }
  const call = (place, init) => fetch(urlOf(env, place), init).then((response) => response.text())
  for (const { log, error, thrown, environment, place, method = 'GET', headers = json, body } of atOnce) {
    if (log !== undefined) console.log(log)
    if (error !== undefined) console.error(error)
    if (thrown !== undefined) console.error(new Error(thrown))
    if (environment) console.log(process.env)
    // What no URL and no header can carry was carried nowhere.
    if (place !== undefined) await call(place, { method, headers, body }).catch((problem) => console.error(problem.message))
  }
  const post = async ({ data, subject }, { headers = {}, fields = {} } = {}) => {
    const { order, operation, kind, yield: good, scrap, rework, occurredAt } = data
    const posting = {
      order,
      operation,
      kind,
      yield: good,
      scrap,
      rework,
      postingDate: occurredAt.slice(0, 10),
      reference: subject,
      ...fields,
    }
    await call('erp:/confirmations', { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(posting) })
  }
  return {
    async fetch(request) {
      const answer = answers.shift()
      if (answer !== undefined) return new Response(answer, { status: 500 })
      const event = await request.json()
      if (event.data.order !== undefined) {
        await post(event, postings.shift())
        await post(event, postings.shift())
      }
      return new Response(null, { status: 204 })
    },
  }
}
