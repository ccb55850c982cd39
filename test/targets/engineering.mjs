// A small correct integration of engineering data: items, revisions, rollbacks, dispositions and consumption.
import { start as integrate } from './shared/engineering.mjs'

export const start = () => integrate()
