// An error says nothing of what was done: before it posts again, it asks whether the posting is there.
import { posting, type Reported } from './confirmation.ts'
import { call } from './http.ts'

export function careful(urls: Readonly<Record<string, string>>): (request: Request) => Promise<Response> {
  const done = new Map<string, Promise<void>>()

  const isPosted = async (key: string): Promise<boolean> => {
    const { text } = await call('GET', `${urls.erp}/confirmations?reference=${encodeURIComponent(key)}`)
    const { items } = JSON.parse(text) as { readonly items: readonly unknown[] }
    return items.length > 0
  }

  const settle = async (event: Reported): Promise<void> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        if (attempt > 1 && (await isPosted(event.subject))) return
        const { status } = await call('POST', `${urls.erp}/confirmations`, posting(event))
        if (status < 300) return
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100 * attempt))
      }
    }
  }

  return async (request) => {
    const event = (await request.json()) as Reported
    const settled = done.get(event.subject) ?? settle(event)
    done.set(event.subject, settled)
    await settled
    return new Response(null, { status: 204 })
  }
}
