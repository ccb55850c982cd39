import type { Step } from '../explanation.js'
import { carries, ending } from '../phrases.js'
import type { CallView, Scene } from '../scene.js'
import { systemTitle } from '../text.js'
import type { Chain, Told } from './contract.js'

/** A repeat under another idempotency key, or one key for two contents. */
export const key: Chain = (scene) => {
  const cited = scene.calls.filter((call) => scene.violation.records.includes(call.arrived.seq))
  const calls = cited.length > 1 ? cited : scene.calls.filter((call) => call.arrived.idempotencyKey !== undefined)
  for (const [index, second] of calls.entries()) {
    const first = calls[index - 1]
    if (!first) continue
    const [one, two] = [first.arrived.idempotencyKey, second.arrived.idempotencyKey]
    if (one !== undefined && two !== undefined && one !== two) return changed(scene, first, second, one, two)
    if (one !== undefined && one === two && first.arrived.bodyHash !== second.arrived.bodyHash) return reused(scene, first, second, one)
  }
  return undefined
}

function changed(scene: Scene, first: CallView, second: CallView, from: string, to: string): Told | undefined {
  const fact = scene.facts.find((each) => carries(first, each) !== undefined && carries(second, each) !== undefined)
  if (!fact) return undefined
  const [one, two, name] = [scene.n(first), scene.n(second), scene.n(fact)]
  const sink = systemTitle(second.arrived.system)
  const { text, records } = ending(scene, first)
  const sameBody = first.arrived.bodyHash === second.arrived.bodyHash
  const steps: Step[] = [
    {
      claim: `${one} and ${two} are the same work`,
      because: `both carry ${name}${sameBody ? ', and their bodies are equal byte for byte' : ''}`,
      records: [fact.record.seq, first.arrived.seq, second.arrived.seq],
    },
    ...(records.length === 0 ? [] : [{ claim: `${one} left the target without a definite refusal`, because: text, records }]),
    {
      claim: `However, ${sink} recognises a repeat by its key alone, and the key changed: a contradiction`,
      because: '',
      records: [first.arrived.seq, second.arrived.seq],
    },
  ]
  return {
    statement: {
      text: `The target sent ${fact.record.businessKey} to ${sink} again under another idempotency key.`,
      observed: `${from}, then ${to}`,
      possible: `${from} on every attempt`,
    },
    steps: first.answer?.knowledge === 'refused' ? steps.filter((_, index) => index !== 1) : steps,
    diff: [{ field: 'Idempotency-Key', from, to }],
    likely: ['the idempotency key is made per attempt, not per fact'],
    shape: ['changed-key', first.answer?.knowledge ?? 'open'],
  }
}

function reused(scene: Scene, first: CallView, second: CallView, value: string): Told {
  const [one, two] = [scene.n(first), scene.n(second)]
  const sink = systemTitle(second.arrived.system)
  return {
    statement: {
      text: `The target used one idempotency key for two different postings to ${sink}.`,
      observed: `two contents under ${value}`,
      possible: 'one content per key',
    },
    steps: [
      { claim: `${one} and ${two} are different work`, because: 'their bodies differ', records: [first.arrived.seq, second.arrived.seq] },
      { claim: `However, both carry the key ${value}: a contradiction`, because: '', records: [first.arrived.seq, second.arrived.seq] },
    ],
    diff: [{ field: 'Body (hash)', from: first.arrived.bodyHash, to: second.arrived.bodyHash }],
    shape: ['reused-key'],
  }
}
