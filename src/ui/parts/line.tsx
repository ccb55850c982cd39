import { Text } from 'ink'
import { memo } from 'react'
import { theme } from '../theme.js'
import type { Line } from '../layout/spans.js'

interface Props {
  readonly line: Line
  /** False where nothing is coloured: glyphs and words carry everything. */
  readonly colors: boolean
}

/** One row of the screen. A line that is the same as before is not drawn anew. */
export const LineView = memo(
  ({ line, colors }: Props) => (
    <Text wrap="truncate">
      {line.map(({ text, tone }, index) =>
        tone === 'plain' || !colors ? (
          text
        ) : (
          <Text key={index} {...theme[tone]}>
            {text}
          </Text>
        ),
      )}
    </Text>
  ),
  (before, after) => sameLine(before.line, after.line),
)

function sameLine(a: Line, b: Line): boolean {
  return a.length === b.length && a.every((span, index) => span.text === b[index]?.text && span.tone === b[index]?.tone)
}
