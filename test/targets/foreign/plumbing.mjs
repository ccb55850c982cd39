// How an integration by another hand reads and writes: it polls, keeps nothing, and looks whether a thing is there before it makes it.
import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'

/** What differs from the plain one: one mistake, or habits that are unusual and right. */
export const mistakes = (name) => process.env['MISTAKE'] === name
export const habit = (name) => (process.env['HABITS'] ?? '').split(',').includes(name)

const urlOf = (system) => process.env[`MFGSYNC_${system.toUpperCase()}_URL`]
const desk = () => process.env['MFGSYNC_EXCEPTIONS_URL'].replace(/\/exceptions$/, '')

/** To be tried again. */
export class Later extends Error {}
/** For people. */
export class Refused extends Error {
  constructor(code, message) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

async function call(method, url, { about, body, key } = {}) {
  const headers = {
    ...(body && { 'content-type': 'application/json' }),
    ...(about && { 'x-correlation-id': encodeURIComponent(about) }),
    ...(key && { 'idempotency-key': encodeURIComponent(key) }),
  }
  const signal = AbortSignal.timeout(habit('patient') ? 20_000 : 1200)
  try {
    const response = await fetch(url, { method, headers, signal, ...(body && { body: JSON.stringify(body) }) })
    return { status: response.status, wait: Number(response.headers.get('retry-after') ?? 0) * 1000, answer: await response.json() }
  } catch (error) {
    throw new Later(`${method} ${url}: ${error.message}`)
  }
}

const passing = [401, 403, 408, 423, 429]

export async function ask(method, system, path, { about, body, key, query = {} } = {}) {
  const names = new URLSearchParams(query).toString()
  const { status, wait, answer } = await call(method, `${system === 'desk' ? desk() : urlOf(system)}${path}${names && '?'}${names}`, {
    about,
    body,
    key,
  })
  if (status < 300) return answer
  const { code = '', message = '' } = answer.error ?? {}
  if (code === 'DUPLICATE_REFERENCE' || code === 'ALREADY_REVERSED' || code === 'ALREADY_CLOSED') return { document: answer.error.document }
  if (code === 'PERIOD_CLOSED') throw Object.assign(new Refused(code, message), { nextOpenDate: answer.error.nextOpenDate })
  if (status < 500 && !passing.includes(status) && code !== 'CONFLICT') throw new Refused(code, message)
  if (wait > 0) await sleep(wait)
  throw new Later(`${method} ${path}: ${status} ${code}`)
}

export const path = (...names) => names.map((name) => `/${encodeURIComponent(name)}`).join('')
export const read = (system, where, about, query) => ask('GET', system, where, { about, query })

/** A name that only this posting has: made of what it is about, so that a later life finds the same. */
export function nameOf(where, about, plant, part) {
  if (habit('business-keys')) return `${about}#${part}`
  return `F-${createHash('sha256').update([where, about, plant, part].join('|')).digest('hex').slice(0, 20)}`
}

/** What was ever made under a name. */
async function made(system, where, about, plant, part) {
  const { items } = await read(system, where, about, { plant, reference: nameOf(where, about, plant, part) })
  return items
}

/** What is there under a name, and stands. */
export async function standing(...named) {
  return (await made(...named)).find(({ status }) => status !== 'reversed')
}

let attempts = 0

/** Makes a posting once: it looks for it by its name first. Gives its number. */
export async function ensure(system, where, about, part, body) {
  // What was taken back was made as well: who forgets that makes it anew after every crash.
  const look = mistakes('forgets-what-was-taken-back') ? standing : async (...named) => (await made(...named))[0]
  const found = mistakes('never-looks') ? undefined : await look(system, where, about, body.plant, part)
  if (found) return found.document
  const reference = mistakes('new-name-each-time')
    ? `${nameOf(where, about, body.plant, part)}-${++attempts}`
    : nameOf(where, about, body.plant, part)
  if (habit('posts-late')) await sleep(700)
  return post(system, where, about, { ...body, reference })
}

/** Into the next open period, where that of the day is closed: with the true date beside it. */
async function post(system, where, about, body) {
  const key = habit('keys') ? `${body.plant}/${body.reference}` : undefined
  try {
    return (await ask('POST', system, where, { about, body, key })).document
  } catch (error) {
    if (error.nextOpenDate === undefined) throw error
    const { postingDate: documentDate } = body
    const other = { ...body, postingDate: error.nextOpenDate, documentDate }
    const { document } = await ask('POST', system, where, { about, body: other, key: key && `${key}@${error.nextOpenDate}` })
    return document
  }
}

export async function tellPeople(about, plant, error) {
  const { items } = await ask('GET', 'desk', '/exceptions', { about, query: { fact: about, plant } })
  if (items.length > 0) return
  const body = { fact: about, plant, class: 'business', reason: error.message, owner: 'stores', ...(error.code && { code: error.code }) }
  await ask('POST', 'desk', '/exceptions', { about, body })
}
