import { Box } from 'ink'
import type { ReactNode } from 'react'
import type { Line } from '../layout/spans.js'
import { LineView } from './line.js'

/** Lines one below the other. */
export function Picture({ lines, colors }: { readonly lines: readonly Line[]; readonly colors: boolean }): ReactNode {
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        <LineView key={index} line={line} colors={colors} />
      ))}
    </Box>
  )
}
