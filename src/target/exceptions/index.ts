import { isAbsolute, resolve } from 'node:path'

import { fillContract } from '../environment.js'
import type { TargetLog } from '../log.js'
import type { TargetSettings } from '../settings.js'
import type { ExceptionSink, ExceptionWatcher, WatchMeans } from './contract.js'
import { watchFile } from './file.js'
import { watchList } from './http.js'
import { watchLog } from './log.js'

export type { ExceptionSighting, ExceptionSink, ExceptionWatcher } from './contract.js'

export interface ExceptionWatchContext extends WatchMeans {
  /** The contract's variables: filled into paths and URLs. */
  readonly contract: Readonly<Record<string, string>>
  /** The user's environment, for credentials. */
  readonly userEnv: Readonly<Record<string, string | undefined>>
  readonly log: TargetLog
}

/** Begins to watch; before the target is started, so that nothing is missed. Undefined where nothing is to be watched: desk, nack, none. */
export function watchExceptions(
  settings: Pick<TargetSettings, 'exceptions' | 'cwd'>,
  context: ExceptionWatchContext,
  sink: ExceptionSink,
): ExceptionWatcher | undefined {
  const { exceptions } = settings
  const { redact } = context.log
  if (typeof exceptions === 'string') return undefined
  if ('log' in exceptions) return watchLog(exceptions.log, context.log, sink)
  if ('file' in exceptions) {
    const path = fillContract(exceptions.file, context.contract)
    return watchFile(
      { path: isAbsolute(path) ? path : resolve(settings.cwd, path), fields: exceptions.fields, redact, timers: context.timers },
      sink,
    )
  }
  const { url, items, fields, credentials_env } = exceptions.http
  const authorization = credentials_env === undefined ? undefined : context.userEnv[credentials_env]
  return watchList(
    {
      url: fillContract(url, context.contract),
      items,
      fields,
      redact,
      timers: context.timers,
      fetch: context.fetch,
      ...(authorization !== undefined && { authorization }),
    },
    sink,
  )
}
