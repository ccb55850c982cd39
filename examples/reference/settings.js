import { join } from 'node:path'

/**
 * Reads the settings from an environment. Durations are in milliseconds.
 *
 * @param {Record<string, string | undefined>} env
 * @throws {Error} when a variable is missing or not understood; the message names it
 */
export function settingsFrom(env) {
  const intake = env.REFERENCE_INTAKE ?? 'webhook'
  if (!['webhook', 'feed', 'both'].includes(intake)) {
    throw new Error(`REFERENCE_INTAKE is "${intake}": expected webhook, feed or both.`)
  }
  const plansBy = env.REFERENCE_PLANS ?? 'events'
  if (!['events', 'schedule'].includes(plansBy)) throw new Error(`REFERENCE_PLANS is "${plansBy}": expected events or schedule.`)
  const optional = (name) => (env[name] ?? '').replace(/\/$/, '')
  return {
    erpUrl: required(env, 'MFGSYNC_ERP_URL'),
    // Systems that a landscape may lack: what would be written there is left out.
    otherUrls: {
      wms: optional('MFGSYNC_WMS_URL'),
      qms: optional('MFGSYNC_QMS_URL'),
      plm: optional('MFGSYNC_PLM_URL'),
      cmms: optional('MFGSYNC_CMMS_URL'),
      proc: optional('MFGSYNC_PROC_URL'),
      plan: optional('MFGSYNC_PLAN_URL'),
    },
    // Only the feed, and the search for a fact that is missing, need the MES's address.
    mesUrl: intake === 'webhook' ? (env.MFGSYNC_MES_URL ?? '') : required(env, 'MFGSYNC_MES_URL'),
    exceptionsUrl: env.MFGSYNC_EXCEPTIONS_URL ?? '',
    port: number(env, 'PORT', 8080),
    database: join(env.MFGSYNC_STATE_DIR ?? '.', 'integration.db'),
    intake,
    // Zones that the ERP would date otherwise, and the one for plants that it does not know.
    plantZones: plantZones(env.PLANT_ZONES ?? ''),
    defaultZone: env.DEFAULT_ZONE ?? 'Europe/Berlin',
    erpTimeoutMs: number(env, 'ERP_TIMEOUT_MS', 1000),
    backoffFirstMs: number(env, 'BACKOFF_FIRST_MS', 75),
    backoffMaxMs: number(env, 'BACKOFF_MAX_MS', 1000),
    // Facts under way at once. Those of one order go one after the other.
    callsInParallel: number(env, 'CALLS_IN_PARALLEL', 8),
    feedIntervalMs: number(env, 'FEED_INTERVAL_MS', 100),
    // How one learns of a version of the plan, and how often the planning system is asked for them.
    plansBy,
    planIntervalMs: number(env, 'PLAN_INTERVAL_MS', 1000),
    feedPageSize: number(env, 'FEED_PAGE_SIZE', 200),
    // How long a hole in an order's sequence may last before the MES's feed is searched for what is missing.
    gapWaitMs: number(env, 'GAP_WAIT_MS', 5000),
    // What to do with a posting whose period is closed: `next-open` or `exception`.
    closedPeriod: env.CLOSED_PERIOD ?? 'next-open',
    exceptionOwner: env.EXCEPTION_OWNER ?? 'production-control',
  }
}

function required(env, name) {
  const value = env[name]
  if (!value) throw new Error(`${name} is not set: it must be the base URL of that system.`)
  return value.replace(/\/$/, '')
}

function number(env, name, fallback) {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  const value = Number(text)
  if (!Number.isFinite(value) || value < 0) throw new Error(`${name} is "${text}": expected a number, 0 or more.`)
  return value
}

/** "P1=Europe/Berlin,P2=America/Chicago" → Map. */
function plantZones(text) {
  const zones = new Map()
  for (const pair of text.split(',').filter(Boolean)) {
    const [plant, zone] = pair.split('=')
    if (!plant || !zone) throw new Error(`PLANT_ZONES has "${pair}": expected PLANT=Zone, such as P1=Europe/Berlin.`)
    zones.set(plant.trim(), zone.trim())
  }
  return zones
}
