// Takes every error for "it did not work", and posts again. One lost answer is enough.
import { posting, type Reported } from './confirmation.ts'
import { call } from './http.ts'

export function careless(urls: Readonly<Record<string, string>>): (request: Request) => Promise<Response> {
  const seen = new Set<string>()
  return async (request) => {
    const event = (await request.json()) as Reported
    if (seen.has(event.subject)) return new Response(null, { status: 204 })
    seen.add(event.subject)
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      try {
        const { status } = await call('POST', `${urls.erp}/confirmations`, posting(event))
        if (status < 300) break
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100 * attempt))
      }
    }
    return new Response(null, { status: 204 })
  }
}
