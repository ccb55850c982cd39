import { render } from 'ink'
import { App } from './app.js'
import type { LiveRun, StoredRun, ViewOptions } from './contract.js'
import { ascii, unicode } from './glyphs.js'
import { ViewSession } from './session.js'

/** Where it is drawn, and where keys come from. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream
  readonly stdin: NodeJS.ReadStream
}

/** A picture of a run on a terminal. */
export interface OpenView {
  readonly session: ViewSession
  /** Takes it away, and leaves the terminal as it was. At once: also for a process that ends in the next moment. */
  close(): void
}

/** Draws a run on the other screen of the terminal, until it is closed. */
export function openView(run: LiveRun | StoredRun, options: ViewOptions, { stdout, stdin }: Terminal): OpenView {
  const session = new ViewSession(run, options, { columns: stdout.columns, rows: stdout.rows })
  const isAscii = !options.unicode
  const instance = render(<App session={session} glyphs={isAscii ? ascii : unicode} isAscii={isAscii} colors={options.colors} />, {
    stdout,
    stdin,
    exitOnCtrlC: false,
    patchConsole: false,
    alternateScreen: true,
    incrementalRendering: true,
    maxFps: Math.max(1, options.fps),
    interactive: true,
  })
  let open = true
  return {
    session,
    close: () => {
      if (!open) return
      open = false
      session.close()
      instance.unmount()
    },
  }
}
