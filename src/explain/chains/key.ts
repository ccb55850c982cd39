import { carries, ending } from '../phrases.js'
import type { CallState } from '../../journal/evidence-types.js'
import type { Scene } from '../scene.js'
import { step, type Chain, type Told } from './contract.js'

/** A repeat under another idempotency key, or one key for two contents. */
export const key: Chain = (scene) => {
  const cited = scene.calls.filter((call) => scene.violation.records.includes(call.seq))
  const calls = cited.length > 1 ? cited : scene.calls.filter((call) => call.idempotencyKey !== '')
  for (const [index, second] of calls.entries()) {
    const first = calls[index - 1]
    if (!first) continue
    const [one, two] = [first.idempotencyKey, second.idempotencyKey]
    if (one !== '' && two !== '' && one !== two) return changed(scene, first, second, one, two)
    if (one !== '' && one === two && first.bodyHash !== second.bodyHash) return reused(scene, first, second, one)
  }
  return undefined
}

function changed(scene: Scene, first: CallState, second: CallState, from: string, to: string): Told | undefined {
  const fact = scene.facts.find((each) => carries(scene, first, each) !== undefined && carries(scene, second, each) !== undefined)
  if (!fact) return undefined
  const [one, two, name] = [scene.n(first), scene.n(second), scene.n(fact)]
  const sink = scene.words.system(second.system)
  const { text, records } = ending(scene, first)
  const sameBody = first.bodyHash === second.bodyHash
  const steps = [
    step(`${one} and ${two} are the same work`, `both carry ${name}${sameBody ? ', and their bodies are equal byte for byte' : ''}`, [
      fact.seq,
      first.seq,
      second.seq,
    ]),
    ...(records.length === 0 || first.knowledge === 'refused'
      ? []
      : [step(`${one} left the target without a definite refusal`, text, records)]),
    step(`However, ${sink} recognises a repeat by its key alone, and the key changed: a contradiction`, '', [first.seq, second.seq]),
  ]
  return {
    statement: {
      text: `The target sent ${fact.businessKey} to ${sink} again under another idempotency key.`,
      observed: `${from}, then ${to}`,
      possible: `${from} on every attempt`,
    },
    steps,
    diff: [{ field: 'Idempotency-Key', from, to }],
    likely: ['the idempotency key is made per attempt, not per fact'],
    shape: ['changed-key', first.knowledge || 'open'],
  }
}

function reused(scene: Scene, first: CallState, second: CallState, value: string): Told {
  const [one, two] = [scene.n(first), scene.n(second)]
  const sink = scene.words.system(second.system)
  return {
    statement: {
      text: `The target used one idempotency key for two different postings to ${sink}.`,
      observed: `two contents under ${value}`,
      possible: 'one content per key',
    },
    steps: [
      step(`${one} and ${two} are different work`, 'their bodies differ', [first.seq, second.seq]),
      step(`However, both carry the key ${value}: a contradiction`, '', [first.seq, second.seq]),
    ],
    diff: [{ field: 'Body (hash)', from: first.bodyHash, to: second.bodyHash }],
    shape: ['reused-key'],
  }
}
