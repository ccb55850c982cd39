import type { SystemName } from '../domain/fact.js'
import type { SystemKind } from './contract.js'
import { deskSystem } from './desk/index.js'
import { erpSystem } from './erp/index.js'
import { mesSystem } from './mes/index.js'

export { dedupeModes, type DedupeMode, type SystemKind } from './contract.js'

/** Every kind of simulated system: the only list of them. */
export const systemKinds: Readonly<Record<SystemName, SystemKind>> = { erp: erpSystem, mes: mesSystem, desk: deskSystem }
