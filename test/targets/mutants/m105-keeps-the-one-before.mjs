// M105: tells the ERP not to end the interval of the revision before.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () => integrate({ activation: (body) => ({ ...body, keepPrevious: true }) })
