// M108: activates a revision once it is complete, whoever has approved it.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () => integrate({ mayActivate: () => true })
