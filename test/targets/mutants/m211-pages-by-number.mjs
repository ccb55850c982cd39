// M211: it remembers pages of a plan by their numbers, whichever version they are of.
import { start as work } from '../shared/nightly.mjs'

export const start = () => work({ pageName: (_version, page) => `page ${page}` })
