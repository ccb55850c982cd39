export type { NetworkSettings, TargetSettings } from './run-types.js'
export { killAllNow } from '../target/registry.js'
export { endOrphans, orphans, type Orphan } from '../target/orphans.js'
export { countdown, pause } from '../target/patience.js'
export { wordsOf } from './header.js'
export { urlVariable } from './landscape.js'
export {
  defaultNetwork,
  targetSettings,
  canKill,
  deliveryMode,
  hooksMs,
  patienceMs,
  webhookPath,
  type TargetInput,
} from '../target/settings.js'
