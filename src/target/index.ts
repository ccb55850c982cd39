export { splitCommand, type CommandLine } from './command-line.js'
export { contractVariables, targetEnvironment, type ContractFacts } from './environment.js'
export type { TargetError, TargetErrorKind } from './error.js'
export { watchExceptions, type ExceptionSighting, type ExceptionSink, type ExceptionWatcher } from './exceptions/index.js'
export { whyUnwatched } from './exceptions/none.js'
export { freePort, portFree, releasePort } from './free-port.js'
export { openTargetLog, type TargetLog } from './log.js'
export { forbiddenUrl, isLoopbackHost } from './loopback.js'
export { resetTarget, startTarget, type EndReport, type TargetContext, type TargetExit, type TargetHandle } from './process.js'
export { createRedactor, redacted, targetRedactor, type Redact } from './redact.js'
export { killAllNow } from './registry.js'
export {
  baseUrl,
  canKill,
  contradictions,
  exceptionSource,
  needsNamespace,
  patienceMs,
  targetSettings,
  type ExceptionInput,
  type NetworkSettings,
  type TargetInput,
  type TargetSettings,
} from './settings.js'
export { inside, makeStateDir } from './state-dir.js'
