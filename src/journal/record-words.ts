/** The journal: one JSON record per line, the header first. `seq` orders all; `t` (milliseconds since start) is for people and windows. */
export const journalFormat = 'mfgsync.journal'
export const journalVersion = 2

/** What the sender of a message could know about it. */
export const knowledges = ['acked', 'refused', 'indeterminate'] as const
/** `stale`: the version that the caller named is not the current one (412, 428). `handshake`: fetch a token first (401, 403). */
export const answerClasses = ['success', 'transient', 'business', 'duplicate', 'stale', 'handshake', 'not-understood'] as const
/** How the wait for quiescence ended. */
export const settledHows = ['quiet', 'patience'] as const
export const quietHows = ['quiet', 'patience', 'limit', 'interrupted', 'target-gone'] as const
/** Where exceptions are seen: at the simulated desk, or in what the target keeps of them. */
export const atDesk = 'desk'
export const sightingPlaces = [atDesk, 'file', 'log', 'http'] as const

/** What the plan of a case is held against, beside the sorts of lines. */
export const planSort = 'plan'

/** Where a harness error was, if it is that the disk was full: the last record of its journal. */
export const fullDisk = 'disk'

/** Every kind of record, for readers and schemas. */
export const recordKinds = [
  'fact',
  'offer',
  'exposed',
  'delivery',
  'call.arrived',
  'call.served',
  'answer',
  'call.closed',
  'effect',
  'exception',
  'fault.armed',
  'fault.fired',
  'fault.missed',
  'fault.healed',
  'target.spawned',
  'target.ready',
  'target.killed',
  'target.exited',
  'harness.error',
  'harness.slow',
  'twin',
  'mark',
] as const
