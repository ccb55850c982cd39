import type { SystemName } from '../domain/names.js'
import { cmmsSystem } from './cmms/index.js'
import type { SystemKind } from './contract.js'
import { deskSystem } from './desk/index.js'
import { erpSystem } from './erp/index.js'
import { mesSystem } from './mes/index.js'
import { planSystem } from './plan/index.js'
import { plmSystem } from './plm/index.js'
import { procSystem } from './proc/index.js'
import { qmsSystem } from './qms/index.js'
import { wmsSystem } from './wms/index.js'

export { dedupeModes, type DedupeMode, type SystemKind } from './contract.js'

/** Every kind of simulated system: the only list of them. */
export const systemKinds: readonly SystemKind[] = [
  erpSystem,
  mesSystem,
  plmSystem,
  wmsSystem,
  qmsSystem,
  cmmsSystem,
  procSystem,
  planSystem,
  deskSystem,
]

export function systemKind(name: SystemName): SystemKind | undefined {
  return systemKinds.find((kind) => kind.words.name === name)
}
