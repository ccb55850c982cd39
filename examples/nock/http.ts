// A client on node:http, as axios and got are underneath.
import { request } from 'node:http'

export interface Answer {
  readonly status: number
  readonly text: string
}

/** Rejects when the connection breaks, or no whole answer came within a second. */
export function call(method: 'GET' | 'POST', url: string, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers: { 'content-type': 'application/json' }, timeout: 1_000 }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    call.on('timeout', () => call.destroy(new Error('no answer within a second')))
    call.on('error', reject)
    call.end(body)
  })
}
