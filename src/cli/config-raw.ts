import type { NetworkSettings, TargetInput, TargetSettings } from '../target/settings.js'

export type RawHook =
  | { readonly command: readonly string[]; readonly timeout_ms?: number }
  | {
      readonly http: { readonly url: string; readonly method?: string; readonly expect_status?: number; readonly credentials_env?: string }
      readonly timeout_ms?: number
    }

/** The file as it stands, once it fits its schema and its meaning was checked. */
export interface RawConfig {
  readonly version: 1
  readonly target?: Omit<TargetInput, 'start' | 'stop' | 'kill' | 'reset' | 'ready' | 'cwd' | 'exceptions' | 'attribution'> & {
    readonly start?: RawHook
    readonly stop?: RawHook
    readonly kill?: RawHook
    readonly reset?: RawHook
    readonly ready?: {
      readonly port?: true
      readonly http?: string
      readonly log?: string
      readonly delay_ms?: number
      readonly timeout_ms?: number
    }
    readonly cwd?: string
  }
  readonly exceptions?: NonNullable<TargetInput['exceptions']>
  readonly attribution?: Partial<TargetSettings['attribution']>
  readonly network?: Partial<NetworkSettings>
  readonly runs?: { readonly out?: string }
}
