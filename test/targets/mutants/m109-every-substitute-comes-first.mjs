// M109: every substitute has priority 1.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () => integrate({ priority: () => 1 })
