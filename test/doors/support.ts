import { mkdtempSync, rmSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { DeliveryHandler, Plant } from '../../src/plant/plant.js'

/** A folder for journals that is gone after the file. */
export function folder(): string {
  const out = mkdtempSync(join(tmpdir(), 'mfgsync-doors-'))
  afterAll(() => rmSync(out, { recursive: true, force: true }))
  return out
}

interface Answered {
  readonly status: number
  readonly text: string
}

/** One call to a system, by whatever client. Rejects when no whole answer comes within a second. */
export type Call = (method: 'GET' | 'POST', url: string, body?: string) => Promise<Answered>

const headers = { 'content-type': 'application/json' }

export const byFetch: Call = async (method, url, body) => {
  const init = { method, headers, signal: AbortSignal.timeout(1_000), ...(body !== undefined && { body }) }
  const response = await fetch(url, init)
  return { status: response.status, text: await response.text() }
}

export const byNodeHttp: Call = (method, url, body) =>
  new Promise((resolve, reject) => {
    const request = httpRequest(url, { method, headers, timeout: 1_000 }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    request.on('timeout', () => request.destroy(new Error('timeout')))
    request.on('error', reject)
    request.end(body)
  })

interface Reported {
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>> & { readonly occurredAt: string }
}

export const taken = (): Response => new Response(null, { status: 204 })

/** Tries until an answer comes, and knows a fact by its key; `look`: asks before it posts again. */
export function confirmations({ urls }: Pick<Plant, 'urls'>, call: Call, look: boolean): DeliveryHandler {
  const done = new Set<string>()
  const at = `${urls['erp']}/confirmations`
  const isThere = async (key: string): Promise<boolean> => {
    const { items } = JSON.parse((await call('GET', `${at}?reference=${key}`)).text) as { readonly items: readonly unknown[] }
    return items.length > 0
  }
  return async (request) => {
    const { subject, data } = (await request.json()) as Reported
    if (done.has(subject)) return taken()
    done.add(subject)
    const { order, operation, kind, scrap, rework, occurredAt } = data
    const posting = {
      order,
      operation,
      kind,
      yield: data['yield'],
      scrap,
      rework,
      postingDate: occurredAt.slice(0, 10),
      reference: subject,
    }
    for (let tries = 1; tries <= 8; tries += 1) {
      try {
        if ((look && tries > 1 && (await isThere(subject))) || (await call('POST', at, JSON.stringify(posting))).status < 300) break
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    return taken()
  }
}

/** Every way in which an answer of the ERP can go missing. */
export const goneAnswers = [
  ['reset', { 'lose-answer': { how: 'reset', on: { 'calls-to': 'erp', flow: 'confirmation', count: 1 } } }],
  ['hung', { 'lose-answer': { how: 'hang', on: { 'calls-to': 'erp', flow: 'confirmation', count: 1 } } }],
  ['cut', { 'cut-answer': { on: { 'calls-to': 'erp', flow: 'confirmation', count: 1 } } }],
  ['late', { 'late-answer': { on: { 'calls-to': 'erp', flow: 'confirmation', count: 1 } } }],
] as const
