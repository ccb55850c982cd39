import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { compile } from '../../../src/scenario/compile.js'
import { root } from '../../support/source-files.js'

const shipped = readFileSync(`${root}/scenarios/bom-revision-release.yaml`, 'utf8')
const options = { variant: 'clean', size: 'quick', seed: 1 } as const

function planOf(source: string = shipped): NonNullable<ReturnType<typeof compile>['plan']> {
  const { plan, diagnostics } = compile(source, options)
  if (!plan) throw new Error(JSON.stringify(diagnostics))
  return plan
}

const toldBy = (line: string): string =>
  (compile(shipped.replace('- publish-item: { item: C9, at: { $size: valve } }', line), options).diagnostics ?? [])
    .map(({ message }) => message)
    .join('; ')

describe('the story of a revision', () => {
  it('is told in messages that belong together, and of which newer ones take the place of older ones', () => {
    const { facts } = planOf()
    const keys = facts.map(({ businessKey, must }) => `${businessKey} ${must}`)
    expect(keys.slice(0, 7)).toEqual([
      'PI-000001 POST',
      'PP-000001-H POST',
      'PP-000001-L IGNORE',
      'PP-000001-S POST',
      'PP-000001-E POST',
      'PP-000001-C IGNORE',
      'PA-000001 POST',
    ])
    const lines = facts.find(({ businessKey }) => businessKey === 'PP-000003-L')
    expect([lines?.partOf, lines?.supersedes]).toEqual(['PP-000003', ['plm:PP-000001-L', 'plm:PP-000002-L']])
  })

  it('gates what is active by all parts and the first approval of each role, and by the ERP for the MES', () => {
    const { facts } = planOf()
    const complete = facts.find(({ businessKey }) => businessKey === 'PP-000002-C')
    expect(complete?.gates?.filter(({ effect }) => effect === 'active')).toMatchObject([
      { effect: 'active', by: 'exposed', title: 'no-release-before-approval' },
      { effect: 'active', system: 'mes', facts: ['plm:PP-000002-L'], by: 'applied', in: 'erp' },
    ])
    expect(complete?.gates?.[0]?.facts).toEqual(
      ['PP-000002-H', 'PP-000002-L', 'PP-000002-S', 'PP-000002-E', 'PA-000001', 'PA-000002', 'PP-000002-C'].map((key) => `plm:${key}`),
    )
    const lines = facts.find(({ businessKey }) => businessKey === 'PP-000002-L')
    expect(lines?.gates).toMatchObject([
      { effect: 'lines', system: 'erp', facts: ['plm:PI-000001'], by: 'applied', in: 'erp', title: 'late-dependency-converges' },
      { effect: 'lines', system: 'mes', facts: ['plm:PI-000001'] },
    ])
  })

  it('obliges dates in the ERP, and instants in the MES', () => {
    const part = planOf().facts.find(({ businessKey }) => businessKey === 'PP-000002-E')
    const texts = part?.expect.flatMap((effect) =>
      effect.what === 'state'
        ? [`${effect.system} ${effect.entity} ${typeof effect.after === 'string' ? '' : (effect.after.text ?? '')}`]
        : [],
    )
    expect(texts).toEqual([
      'erp bom:P1/FG-100/B 2025-03-30 –',
      'mes bom:P1/FG-100/B 2025-03-29T23:00Z –',
      'erp bom:P2/FG-100/B 2025-03-30 –',
      'mes bom:P2/FG-100/B 2025-03-30T05:00Z –',
    ])
  })

  it.each([
    ['- publish-item: { item: C99 }', 'there is no item "C99"'],
    ['- publish-revision: { item: FG-100, revision: Z, change: ECO-1, from: 2025-03-30 }', 'there is no revision "Z"'],
    ['- publish-revision: { item: FG-100, revision: B, change: ECO-1, from: { P9: 2025-03-30 } }', 'there is no plant "P9"'],
    ['- publish-revision: { item: FG-100, revision: B, change: ECO-1, from: 2025-02-30 }', 'date'],
    ['- republish: { item: FG-200 }', 'nothing was published of it yet'],
    ['- approve: { change: ECO-9, role: QA }', 'nothing was published of the change "ECO-9" yet'],
    ['- decide-dispositions: { change: ECO-1, kind: rework }', 'a rework, and nothing else, says to which revision'],
    ['- roll-back-revision: { item: FG-100, from: C, to: A, effective: 2025-11-04 }', 'revision "C" never held at plant P1'],
  ])('tells who writes %s what is wrong', (line, message) => {
    expect(toldBy(line)).toContain(message)
  })
})
