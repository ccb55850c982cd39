import { render } from 'ink'
import { App } from './app.js'
import type { LiveRun, Looked, StoredRun, ViewOptions } from './contract.js'
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
export function openView(run: LiveRun | StoredRun, options: ViewOptions, terminal: Terminal): OpenView {
  const { columns, rows } = terminal.stdout
  const session = new ViewSession(run, options, { columns, rows })
  return { session, close: drawOn(session, options, terminal) }
}

/** Draws whatever is looked at on the other screen of the terminal; gives the way to take it away. */
export function drawOn(
  session: Looked & { close(): void },
  options: Pick<ViewOptions, 'unicode' | 'colors' | 'fps'>,
  { stdout, stdin }: Terminal,
): () => void {
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
  return () => {
    if (!open) return
    open = false
    session.close()
    instance.unmount()
  }
}
