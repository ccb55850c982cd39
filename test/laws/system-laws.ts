import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Effect } from '../../src/domain/effect.js'
import type { Reply, SystemInstance, SystemStep } from '../../src/systems/contract.js'
import { ask } from '../unit/systems/support.js'

/** Something that is done to a system: a request, or a step of a scenario. */
export type Action =
  | { readonly line: string; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
  | { readonly step: SystemStep }

/** What came of an action. */
export interface Outcome {
  readonly action: Action
  readonly effects: readonly Effect[]
  readonly status: number
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
  readonly served: Reply | undefined
}

function perform(system: SystemInstance, action: Action, nowMs: number): Outcome {
  if ('step' in action) return { action, effects: system.step(action.step, nowMs), status: 0, text: '', headers: {}, served: undefined }
  const { response, served } = ask(system, action.line, action.body, action.headers, nowMs)
  return {
    action,
    effects: served?.effects ?? [],
    status: response.status,
    text: response.body.toString('utf8'),
    headers: response.headers,
    served,
  }
}

function performAll(system: SystemInstance, actions: readonly Action[]): readonly Outcome[] {
  return actions.map((action, index) => perform(system, action, index))
}

export interface SystemUnderLaw {
  readonly title: string
  make(): SystemInstance
  /** Any sequence of actions: legal, illegal and nonsensical ones. */
  readonly actions: fc.Arbitrary<readonly Action[]>
  /** True if the system honours idempotency keys. */
  readonly keys: boolean
  /** More that must hold of a sequence and what came of it. */
  readonly laws?: readonly { readonly name: string; holds(system: SystemInstance, outcomes: readonly Outcome[]): void }[]
}

const runs = { numRuns: 60, seed: 20260302 }

/** What every system must obey, whatever it is. */
export function obeysSystemLaws(system: SystemUnderLaw): void {
  describe(`laws of systems: ${system.title}`, () => {
    it('the same opening and the same commands give the same effects, answers and final state', () => {
      fc.assert(
        fc.property(system.actions, (actions) => {
          const [one, other] = [system.make(), system.make()]
          expect(performAll(one, actions)).toEqual(performAll(other, actions))
          expect(one.snapshot()).toEqual(other.snapshot())
        }),
        runs,
      )
    })

    it('what is refused or only read has no effect and changes nothing', () => {
      fc.assert(
        fc.property(system.actions, (actions) => {
          const instance = system.make()
          actions.forEach((action, index) => {
            const before = instance.snapshot()
            const { status, effects, served } = perform(instance, action, index)
            if ('step' in action) return
            const changes = effects.length + (served?.exceptions?.length ?? 0)
            if (status >= 300 || action.line.startsWith('GET') || served?.dedupedTo !== undefined) expect(changes).toBe(0)
            if (changes === 0) expect(instance.snapshot()).toEqual(before)
            expect(status >= 400).toBe(served === undefined || served.answerClass !== 'success')
          })
        }),
        runs,
      )
    })

    it('decoding changes nothing', () => {
      fc.assert(
        fc.property(system.actions, (actions) => {
          const instance = system.make()
          performAll(instance, actions)
          const before = instance.snapshot()
          for (const action of actions) {
            if ('step' in action) continue
            const [method = '', path = ''] = action.line.split(' ')
            instance.decode({
              method,
              path,
              query: '',
              headers: { 'content-type': 'application/json' },
              body: Buffer.from(JSON.stringify(action.body ?? {})),
            })
          }
          expect(instance.snapshot()).toEqual(before)
        }),
        runs,
      )
    })

    if (system.keys) obeysKeyLaws(system)

    for (const law of system.laws ?? []) {
      it(law.name, () => {
        fc.assert(
          fc.property(system.actions, (actions) => {
            const instance = system.make()
            law.holds(instance, performAll(instance, actions))
          }),
          runs,
        )
      })
    }
  })
}

function obeysKeyLaws(system: SystemUnderLaw): void {
  it('a success that is sent again with its key is answered as before and has no effect', () => {
    let replayed = 0
    fc.assert(
      fc.property(system.actions, (actions) => {
        const instance = system.make()
        const outcomes = performAll(instance, actions)
        for (const first of outcomes) {
          if ('step' in first.action || first.status !== 201 || first.action.headers?.['idempotency-key'] === undefined) continue
          const again = perform(instance, first.action, outcomes.length)
          expect([again.status, again.text, again.effects, again.headers['idempotency-replayed']]).toEqual([201, first.text, [], 'true'])
          replayed += 1
        }
      }),
      runs,
    )
    expect(replayed).toBeGreaterThan(0)
  })
}
