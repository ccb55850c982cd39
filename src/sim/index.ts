export { runPlan } from './run.js'
export type { NetworkSettings, TargetSettings } from './run-types.js'
export { killAllNow } from '../target/registry.js'
export { targetSettings, canKill, patienceMs, type TargetInput } from '../target/settings.js'
