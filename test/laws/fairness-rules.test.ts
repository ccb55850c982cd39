import { expect, test } from 'vitest'
import { exceptionClosedOnce } from '../../src/checks/generic/exception-closed-once.js'
import { finalStateConverges } from '../../src/checks/generic/final-state-converges.js'
import { checks } from '../../src/checks/index.js'
import { systemKinds } from '../../src/systems/index.js'
import { journal, judge } from '../support/journal-builder.js'
import { expectProofs, type Named } from './trial/named.js'

const unit = (path: string, title: string): readonly [string, string] => [`test/unit/${path}.test.ts`, title]
const trial = (title: string): readonly [string, string] => ['test/laws/trial.test.ts', title]
const changes = (title: string): readonly [string, string] => ['test/laws/trial-changes.test.ts', title]
const here = (title: string): readonly [string, string] => ['test/laws/fairness-rules.test.ts', title]

/** Without these the judge would convict correct integrations. */
const rules: readonly Named[] = [
  {
    number: 1,
    rule: 'what posts offers a key, a unique reference or a query',
    provenBy: [
      here('every operation that posts can be asked about, whatever the dedupe mode'),
      unit('systems/erp', 'are found by reference in every mode, live and reversed'),
      unit('systems/posting', 'and is protected from posting twice in every mode, without a line of its own'),
      here('whoever is in doubt may tell people beside the effect'),
    ],
    notToday:
      'every posting of the shipped systems can be looked up by its reference, so no plan has a fact that must be EITHER for a doubt',
  },
  {
    number: 2,
    rule: 'only a request that is guarded may be delayed or repeated on its way',
    provenBy: [
      unit('sim/call-link', 'is lost, and the journal says that no fault did it'),
      unit('sim/call-link', 'is served as ever where the caller waits, or where the system knows a repeat'),
      unit('faults/faults', 'truth table: on which messages each fault exists'),
    ],
  },
  {
    number: 3,
    rule: 'a fact is known by its business id, whatever event brings it, and has a place without a gap',
    provenBy: [
      unit('scenario/facts', 'numbers are given in the order of time: keys by prefix, places by sequence key'),
      unit('sim/courier', 'is tried again under the same id, later and later'),
      changes('a verdict does not depend on how often a fact is delivered'),
    ],
  },
  {
    number: 4,
    rule: 'order is owed per sequence key, for what was known or visible as a gap',
    provenBy: [
      unit('checks/sequence', 'convicts a final confirmation that was posted over a visible gap in the sequence'),
      unit('checks/traps', 'posts what commutes out of order and in parallel'),
      unit('checks/states', 'two sources with one sequence key owe no order to each other'),
      trial('a correct history of any shape is convicted by nothing'),
    ],
  },
  {
    number: 5,
    rule: 'writes without an order may end in any of their states',
    provenBy: [
      here('two facts that owe each other no order may end in the state of either'),
      unit('checks/states', 'it has to be one that a fact obliges'),
    ],
    notToday: 'no shipped flow writes a state: proven with synthetic journals',
  },
  {
    number: 6,
    rule: 'effects are judged, not calls',
    provenBy: [
      unit('checks/traps', 'no own memory: every call carries the reference, and "it exists" is success'),
      unit('checks/states', 'a state that nobody asked for is an orphan; one that is written twice is one state'),
      changes('a verdict does not depend on what else is posted in batches or in parts'),
    ],
  },
  {
    number: 7,
    rule: 'what a system enforces is no pass, and negative stock needs a receipt that was known',
    provenBy: [
      unit('checks/balances', 'says when the ERP enforces it, instead of passing it'),
      unit('checks/quantities', 'is not judged where the ERP enforces it, and unknown where that failed'),
      unit('checks/quantities', 'acquits what is negative at the source itself'),
      unit('checks/quantities', 'acquits a receipt that was not known, or not for longer than the grace'),
    ],
  },
  {
    number: 8,
    rule: 'an exception needs an obstacle, and the twin says whether there was one',
    provenBy: [
      unit('journal/obstacles', 'decides whether a refusal stood in the way of the fact itself, whatever its code'),
      unit('journal/obstacles', 'counts for what is held behind: an excuse for the first is one for those after it'),
      unit('checks/loss', 'convicts an exception for what nothing forbade'),
      unit('checks/loss', 'does not judge what an exception would settle where exceptions cannot be seen, and convicts loss all the same'),
      unit('sim/courier', 'is returned after attempts_max, but never before three tries after heal'),
      unit('sim/twin', 'says of a refusal that the target brought on itself that the fact would have been taken'),
    ],
  },
  {
    number: 9,
    rule: 'only a fault that must fire makes a run unknown',
    provenBy: [
      unit('checks/vacuity', 'does not mind a may-fire fault that did not fire, except where a storm had none at all'),
      unit('checks/vacuity', 'is undecided where a must-fire fault never fired, and says what came nearest'),
    ],
  },
  {
    number: 10,
    rule: 'a hanging answer keeps the run awake until its caller has had enough',
    provenBy: [
      ['test/contract/transports-disturbances.test.ts', 'hang keeps the client waiting until it gives up, which is told once'],
      unit('sim/quiescence', 'lasts after an answer that says nothing, until one that does'),
      unit('sim/quiescence', 'counts from heal, from the last doubt and from the last activity, whichever is latest'),
    ],
  },
  {
    number: 11,
    rule: 'business time is what a fact carries, and latency is judged only where a limit is set',
    provenBy: [
      unit('checks/timing', 'only reports without a limit'),
      unit('checks/dates', 'acquits the date that the payload gave, if the source had a wrong clock'),
      here('no check fails a run for being slow, where no limit is set'),
    ],
  },
  {
    number: 12,
    rule: 'what the target does not cover is played, and not judged',
    provenBy: [
      unit('checks/judge', 'a check whose cases are all played by a stand-in is not in scope'),
      unit('checks/traps', 'one flow only'),
      unit('sim/scope-plan', 'had holes for who covers some flows, before'),
    ],
  },
  {
    number: 13,
    rule: 'the machine is not the target',
    provenBy: [
      unit('checks/lateness', 'convicts nobody where the run itself was starved'),
      unit('checks/lateness', 'does not clear another that lies elsewhere, which is then the one that is told'),
      unit('sim/lag', 'is measured by a timer that comes late, and told once it is over'),
    ],
  },
  {
    number: 14,
    rule: 'a race may be lost by either, and a gateway answer says nothing of the effect',
    provenBy: [trial('a correct history of any shape is convicted by nothing')],
  },
]

test.each(rules)('rule $number: $rule', (rule) => {
  expectProofs(rule)
})

test('there is a line for each of the fourteen', () => {
  expect(rules.map(({ number }) => number)).toEqual(Array.from({ length: 14 }, (_, index) => index + 1))
})

test('every operation that posts can be asked about, whatever the dedupe mode', () => {
  const asked = systemKinds.flatMap((kind) => {
    const { paths } = kind.openApi()
    const guarded = Object.entries(paths).filter(([path, item]) => kind.words.books && 'post' in item && !path.includes('{'))
    for (const [path, item] of guarded) expect(Object.keys(item), `${kind.words.short} ${path}`).toContain('get')
    return guarded.map(([path]) => `${kind.words.name} ${path}`)
  })
  expect(asked).toEqual(expect.arrayContaining(['erp /confirmations', 'erp /goods-movements', 'mes /material-availability']))
})

test('whoever is in doubt may tell people beside the effect', () => {
  const doubt = journal({ queryByReference: false })
    .fact('MC-000001', { must: 'EITHER' })
    .deliver('MC-000001')
    .post('MC-000001', { answer: 'lost' })
  const told = doubt.exception('MC-000001', { class: 'transient', reason: 'in doubt' }).end().build()
  for (const check of checks.filter(({ class: kind }) => kind !== 'D')) expect(judge(check, told).messages, check.name).toEqual([])
  const sure = journal().fact('MC-000001').deliver('MC-000001').post('MC-000001').exception('MC-000001').end().build()
  expect(judge(exceptionClosedOnce, sure).messages).toHaveLength(1)
})

test('two facts that owe each other no order may end in the state of either', () => {
  const messagesOf = (sequenceKey: string | null, last: 'A' | 'B' | 'C'): readonly string[] => {
    const states = { A: 'MC-000001', B: 'MC-000002' }
    const place = { entity: 'bom:P1/FG-1', dims: { plant: 'P1' }, group: 'lines' } as const
    const source = journal()
    for (const [after, key] of Object.entries(states)) {
      source.fact(key, { sequenceKey, expect: [{ system: 'erp', flow: 'confirmation', what: 'state', ...place, after }] }).deliver(key)
    }
    for (const after of ['B', 'A', last] as const) {
      const key = after === 'C' ? 'MC-000001' : states[after]
      source
        .arrive(key, { operation: 'bom.put' })
        .write({ ...place, after, references: [key] })
        .served({ effects: 1 })
        .answered(200)
    }
    return judge(finalStateConverges, source.end().build()).messages
  }
  expect(messagesOf(null, 'A')).toEqual([])
  expect(messagesOf(null, 'B')).toEqual([])
  expect(messagesOf(null, 'C')).toHaveLength(1)
  expect(messagesOf('one', 'A')).toHaveLength(1)
  expect(messagesOf('one', 'B')).toEqual([])
})

test('no check fails a run for being slow, where no limit is set', () => {
  const slow = journal().fact('MC-000001').deliver('MC-000001').heal().wait(3_600_000).post('MC-000001').end().build()
  for (const check of checks) expect(judge(check, slow).messages, check.name).toEqual([])
})
