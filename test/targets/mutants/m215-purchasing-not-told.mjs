// M215: it never tells purchasing of a new vendor.
import { start as work } from '../shared/nightly.mjs'

export const start = () => work({ tellsPurchasing: false })
