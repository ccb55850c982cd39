// Posts whatever comes as soon as it comes, and again when no answer does.
import { post, type Reported, type Surroundings } from './surroundings.ts'

export function careless(surroundings: Surroundings): (request: Request) => Promise<Response> {
  const seen = new Set<string>()
  return async (request) => {
    const event = (await request.json()) as Reported
    if (seen.has(event.subject)) return new Response(null, { status: 204 })
    seen.add(event.subject)
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      const answer = await post(surroundings, event).catch(() => undefined)
      if (answer?.ok) break
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    return new Response(null, { status: 204 })
  }
}
