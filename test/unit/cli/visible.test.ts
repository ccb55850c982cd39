import { expect, test } from 'vitest'
import { terminalScreen } from '../../../src/cli/screen.js'
import { visible, visibleJson } from '../../../src/words/visible.js'

const given = 'a\u001b[2J\u001b]0;title\u0007b\rc\u009b31md\u202ee\u0000f\u007fg\u200bh'
const controls = /[^\P{C}\n\t]/u

test('what a terminal would obey is shown, on either stream, with colours or without', () => {
  for (const env of [{}, { FORCE_COLOR: '1' }]) {
    const out: string[] = []
    const stream = { write: (text: string) => out.push(text) }
    const screen = terminalScreen(env, { stdout: stream, stderr: stream })
    screen.write(`${given}\n`)
    screen.error(`${given}\tx\n`)
    expect(out).toHaveLength(2)
    for (const text of out) expect(text).not.toMatch(controls)
    expect(out[0]).toBe(String.raw`a\x1b[2J\x1b]0;title\x07b\x0dc\x9b31md\u{202e}e\x00f\x7fg\u{200b}h` + '\n')
  }
})

test('what we paint ourselves stays where we paint, and nowhere else', () => {
  const painted = '\u001b[1;31mFAIL\u001b[0m'
  expect([visible(painted, true), visible(painted)]).toEqual([painted, String.raw`\x1b[1;31mFAIL\x1b[0m`])
})

test('JSON means the same', () => {
  const json = visibleJson(JSON.stringify({ [given]: given }, null, 2))
  expect(json).not.toMatch(controls)
  expect(JSON.parse(json)).toEqual({ [given]: given })
})
