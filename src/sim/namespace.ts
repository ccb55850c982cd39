import { randomBytes } from 'node:crypto'
import type { Plan } from '../scenario/plan.js'

// No letter of these is a hexadecimal digit, so that the token never turns up inside a UUID or a hash by accident.
const letters = 'ghjkmnpqrstvwxyz'

/**
 * A token for one run, five letters and a dash, in front of every business key on the wire: a target whose store outlives a run
 * then never meets a key of an earlier one. It is random on purpose; journals do not contain it.
 */
export function newNamespace(): string {
  let token = ''
  for (const byte of randomBytes(5)) token += letters[byte % letters.length]
  return `${token}-`
}

/** Fields that say how much or which edition, and name nothing: `1` may be all of a quantity, a version and a plan's number. */
const figures = /(quantity|rate|ratio|factor|tolerance|numerator|denominator|version|revision)$/i

/** Takes the token off wherever it stands. */
export function canonicalText(text: string, namespace: string): string {
  return namespace === '' || !text.includes(namespace) ? text : text.replaceAll(namespace, '')
}

/** The plan on the wire: order numbers, business keys and what facts are about carry the namespace, whatever field they stand in. */
export function namespacedPlan(plan: Plan, namespace: string): Plan {
  if (namespace === '') return plan
  const names = namesOf(plan)
  const rename = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return figures.test(key) ? value : withNamespace(value, names, namespace)
    if (Array.isArray(value)) return value.map((entry) => rename(entry, key))
    if (value === null || typeof value !== 'object') return value
    return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, rename(entry, name)]))
  }
  return {
    ...plan,
    master: rename(plan.master, '') as Plan['master'],
    facts: rename(plan.facts, '') as Plan['facts'],
    steps: rename(plan.steps, '') as Plan['steps'],
    // Addresses stay canonical: faults see messages as the journal does. What they make a system do names things as the wire does.
    faults: plan.faults.map((fault) => ({ ...fault, settings: rename(fault.settings, '') as typeof fault.settings })),
  }
}

/**
 * Everything that a target could remember of one run and meet again in the next. A plant has no state to remember: targets are set up for
 * it by name.
 */
function namesOf(plan: Plan): ReadonlySet<string> {
  const names = new Set(plan.master.orders.map((order) => order.id))
  const eids = new Set(plan.facts.map(({ eid }) => eid))
  for (const fact of plan.facts) {
    names.add(fact.businessKey)
    const entities = fact.expect.flatMap((effect) => (effect.what === 'state' ? [effect.entity] : []))
    // `order:P1/100001`: the number is what a target would meet again. The key in the id of a fact is one already, and may have slashes.
    const events = [fact.physId, fact.partOf ?? fact.physId].filter((id) => !eids.has(id))
    for (const id of [fact.entity, ...events, ...entities]) names.add(id.slice(id.indexOf('/') + 1))
  }
  // What stands within the digest of a value cannot be renamed there: where states are of such values, items keep their names.
  const isDigest = plan.facts.some(({ expect }) => expect.some((effect) => effect.what === 'state' && typeof effect.after !== 'string'))
  const items = isDigest ? plan.master.items.map(({ id }) => id) : []
  for (const name of names) if (items.some((item) => name === item || name.startsWith(`${item}/`))) names.delete(name)
  for (const { id } of plan.master.plants) names.delete(id)
  return names
}

/** A name carries the token in front; in an id that ends with it, the name alone does: `order:P1/100001`, `mes:MC-000001`. */
function withNamespace(text: string, names: ReadonlySet<string>, namespace: string): string {
  // What is a name as a whole is one, whatever its end may be.
  if (names.has(text)) return namespace + text
  for (const { index } of text.matchAll(/[:/]/g)) {
    const name = text.slice(index + 1)
    if (names.has(name)) return `${text.slice(0, index + 1)}${namespace}${name}`
  }
  return text
}
