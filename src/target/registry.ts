import { signalGroup, type GroupIdentity } from './process-group.js'
import { watchNoMore, watchOver } from './watcher.js'

/** Targets that may still have processes. */
const alive = new Map<GroupIdentity, true>()
const deadlySignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const
let guarding = false

/**
 * From now on nothing of this group outlives this process, however that ends: a watcher sees to its end by SIGKILL.
 * @param marker `NAME=value` that all of the run have in their environment: when this process ends, all of them go.
 */
export function register(identity: GroupIdentity, marker: string): void {
  alive.set(identity, true)
  watchOver(identity, marker)
  if (guarding) return
  guarding = true
  process.on('exit', killAllNow)
  for (const signal of deadlySignals) process.on(signal, onDeadlySignal)
}

/** The group is gone. */
export function unregister(identity: GroupIdentity): void {
  alive.delete(identity)
  watchNoMore(identity)
  if (alive.size > 0 || !guarding) return
  guarding = false
  process.removeListener('exit', killAllNow)
  for (const signal of deadlySignals) process.removeListener(signal, onDeadlySignal)
}

/** Ends every process of every target, at once and without waiting. For the end of this process, however it comes. */
export function killAllNow(): void {
  for (const identity of alive.keys()) signalGroup(identity, 'SIGKILL')
}

/** How many targets may still have processes. */
export function registeredCount(): number {
  return alive.size
}

function onDeadlySignal(signal: NodeJS.Signals): void {
  // Whoever else listens ends the run in good order; what is left then is ended on exit.
  if (process.listenerCount(signal) > 1) return
  killAllNow()
  process.removeListener(signal, onDeadlySignal)
  process.kill(process.pid, signal)
}
