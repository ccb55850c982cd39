import { useApp, useInput, useWindowSize } from 'ink'
import { useEffect, useMemo, useSyncExternalStore, type ReactNode } from 'react'
import type { Looked } from './contract.js'
import type { Glyphs } from './glyphs.js'
import { keyNames } from './keys.js'
import { asciiLine } from './layout/spans.js'
import { Picture } from './parts/picture.js'

interface Props {
  readonly session: Looked
  readonly glyphs: Glyphs
  readonly isAscii: boolean
  readonly colors: boolean
}

/** Keys and size go in, pictures come out. */
export function App({ session, glyphs, isAscii, colors }: Props): ReactNode {
  const state = useSyncExternalStore(session.subscribe, session.current)
  const { columns, rows } = useWindowSize()
  const { suspendTerminal } = useApp()
  useEffect(() => session.drawnBy(suspendTerminal), [session, suspendTerminal])
  useEffect(() => session.dispatch({ do: 'resize', columns, rows }), [session, columns, rows])
  useInput((input, key) => {
    for (const name of keyNames(input, key)) session.dispatch({ do: 'key', key: name })
  })
  const lines = useMemo(() => session.picture(glyphs), [session, state, glyphs])
  return <Picture lines={isAscii ? lines.map(asciiLine) : lines} colors={colors} />
}
