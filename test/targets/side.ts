import { fileURLToPath } from 'node:url'
import type { CheckName } from '../../src/checks/names.js'
import type { Expected, Proof, TargetUnderProof } from './manifest.js'

const side = 'scrap-and-downtime'
const dispatch = fileURLToPath(new URL('../fixtures/scenarios/order-dispatch.yaml', import.meta.url))
const numbers = fileURLToPath(new URL('../fixtures/scenarios/serial-numbers.yaml', import.meta.url))
const innocent: Expected = { verdict: 'innocent' }

function target(id: string, path: string, line: string, proofs: TargetUnderProof['proofs']): TargetUnderProof {
  const file = fileURLToPath(new URL(path, import.meta.url))
  return {
    id,
    file,
    line,
    proofs,
    interpreter: 'node',
    runs: 1,
    settings: { patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 } },
  }
}

/** Convicted by these checks, and by no others, where things go wrong; `clean`: where nothing does, too. */
function guilty(scenario: string, by: readonly CheckName[], clean: 'also' | 'not', besides: readonly CheckName[] = []): readonly Proof[] {
  const modes = ['none'] as const
  const convicted: Expected = { verdict: 'convicted', by, besides }
  return [
    { scenarios: [scenario], variants: ['faulty'], modes, expected: convicted },
    { scenarios: [scenario], variants: ['clean'], modes, expected: clean === 'also' ? convicted : innocent },
  ]
}

/** The reference with one bug each, in what is told to others beside a posting. */
export const sideMutants: readonly TargetUnderProof[] = [
  target(
    'M102',
    './mutants/m102-leaves-the-nonconformance.mjs',
    'cancels a confirmation, and leaves its nonconformance',
    guilty(side, ['compensation-complete'], 'also'),
  ),
  // What it claimed and could not post it never tries again: told of scrap only, for nothing else fails here.
  target(
    'M03',
    './mutants/m03-claim-without-release.mjs',
    'keeps its claim when a posting fails',
    guilty(side, ['side-flow-complete'], 'not'),
  ),
  target('M122', './mutants/m122-told-once.mjs', 'tells quality once, whatever is answered', guilty(side, ['side-flow-complete'], 'not')),
  target(
    'M123',
    './mutants/m123-signal-per-publication.mjs',
    'tells purchasing of each publication',
    guilty('bom-revision-release', ['side-flow-complete'], 'also'),
  ),
  target(
    'M124',
    './mutants/m124-each-piece-by-itself.mjs',
    'tells of each piece of a stop by itself',
    guilty(side, ['side-flow-complete'], 'also'),
  ),
  target(
    'M125',
    './mutants/m125-tells-again.mjs',
    'tells maintenance again after a time-out',
    guilty(side, ['side-flow-complete'], 'not', ['one-live-doc-per-extref']),
  ),
  target(
    'M161',
    './mutants/m161-last-come-last-written.mjs',
    'writes versions of an item as they come',
    guilty('item-master-sync', ['no-stale-overwrite'], 'also'),
  ),
  target(
    'M162',
    './mutants/m162-leaves-units-out.mjs',
    'leaves the units of items out in the MES',
    // What came in boxes is with people, since the MES does not know them.
    guilty('item-master-sync', ['final-state-converges'], 'also', ['every-event-accounted']),
  ),
  target(
    'M176',
    './mutants/m176-completed-is-closed.mjs',
    'closes an order once the shop floor has completed it',
    guilty(dispatch, ['status-map-correct'], 'also'),
  ),
  target(
    'M177',
    './mutants/m177-released-is-running.mjs',
    'dispatches as running what was released',
    guilty(dispatch, ['status-map-correct'], 'also'),
  ),
  target(
    'M178',
    './mutants/m178-serials-so-far.mjs',
    'reports all serial numbers so far with each confirmation',
    guilty(numbers, ['serial-unique'], 'also'),
  ),
]

const acquittedIn = (scenario: string): readonly Proof[] => [
  { scenarios: [scenario], variants: ['clean', 'faulty'], modes: ['none', 'idempotency-key', 'external-reference'], expected: innocent },
]

const numbered = acquittedIn(numbers)
const dispatched = [dispatch, 'shift'].flatMap(acquittedIn)

/** Correct, but odd. */
export const sideInnocents: readonly TargetUnderProof[] = [
  target(
    'T07',
    './tricky/t07-writes-all-again.mjs',
    'writes everything again each night, by the same version',
    acquittedIn('item-master-sync'),
  ),
  target('T35', './tricky/t35-tells-anew.mjs', 'takes a notification back, and tells the longer stop anew', acquittedIn(side)),
  target('T48', './tricky/t48-holds-before-it-dispatches.mjs', 'brings an order on hold, and then dispatches it', dispatched),
  target('T49', './tricky/t49-leaves-the-status-out.mjs', 'says no status of an order, and writes it twice', dispatched),
  target('T04', './tricky/t04-batches.mjs', 'one document for several facts, with the serial numbers of all', numbered),
  target('T03', './tricky/t03-reverse-and-repost.mjs', 'in doubt it reverses what it finds and posts anew', numbered),
  target('T36', './tricky/t36-holds-back-what-is-cancelled.mjs', 'holds back what is cancelled at once', acquittedIn(side)),
]
