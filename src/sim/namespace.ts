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

const amounts = new Set(['quantity', 'rate', 'numerator', 'denominator'])

/** Takes the token off wherever it stands. */
export function canonicalText(text: string, namespace: string): string {
  return namespace === '' || !text.includes(namespace) ? text : text.replaceAll(namespace, '')
}

/** The plan as it goes over the wire: order numbers and business keys carry the namespace, whatever field they stand in. */
export function namespacedPlan(plan: Plan, namespace: string): Plan {
  if (namespace === '') return plan
  const names = new Map<string, string>()
  for (const order of plan.master.orders) {
    names.set(order.id, namespace + order.id)
    names.set(`order:${order.id}`, `order:${namespace}${order.id}`)
  }
  for (const fact of plan.facts) {
    names.set(fact.businessKey, namespace + fact.businessKey)
    names.set(fact.eid, fact.eid.replace(fact.businessKey, namespace + fact.businessKey))
    if (fact.physId !== fact.eid) names.set(fact.physId, namespace + fact.physId)
  }
  const rename = (value: unknown, key: string): unknown => {
    if (typeof value === 'string') return amounts.has(key) ? value : (names.get(value) ?? value)
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
