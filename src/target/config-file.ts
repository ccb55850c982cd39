import type { NetworkSettings, TargetInput, TargetSettings } from './settings.js'

/** One of the first four says how one sees that it is ready. */
export interface RawReady {
  readonly port?: true
  readonly http?: string
  readonly log?: string
  readonly delay_ms?: number
  readonly timeout_ms?: number
}

/** What `mfgsync.config.yaml` holds and `defineConfig` takes, before defaults; `schemas/config.schema.json` describes it. */
export interface ConfigFile {
  readonly version: 1
  readonly target?: Omit<TargetInput, 'ready' | 'cwd' | 'exceptions' | 'attribution'> & { readonly ready?: RawReady; readonly cwd?: string }
  readonly exceptions?: NonNullable<TargetInput['exceptions']>
  readonly attribution?: Partial<TargetSettings['attribution']>
  readonly network?: Partial<NetworkSettings>
  readonly baseline?: string
  readonly runs?: { readonly out?: string; readonly keep?: number; readonly size_mb?: number }
}
