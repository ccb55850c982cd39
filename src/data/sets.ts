import { assemblySet } from './assembly/index.js'
import type { DataSet } from './contract.js'
import { productsSet } from './products.js'

export type { DataSet, Landscape, NamedStock } from './contract.js'

/** Every set of master data, the usual one first: the only list. */
export const dataSets: readonly [DataSet, ...DataSet[]] = [productsSet, assemblySet]
