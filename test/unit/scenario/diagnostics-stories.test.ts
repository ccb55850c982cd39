import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile } from '../../../src/scenario/compile.js'
import { root } from '../../support/source-files.js'

/** What a person is told of a scenario that ships when some of its words are changed; each with its hint. */
function toldOf(name: string, changes: readonly (readonly [from: string, to: string])[]): readonly string[] {
  const shipped = readFileSync(`${root}/scenarios/${name}.yaml`, 'utf8')
  const source = changes.reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replaceAll(from, to)
  }, shipped)
  const { diagnostics = [] } = compile(source, { variant: 'faulty', size: 'quick', seed: 1 })
  return diagnostics.map(({ message, hint }) => (hint === undefined ? message : `${message}: ${hint}`))
}

describe('a story about orders', () => {
  test('that makes no pieces with serial numbers, and gives them some', () => {
    expect(toldOf('shift', [['product: 2, quantity: 3', 'product: 1, quantity: 3']])).toContain(
      'order 100005 makes FG-100, which has no serial numbers: leave it out',
    )
  })

  test('that are released already cannot be released again, whoever would be told', () => {
    const today = 'release-to-floor: { orders: { $size: today }, over: { $size: released } }'
    const hint = 'dispatch it with "status: created" in the set-up phase'
    expect(toldOf('shift', [['quantity: 240, status: created', 'quantity: 240']])).toEqual([`order 100001 is released already: ${hint}`])
    expect(toldOf('shift', [[today, `${today}\n    - release-to-floor: { orders: [2] }`]])).toEqual([
      `order 100002 is released already: ${hint}`,
    ])
  })
})

describe('a story about plans', () => {
  const seven = '- publish-version: { version: 7, from: 2026-W10, quantity: 1000, at: { $size: seven } }'
  const told = (...changes: readonly (readonly [from: string, to: string])[]): readonly string[] => toldOf('planning-versions', changes)

  test('in which a version is there already, or is older than what is in force', () => {
    expect(told([seven, `${seven}\n    ${seven}`])).toEqual(['version 7 of the plan is there already: publish another one'])
    expect(told(['version: 6, from', 'version: 5, from'])).toContain('version 5 of the plan is there already: publish another one')
    const older = seven.replace('version: 7', 'version: 4')
    expect(told([seven, older])).toContain(
      'version 4 is older than version 5, which is in force from the start: publish a higher one, or this one after a higher one',
    )
    const open = '- open-plan: { version: 5, from: 2026-W10, quantity: 500, more-each-row: 0 }'
    expect(told([open, `${open}\n    ${open.replace('version: 5', 'version: 4')}`])).toEqual([
      'a version is in force already: open one plan',
    ])
  })

  test('in which a version is put right that nobody published', () => {
    expect(told(['correction-of: 5', 'correction-of: 9'])).toEqual([
      'there is no version 9 of the plan yet: name one that was published before, or opened',
    ])
  })

  test('in which a row is none of the version, or is for an item that there is not, or that nobody ever gets', () => {
    expect(told(['other-items: { 77: FG-300 }', 'other-items: { 121: FG-300 }'])).toContain(
      'the version has no row 121: it has 120: name one of those, or let it have more weeks',
    )
    expect(told(['other-items: { 77: FG-300 }', 'other-items: { 77: FG-301 }'])).toEqual([
      expect.stringMatching(/^there is no item "FG-301": /),
    ])
    expect(told(['    - publish-item: { item: FG-300, at: { $size: product } }\n', ''])).toContain(
      'row 77 is for FG-300, which the ERP does not have and never gets: the version waits for ever: release the item: "- publish-item: …"',
    )
  })

  test('that begins in a week that its year does not have', () => {
    const from = seven.replace('2026-W10', '2025-W53')
    expect(told([seven, from])).toEqual([expect.stringContaining('a week such as 2026-W10')])
    expect(told([seven, seven.replace('2026-W10', '2026-W53')])).toEqual([])
  })

  test('with a fault that is about a version that is never published', () => {
    expect(told(['operation: plan.page, facts: [FV-000002]', 'operation: plan.page, facts: [FV-000009]'])).toEqual([
      expect.stringContaining('FV-000009'),
    ])
  })
})

describe('a story about what the data do not have', () => {
  test('stock of an item that is not in stock yet, in a bin that another plant has, and of one that there is not', () => {
    const stock = '- { plant: P2, item: C1, bin: DOCK-1, quantity: 120 }'
    const other = `- { plant: P1, item: C9, bin: X-99, quantity: 1 }\n    - { plant: P2, item: C77, bin: DOCK-7, quantity: 1 }`
    expect(toldOf('goods-movements', [[stock, `${other}\n    - { plant: P9, item: C1, bin: DOCK-1, quantity: 1 }`]])).toEqual([
      'there is no item "C9" in stock before revision A: did you mean "C1"?',
      'there is no bin "X-99" in plant P1: known are DOCK-1, A-01, A-02, L-01, F-01',
      'there is no item "C77" in stock before revision A: known are FG-100, FG-200, SA-110, SA-120, ' +
        'C1, C1S, C2, C3, C4, GL-1, OIL-1, L1 and 1 more',
      'there is no bin "DOCK-7" in plant P2: did you mean "DOCK-1"?',
      'there is no plant "P9": did you mean "P1"?',
    ])
  })

  test('everything that is wrong with one step, and with what rests on it nothing', () => {
    const told = toldOf('lot-receipt-quality-hold', [
      [
        'bin: DOCK-1\n        purchase-order: PO-000001\n        supplier-lot: S-77',
        'bin: DOCK-11\n        purchase-order: PO-1\n        supplier-lot: S-77',
      ],
      ['unit: BOX', 'unit: CRATE'],
      ['plant: P1', 'plant: P7'],
      ['item: C9, lot: LOT-8, quantity: 10', 'item: C9X, lot: LOT-8, quantity: 10'],
      ['hold-lot: { at: { $size: held }, item: C9, lot: LOT-8 }', 'hold-lot: { at: { $size: held }, item: C9, lot: LOT-88 }'],
    ])
    expect(told).toEqual([
      'there is no plant "P7": known are P1, P2',
      'the item "C9" is not known in "CRATE": it is known in EA, BOX',
      'there is no bin "DOCK-11": did you mean "DOCK-1"?',
      'plant P1 has no purchase order "PO-1" with a line 10 of item "C9": there is PO-000001/10',
      'the item "C9" is not known in "CRATE": it is known in EA, BOX',
      'plant P1 never receives lot "LOT-88" of item "C9": a "receive" step brings it; without one, what waits for it waits for ever',
      'there is no item "C9X": did you mean "C9"?',
    ])
  })

  test('a decision on more than was received, of one decision and of several', () => {
    expect(toldOf('lot-receipt-quality-hold', [['accepted: 480, rejected: 32', 'accepted: 480, rejected: 33']])).toEqual([
      'quality has decided on 513 of lot "LOT-7" by then, and there are 512',
    ])
    const again = 'lot: LOT-8, accepted: 96, rejected: 0 }'
    const twice = `${again}\n    - decide-usage: { item: C9, lot: LOT-8, accepted: 1, unit: BOX }`
    expect(toldOf('lot-receipt-quality-hold', [[again, twice]])).toEqual([
      'quality has decided on 112 of lot "LOT-8" by then, and there are 96',
    ])
  })

  test('a version that is there already, or older than what the data open with', () => {
    const republish = '- republish: { item: FG-100, version: 9, at: { $size: third }, over: { $size: parts } }'
    const back = '- roll-back-revision: { item: FG-100, from: B, to: A, version: 8, effective: 2025-11-04, at: 4s }'
    expect(toldOf('bom-revision-release', [[republish, `${republish}\n    ${back}`]])).toEqual([
      'version 8 of the item was published already: leave it out for 10',
    ])
    expect(toldOf('bom-revision-release', [['version: 8', 'version: 6']])).toEqual([
      'the data open with version 6 of the item, revision A: 6 is not newer: leave it out for 8',
    ])
  })

  test('a revision that has to be active and that nobody ever approves', () => {
    const last = '- approve: { change: ECO-000001, role: QA, after-complete: true, at: { $size: quality } }'
    const told = toldOf('bom-revision-release', [
      [last, ''],
      ['approval-after-complete: 1, ', ''],
    ])
    expect(told).toEqual([
      'revision B has to be active, and QA never approves it: it waits for ever: ' +
        'add "- approve: { change: …, role: QA }", or take the role out of "approvals"',
    ])
  })

  test('a time that clocks on a wall show twice or never', () => {
    expect(toldOf('bom-revision-release', [['time: 2025-03-30 00:30', 'time: 2025-03-30 02:30']])).toEqual([
      'clocks of plant P1 show 2025-03-30 02:30 never: they are put forward: take a time before the change or after it',
    ])
    expect(toldOf('bom-revision-release', [['time: 2025-03-29 23:30', 'time: 2025-11-02 01:30']])).toEqual([
      'clocks of plant P2 show 2025-11-02 01:30 twice: they are put back: take a time before the change or after it',
    ])
  })

  test('a bin that is mapped twice, is mapped already, or is none; and a location that the plant does not have', () => {
    const moved = '- move: { at: { $size: moved-there }, plant: P2, item: C1, quantity: 7, from: A-01, to: X-99 }'
    const map = (bin: string, location: string): string => `\n    - map-location: { plant: P2, bin: ${bin}, location: ${location} }`
    const all = [map('X-99', 'FG02'), map('X-99', 'RM02'), map('A-01', 'FG02'), map('X-98', 'FG02')].join('')
    expect(toldOf('goods-movements', [[moved, moved + all]])).toEqual([
      'the bin "X-99" is given a storage location twice: keep one of the two steps',
      'the bin "A-01" is a storage location already: it is RM02',
      'there is no bin "X-98": did you mean "X-99"?',
    ])
    expect(toldOf('goods-movements', [[moved, moved + map('X-99', 'FG01')]])).toEqual([
      'plant "P2" has no storage location "FG01": did you mean "FG02"?',
    ])
  })

  test('a bin that is taken from its storage location: before it has one, while nobody knows what is posted, and to be another one', () => {
    const moved = '- move: { at: { $size: moved-there }, plant: P2, item: C1, quantity: 7, from: A-01, to: X-99 }'
    const map = (more = ''): string => `\n    - map-location: { plant: P2, bin: X-99, location: FG02${more} }`
    const unmap = (more = ''): string => `\n    - unmap-location: { plant: P2, bin: X-99${more} }`
    const settled = '\n    - wait: settled'
    const of = (...steps: readonly string[]): readonly string[] => toldOf('goods-movements', [[moved, moved + steps.join('')]])
    expect(of(unmap(), map())).toEqual([
      'nobody has said by then which storage location the bin "X-99" is: a "map-location" step of that bin stands before it',
    ])
    expect(of(map(), '\n    - wait: 1s', unmap())).toEqual([
      'nobody can say whether what happened in the bin "X-99" before is posted by then: ' +
        'put "- wait: settled" between the goods there and this step',
    ])
    expect(of(map(), settled, unmap(), map(', at: 1s').replace('FG02', 'RM02'))).toEqual([
      'the bin "X-99" was another storage location before: give it FG02 again',
    ])
    expect(of(map(), settled, unmap(', at: 2s'), map(', at: 1s'))).toEqual([
      'the bin "X-99" has its storage location until later than that: map it again after that',
    ])
    // Nothing is said of the bin any more.
    const late = 'has its storage location until later than that'
    expect(of(map(), settled, unmap(), map(', at: 1s'), unmap(', at: 2s')).join()).not.toMatch(late)
  })

  test('an approval of a change that there is not, and a disposition of an order, a revision and a change that there are not', () => {
    expect(toldOf('bom-rollback', [['approve: { change: ECO-000002, role: QA', 'approve: { change: ECO-000009, role: QA']])).toEqual([
      'revision C has to be active, and QA never approves it: it waits for ever: ' +
        'add "- approve: { change: …, role: QA }", or take the role out of "approvals"',
      'nothing was published of the change "ECO-000009" yet',
    ])
    const rework = 'orders: [3], change: ECO-000002, kind: rework, to: B'
    expect(toldOf('bom-rollback', [[rework, 'orders: [3, 9], change: ECO-000009, kind: rework, to: X']])).toEqual([
      'there is no order number 9: 6 are dispatched: positions run from 1 to 6',
      'nothing was published of the change "ECO-000009" yet',
      'there is no revision "X" of what these orders make: there is A, B, C',
    ])
  })

  test('a rollback to a revision that never held, and a day of a plant that there is not', () => {
    const back = '        to: B\n        version: 11'
    expect(toldOf('bom-rollback', [[back, back.replace('B', 'X')]])).toEqual([
      'revision "X" never held at plant P1',
      'revision "X" never held at plant P2',
    ])
    expect(toldOf('bom-rollback', [['P2: 2025-11-02 }', 'P7: 2025-11-02 }']])).toEqual([
      'there is no plant "P7": there is P1, P2',
      'revision "C" never held at plant P2',
    ])
  })
})
