import type { Screen } from '../cli/screen.js'
import type { SessionObserver } from '../report/session.js'

/** What somebody asked for. */
export interface LookingFlags {
  /** `--ui`, `--no-ui`; where neither is said, the terminal decides. */
  readonly ui?: boolean | undefined
  readonly fps: number
  readonly 'screen-reader': boolean
  readonly reporter?: readonly string[] | undefined
  readonly verbose: boolean
  readonly quiet: boolean
  readonly watch: boolean
  readonly jobs: number
  /** The module of a target in process. */
  readonly module: string | undefined
}

export interface LookingPlace {
  readonly screen: Screen
  /** Folder of the runs. */
  readonly out: string
  readonly runs: number
  /** Name and version of the product. */
  readonly tool: string
}

/** Somebody who looks on while runs go on; or nobody. */
export interface LookingOn {
  /** Where reporters write: what they write while a picture is drawn is held back until that is taken away. */
  readonly screen: Screen
  observer(reports: SessionObserver): SessionObserver
  say(text: string): void
  /** No run comes any more: whoever still looks goes on looking until he leaves. */
  finish(): Promise<void>
}
