import type { ExpectedEffect } from '../domain/fact.js'
import type { MasterData } from '../domain/master.js'
import { negateQuantity } from '../domain/quantity.js'
import type { Flow } from './contract.js'

function expect(
  _payload: Readonly<Record<string, unknown>>,
  _master: MasterData,
  original: readonly ExpectedEffect[] = [],
): readonly ExpectedEffect[] {
  return original.map((effect) => ({ ...effect, quantity: negateQuantity(effect.quantity) }))
}

/** MES → ERP: a confirmation that was entered wrongly is cancelled whole, with every line of its document. */
export const reversalFlow: Flow = {
  name: 'reversal',
  title: 'A confirmation cancelled in the MES is reversed whole in the ERP, once, and never before it was posted.',
  source: 'mes',
  sink: 'erp',
  type: 'org.mfgsync.mes.confirmation.reversed.v1',
  operation: 'confirmation.reverse',
  sequenceKey: 'the production order; a reversal follows the confirmation that it cancels',
  expect,
}
