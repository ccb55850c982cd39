import type { FaultKind } from './contract.js'
import { settingsSchema } from './settings.js'

/** P0. What has no bytes yet has no identity, so it is a window on a link: the listener and the kept-alive connections are closed. */
export const cannotConnect: FaultKind = {
  name: 'cannot-connect',
  point: 'P0',
  title: 'The target cannot connect to the system for a while.',
  settings: settingsSchema({}),
  directions: ['call'],
  firing: 'must',
  needs: () => ['refuse-connection'],
  link: () => ({ down: true, latency_ms: 0, jitter_ms: 0, leg: 'either', flush_per_s: 0 }),
}
