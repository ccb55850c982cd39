import { fileURLToPath } from 'node:url'
import type { CheckName } from '../../src/checks/names.js'
import type { Expected, TargetUnderProof } from './manifest.js'

const receipts = 'lot-receipt-quality-hold'
const movements = 'goods-movements'
const scrap = 'scrap-and-downtime'
const own = (name: string): string => fileURLToPath(new URL(`../fixtures/scenarios/${name}.yaml`, import.meta.url))
const inParts = own('lot-in-parts')
const inTwo = own('lot-in-two-deliveries')

/** Its flows in the stories of lots: what is used there is played by a stand-in. */
const ofLots = ['receipt', 'lot-status', 'hold', 'availability'] as const
const every = ['none', 'idempotency-key', 'external-reference'] as const

function foreign(id: string, line: string, env: Readonly<Record<string, string>>, proofs: TargetUnderProof['proofs']): TargetUnderProof {
  const isOfLots = proofs.every(({ scenarios }) => scenarios.every((scenario) => [receipts, inParts, inTwo].includes(scenario)))
  return {
    id,
    line,
    proofs,
    file: fileURLToPath(new URL('./foreign/index.mjs', import.meta.url)),
    interpreter: 'node',
    runs: 1,
    settings: {
      deliver: { mode: 'feed' },
      patience: { retry_interval_ms: 1500, client_timeout_ms: 1500 },
      env: { ...env, ...(isOfLots && { FLOWS: ofLots.join() }) },
      ...(isOfLots && { flows: ofLots }),
    },
  }
}

/** Convicted by these checks, and by no others. */
function guilty(
  id: string,
  mistake: string,
  line: string,
  scenario: string,
  by: readonly CheckName[],
  variant: 'clean' | 'faulty' = 'faulty',
) {
  const expected: Expected = { verdict: 'convicted', by, besides: [] }
  return foreign(id, line, { MISTAKE: mistake }, [{ scenarios: [scenario], variants: [variant], modes: ['none'], expected }])
}

function innocent(id: string, habits: string, line: string, ...scenarios: readonly string[]): TargetUnderProof {
  return foreign(id, line, { HABITS: habits }, [{ scenarios, variants: ['faulty'], modes: every, expected: { verdict: 'innocent' } }])
}

/** An integration by another hand, which polls and keeps nothing, with one mistake each that people make. */
export const foreignMutants: readonly TargetUnderProof[] = [
  guilty('M301', 'one-factor-for-all', 'has one factor for the boxes of all items', receipts, ['uom-conversion-exact']),
  guilty('M302', 'tells-of-all', 'tells the shop floor of what was rejected as well', receipts, ['partial-release-quantity']),
  guilty('M303', 'mixed-up', 'frees what was rejected, and blocks what was accepted', inParts, ['partial-release-quantity']),
  guilty('M304', 'issue-only', 'takes what was moved out of the one place, and brings it to no other', movements, ['effect-as-obliged']),
  guilty('M305', 'counted-the-other-way', 'corrects by the difference the other way round', movements, ['count-posts-delta']),
  guilty('M306', 'scrap-is-yield', 'counts scrap as yield', scrap, ['effect-as-obliged']),
  guilty('M307', 'never-lifts', 'lifts no hold', inParts, ['every-event-accounted']),
  guilty('M308', 'against-the-erp', 'corrects by the difference to what the ERP has', movements, ['count-posts-delta']),
  guilty('M309', 'expiry-in-local-date', 'takes the last day of use for a moment, and dates it anew', receipts, ['lot-attributes-intact']),
  guilty('M310', 'supplier-lot-is-the-lot', 'gives the lot for the one of the supplier', receipts, ['lot-attributes-intact']),
  guilty('M311', 'hold-is-block', 'moves what is held into blocked stock', receipts, ['effect-as-obliged']),
  guilty('M312', 'wrong-way-round', 'moves goods the other way round', movements, ['effect-as-obliged']),
  guilty('M313', 'keeps-the-first-length', 'tells of no stop that it went on', scrap, ['side-flow-complete'], 'clean'),
  guilty('M314', 'from-ten-on', 'tells of stops that are just as long as may be overlooked', scrap, ['side-flow-complete']),
  guilty('M315', 'scrap-in-total', 'tells quality of all that was made', scrap, ['side-flow-complete']),
]

/** The same without a mistake, and with habits that are unusual and right. */
export const foreignInnocents: readonly TargetUnderProof[] = [
  innocent('T301', '', 'polls, keeps nothing, and names its postings by what they are about', receipts, inParts, inTwo),
  innocent('T302', '', 'the same with goods that are moved, scrap and stops', movements, scrap),
  innocent(
    'T303',
    'splits,attributes-apart,warehouse-first,blocks-first,erp-first',
    'receipts in parts, blocked first and freed then',
    receipts,
  ),
  innocent('T304', 'reposts,two-adjustments,base-units,backwards', 'takes back and posts again, corrects in two steps', movements),
  innocent('T305', 'corrects,tells-anew,quality-first', 'tells quality wrongly and puts it right, tells of a longer stop anew', scrap),
]
