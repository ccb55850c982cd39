import type { Fact } from '../../../src/domain/fact.js'
import { postingZoneOf } from '../../../src/domain/posting-zone.js'
import { addQuantities, parseQuantity, subtractQuantities } from '../../../src/domain/quantity.js'
import { commandsOf } from '../../../src/flows/view.js'
import type { Reply } from '../../../src/systems/contract.js'
import type { Asked, Fate, Landscape } from './landscape.js'
import type { Pause } from './tasks.js'

export type Input = Readonly<Record<string, unknown>>

/** How a document came about, or why none did. */
export type Posted = { readonly document: string } | { readonly refused: Reply }

const paths: Readonly<Record<string, string>> = { 'confirmation.create': '/confirmations', 'movement.create': '/goods-movements' }

/** What a perfect integration would ask for. */
export function inputOf(world: Landscape, fact: Fact): { readonly path: string; readonly input: Input } {
  const { plan, systems } = world.header
  const zoneIn = (system: string, plant: string): string | undefined => postingZoneOf(plan.master, systems[system]?.policies, plant)
  const [command] = commandsOf(fact, { master: plan.master, zoneIn, documentOf: () => undefined, read: () => undefined }, world.facts)
  if (!command) throw new Error(`nothing is to be done about ${fact.businessKey}`)
  return { path: paths[command.operation] ?? '', input: command.input }
}

/** References of what is asked for, first one first. */
function referencesOf({ reference, references }: Input): readonly string[] {
  return Array.isArray(references) ? references.map(String) : [String(reference)]
}

/** Asks until it is known whether it was done: by its key, by its reference, or by looking. Ends with a document, or a refusal for good. */
export function* settle(world: Landscape, path: string, input: Input, planned: readonly Fate[] = [], again = ''): Generator<Pause, Posted> {
  const { dedupe } = world.setting
  const references = referencesOf(input)
  const name = references.join('+')
  const asked: Asked = { line: `POST ${path}`, body: input, ...(dedupe === 'idempotency-key' && { key: `${again}${path}:${name}` }) }
  let now = asked
  for (let attempt = 0; ; attempt += 1) {
    const { knowledge, reply } = yield* world.call(now, planned[attempt])
    if (reply?.answerClass === 'success') return { document: documentIn(reply) }
    if (reply?.answerClass === 'duplicate' && reply.dedupedTo !== undefined) return { document: reply.dedupedTo }
    if (reply?.answerClass === 'business') {
      const moved = movedTo(reply, now.body ?? {})
      if (!moved) return { refused: reply }
      now = { ...now, body: moved, ...(now.key !== undefined && { key: `!${now.key}` }) }
      continue
    }
    yield
    if (knowledge !== 'indeterminate' || dedupe !== 'none') continue
    const found = yield* look(world, path, references)
    if (found !== undefined) return { document: found }
  }
}

/** The first open day, where the ERP says that the posting belongs there. */
function movedTo({ code, result }: Reply, body: Input): Input | undefined {
  const { details = {} } = result as { readonly details?: Input }
  const { nextOpenDate, policy } = details
  if (code !== 'PERIOD_CLOSED' || typeof nextOpenDate !== 'string' || policy === 'exception') return undefined
  return { ...body, postingDate: nextOpenDate, documentDate: body['postingDate'] }
}

function documentIn({ result }: Reply): string {
  return String((result as { readonly document?: unknown }).document)
}

interface Shown {
  readonly document: string
  readonly status: string
  readonly reverses?: string
}

/** Looks for a live document under the reference, or for the cancellation of one, until an answer comes. */
function* look(world: Landscape, path: string, [reference = '']: readonly string[]): Generator<Pause, string | undefined> {
  return (yield* liveUnder(world, path, reference))[0]
}

/** All live documents under the reference, or all cancellations of one, as soon as an answer comes. */
export function* liveUnder(world: Landscape, path: string, reference: string): Generator<Pause, readonly string[]> {
  const [, collection = '', cancelled] = path.split('/')
  for (;;) {
    const { reply } = yield* world.call({ line: `GET /${collection}?reference=${encodeURIComponent(reference)}` })
    if (!reply) continue
    const { items } = reply.result as { readonly items: readonly Shown[] }
    return items.filter(({ status, reverses }) => status === 'posted' && reverses === cancelled).map(({ document }) => document)
  }
}

/** An amount of a payload in that many parts, which add up to it. */
function amounts(quantity: unknown, count: number): readonly number[] {
  const whole = parseQuantity(quantity as number) ?? '0'
  const places = whole.split('.')[1]?.length ?? 0
  const one = Number((Number(whole) / count).toFixed(places))
  let rest = whole
  return Array.from({ length: count }, (_, index) => {
    const part = index === count - 1 ? rest : (parseQuantity(one) ?? '0')
    rest = subtractQuantities(rest, part)
    return Number(part)
  })
}

/** One posting in several documents, `KEY#1`, `KEY#2`: the last one ends the operation, if any does. */
export function partsOf(input: Input, count: number): readonly Input[] {
  if (count === 1) return [input]
  const measured = ['yield', 'scrap', 'rework', 'quantity'].filter((name) => typeof input[name] === 'object')
  const smallest = Math.min(
    ...measured.map((name) => (input[name] as { readonly quantity: number }).quantity).filter((quantity) => quantity > 0),
  )
  // No part is empty.
  if (smallest < count * 2) return [input]
  return Array.from({ length: count }, (_, index) => {
    const part: Record<string, unknown> = { ...input, reference: `${String(input['reference'])}#${index + 1}` }
    for (const name of measured) {
      const { quantity, unit } = input[name] as { readonly quantity: unknown; readonly unit: string }
      part[name] = { quantity: amounts(quantity, count)[index] ?? 0, unit }
    }
    if (index < count - 1 && input['kind'] === 'final') part['kind'] = 'partial'
    return part
  })
}

/** Several postings of one place in one document with all their references. */
export function batchOf(inputs: readonly Input[]): Input {
  const [first = {}] = inputs
  const { reference: _reference, ...rest } = first
  const sum = (name: string): unknown => {
    const parts = inputs.map((input) => input[name] as { readonly quantity: number; readonly unit: string })
    const total = parts.reduce((whole, { quantity }) => addQuantities(whole, parseQuantity(quantity) ?? '0'), '0')
    return { quantity: Number(total), unit: parts[0]?.unit }
  }
  return { ...rest, references: inputs.flatMap(referencesOf), yield: sum('yield'), scrap: sum('scrap'), rework: sum('rework') }
}
