export { splitCommand } from './command-line.js'
export { watchExceptions, type ExceptionSighting, type ExceptionWatcher } from './exceptions/index.js'
export { whyUnwatched } from './exceptions/none.js'
export { freePort, portFree } from './free-port.js'
export { openTargetLog } from './log.js'
export { forbiddenUrl, isLoopbackHost } from './loopback.js'
export { resetTarget, startTarget, type TargetContext, type TargetHandle } from './process.js'
export { createRedactor, targetRedactor } from './redact.js'
export {
  baseUrl,
  canKill,
  contradictions,
  exceptionSource,
  needsNamespace,
  patienceMs,
  targetSettings,
  type ExceptionInput,
  type TargetInput,
  type TargetSettings,
} from './settings.js'
export { inside, makeStateDir } from './state-dir.js'
