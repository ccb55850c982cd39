import { expect, test } from 'vitest'
import type { Diagram } from '../../../src/explain/explanation.js'
import { draw } from '../../../src/report/drawing.js'
import { mermaid, mermaidOf } from '../../../src/report/mermaid.js'
import { svg } from '../../../src/report/svg.js'
import { failingRun, passingRun, reporting, summary } from './support.js'

test('the messages of a conviction, to be pasted into an issue', () => {
  const { reporter, written } = reporting(mermaid)
  reporter.run(failingRun())
  reporter.end(summary({ failed: 1, exitCode: 1 }))
  expect(written()).toMatchInlineSnapshot(`
    "**no-duplicate-effect**: ERP confirmed 20 EA on order 100001 / 0010 for MC-000001; MES reported 10 EA, once.

    \`\`\`mermaid
    sequenceDiagram
      participant P1 as MES
      participant P2 as target
      participant P3 as ERP
      P1->>P2: C
      P2-->>P1: 202 to C
      P2->>P3: A1 POST /confirmations
      Note over P3: D1 10 EA yield
      Note over P3: F fault lose-answer
      P3--xP2: 201 to A1, lost ✗
      P2->>P3: A2 POST /confirmations
      Note over P3: D2 10 EA yield ✗
      P3-->>P2: 201 to A2
    \`\`\`

    1 other message of the run not drawn.
    "
  `)
})

test('equal causes of several runs are drawn once, and said to be of so many runs', () => {
  const { reporter, written } = reporting(mermaid)
  const run = failingRun()
  const { header } = run.judgement
  for (const name of ['run-1', 'run-2', 'run-3'])
    reporter.run({ ...run, judgement: { ...run.judgement, header: { ...header, run: name } } })
  reporter.end(summary({ runs: 3, failed: 3, exitCode: 1 }))
  expect(written().match(/```mermaid/g)).toHaveLength(1)
  expect(written()).toContain('In 3 runs.')
})

test('where nothing failed, both say so', () => {
  for (const kind of [mermaid, svg]) {
    const { reporter, written } = reporting(kind)
    reporter.run(passingRun())
    reporter.end(summary())
    expect(written()).toContain('No check failed: there is no message to draw.')
  }
})

const nasty = [
  'end',
  'a; b # c',
  'style x: y#1;',
  'classDef a:b',
  '%%{init: {}}%%',
  '</text><script>alert(1)</script>',
  '"\'`$$x$$',
  'line\nbreak',
  '\u202eright to left',
  '\u0000 null',
  '\ud800 half',
  '品番',
]

const row = { at_ms: 1, lost: false, odd: false }
const hostile: Diagram = {
  parties: ['MES', 'target', '<b>;#end'],
  hidden: 0,
  rows: nasty.flatMap((text, index) => [
    { ...row, record: index + 1, kind: 'message', from: 'MES', to: 'target', text },
    { ...row, record: index + 1, kind: 'answer', from: 'target', to: 'MES', text, lost: true },
    { ...row, record: index + 1, kind: 'note', from: '<b>;#end', to: '<b>;#end', text, odd: true },
  ]),
}

test('nothing that came from outside is taken for a part of the Mermaid language', () => {
  const safe = '(?:(?!\\b(?:end|style|classDef)\\b)[\\p{L}\\p{M}\\p{N} .,/+\\-_→…✗×–]|#\\d+;)+'
  const line = new RegExp(`^  (?:participant P\\d as ${safe}|Note over P\\d: ${safe}|P\\d(?:->>|-->>|-x|--x)P\\d: ${safe})$`, 'iu')
  const [first, ...lines] = mermaidOf(hostile).split('\n')
  expect(first).toBe('sequenceDiagram')
  expect(lines).toHaveLength(3 + hostile.rows.length)
  expect(lines.filter((each) => !line.test(each))).toEqual([])
})

test('nothing that came from outside is taken for a part of the SVG', () => {
  const { elements, width, height } = draw(hostile)
  const text = elements.join('')
  const known = /<\/?(?:g|line|rect|text|path)(?: [\w-]+="[^"<&]*")*\/?>/g
  const rest = text.replace(known, '').replace(/&(?:amp|lt|gt|quot|#39);/g, '')
  expect(rest).not.toMatch(/[<>&]/)
  expect([...text].filter((sign) => /[\p{Cc}\p{Cf}]/u.test(sign))).toEqual([])
  expect(text).toContain('&lt;/text&gt;&lt;script&gt;')
  expect(Math.min(width, height)).toBeGreaterThan(0)
})

test('what is wide gets room: no text of a row reaches the next lane', () => {
  const text = '品'.repeat(30)
  const two = (one: string): Diagram => ({
    parties: ['A', 'B'],
    hidden: 0,
    rows: [{ ...row, record: 1, kind: 'message', from: 'A', to: 'B', text: one }],
  })
  expect(draw(two(text)).width - draw(two('x')).width).toBeGreaterThan(200)
})

test('a picture of its own has all that it needs', () => {
  const { reporter, written } = reporting(svg)
  reporter.run(failingRun())
  reporter.end(summary({ failed: 1, exitCode: 1 }))
  const picture = written()
  expect(picture).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" viewBox="0 0 \d+ \d+" role="img"/)
  expect(picture).toMatch(/<title>no-duplicate-effect: ERP confirmed 20 EA/)
  expect(picture).not.toMatch(/<style|<script|href|url\(/)
  expect(picture.trimEnd()).toMatch(/<\/svg>$/)
})
