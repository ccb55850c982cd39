import { realClock } from './clock.js'
import { openLandscape } from './landscape.js'
import type { RunPorts } from './run-types.js'
import { openTarget } from './target-link.js'

/** Real time, sockets, and a target that is a process of its own or runs elsewhere. */
export function realPorts(): RunPorts {
  return { clock: realClock(), namespaced: true, canBeLate: true, openLandscape, openTarget }
}
