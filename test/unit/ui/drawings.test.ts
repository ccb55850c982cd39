import { describe, expect, test } from 'vitest'
import { ascii, unicode } from '../../../src/ui/glyphs.js'
import { layout } from '../../../src/ui/layout/layout.js'
import { drawn } from '../../../src/ui/layout/screen.js'
import { lineText, lineWidth, widthOf } from '../../../src/ui/layout/spans.js'
import { Timeline, timelineOf } from '../../../src/journal/timeline/index.js'
import { initialState } from '../../../src/ui/state/state.js'
import { JournalBuilder } from '../../support/journal-builder.js'
import { looking, picture, postedTwice, press } from '../../support/looked-at.js'

const journal = postedTwice().build()
const at = (columns: number, rows: number, ...keys: readonly string[]): readonly string[] =>
  picture(press(looking(journal, { columns, rows }), 'n', ...keys))

test('at 120 columns panes stand beside the flow', () => {
  expect(at(120, 30).join('\n')).toMatchInlineSnapshot(`
    " mfgsync  test faulty seed 1  T+0.150 / 2.310  stored  1 fact  1 under way  1 in doubt  1 fault on                      
     set-up → burst → heal → judge → FAIL   no-duplicate-effect: MC-000001 (confirmation of order 100001 / 0010) should hav…
    ┌ ▸ flow 1-22 of 22 ───────────────────────────────────────────────────────────┐┌ checks ──────────────────────────────┐
    │  time       ERP    MES  TARGET excep…  what happened                         ││ …  no-duplicate-effect  fails later 1│
    │  0.010       │      │      ▲      │    target started                        ││ …  one-live-doc-per-ex… fails later 1│
    │  0.020       │      │      ▲      │    target ready                          ││▸✗  order-quantity-balance      FAIL 1│
    │  0.030       │      ◆      │      │    ◂ MC-000001 confirmation happened (…  ││ ·  vacuity                     open 4│
    │  0.040       │      │──────▶      │    MC-000001 confirmation #1             ││ ·  every-event-accounted       open 2│
    │  0.060       │      ◀╌╌╌╌╌╌│      │    #1 202                                ││ ·  eventual-posting            open 1│
    │  0.070       ◀──────┼──────│      │    ◂ MC-000001 POST confirmation.creat…  │└──────────────────────────────────────┘
    │  0.080       ●      │      │      │    ◂ yield +10 EA: 0 → 10 (P1 100001 0…  │┌ chosen ──────────────────────────────┐
    │ ↯0.100       │      │      │      │    ↯ fault lose-answer-1                 ││[1 request] 2 answer 3 ledger 4 cause…│
    │  0.110       │╌╌╌╌╌╌✂      │      │    ✂ #1 answer lost, 1 change committed  ││record 15, T+0.150                    │
    │ ▒0.130       │      │      │      │    ↯ fault outage-1                      ││target -> erp  POST /confirmations    │
    │ ▒0.140       ◀──────┼──────│      │    ◂ ↻ MC-000001 POST confirmation.cre…  ││operation confirmation.create         │
    │▸▒0.150       ●      │      │      │    ◂✗ yield +10 EA: 10 → 20 (P1 100001…  ││call 2, attempt 2, life 1 of the      │
    │ ▒0.170       │╌╌╌╌╌╌┼╌╌╌╌╌╌▶      │    ✗ #2 201                              ││  target                              │
    │ ▒0.190       │      │      │      │    fault outage-1 healed                 ││key MC-000001                         │
    │  0.200       │      ◆      │      │    MC-000002 confirmation happened (or…  ││idempotency key: b                    │
    │  0.210       │      │──────▶      │    MC-000002 confirmation #2             ││order: 100001                         │
    │  0.230       │      ◀╌╌╌╌╌╌│      │    #2 202                                ││routingStep: 0010                     │
    │  0.240       ◀──────┼──────│      │    MC-000002 POST confirmation.create …  │└───────────────────────────────── +23 ┘
    │  0.250       ●      │      │      │    yield +10 EA: 0 → 10 (P1 100002 001…  │┌ plant ───────────────────────────────┐
    │  0.270       │╌╌╌╌╌╌┼╌╌╌╌╌╌▶      │    #3 201                                ││pending 0  with people 0  lives 1     │
    │  0.290       │      │      │      │    nothing is disturbed any more         ││posted after 50 ms (p50), 50 ms (p95) │
    │  2.300       │      │      │      │    rest: quiet                           ││8 figures at zero (p: all)            │
    └──────────────────────────────────────────────────────────────────────────────┘└──────────────────────────────────────┘
     faults  ▒ outage-1 on                                                                                                  
     0 ├▇▇▄▇▄▄▇●▄▇▄▇▄▄                                                                                             ▄┤ 2.3 s 
     order-quantity-balance: Order 100001 / 0010: yield 20 in ERP, 10 reported.                              x why · ? keys "
  `)
})

test('at 84 columns the flow has the whole width, and the checks are one line', () => {
  expect(at(84, 24).join('\n')).toMatchInlineSnapshot(`
    " mfgsync  test faulty seed 1  T+0.150 / 2.310  stored  1 fact  1 under way  1 in do…
     set-up → burst → heal → judge → FAIL   no-duplicate-effect: MC-000001 (confirmatio…
    ┌ ▸ flow 5-19 of 22 ───────────────────────────────────────────────────────────────┐
    │  time       ERP     MES    TARGET except…  what happened                         │
    │  0.060        │       ◀╌╌╌╌╌╌╌│       │    #1 202                                │
    │  0.070        ◀───────┼───────│       │    ◂ MC-000001 POST confirmation.creat…  │
    │  0.080        ●       │       │       │    ◂ yield +10 EA: 0 → 10 (P1 100001 0…  │
    │ ↯0.100        │       │       │       │    ↯ fault lose-answer-1                 │
    │  0.110        │╌╌╌╌╌╌╌✂       │       │    ✂ #1 answer lost, 1 change committed  │
    │ ▒0.130        │       │       │       │    ↯ fault outage-1                      │
    │ ▒0.140        ◀───────┼───────│       │    ◂ ↻ MC-000001 POST confirmation.cre…  │
    │▸▒0.150        ●       │       │       │    ◂✗ yield +10 EA: 10 → 20 (P1 100001…  │
    │ ▒0.170        │╌╌╌╌╌╌╌┼╌╌╌╌╌╌╌▶       │    ✗ #2 201                              │
    │ ▒0.190        │       │       │       │    fault outage-1 healed                 │
    │  0.200        │       ◆       │       │    MC-000002 confirmation happened (or…  │
    │  0.210        │       │───────▶       │    MC-000002 confirmation #2             │
    │  0.230        │       ◀╌╌╌╌╌╌╌│       │    #2 202                                │
    │  0.240        ◀───────┼───────│       │    MC-000002 POST confirmation.create …  │
    │  0.250        ●       │       │       │    yield +10 EA: 0 → 10 (P1 100002 001…  │
    └──────────────────────────────────────────────────────────────────────────────────┘
     checks ✗ order-quantity-balance 1  … 2 fails later  · 9 open                       
     faults  ▒ outage-1 on                                                              
     0 ├▇▅▅▅●✗▅▇▄▄                                                             ▄┤ 2.3 s 
     order-quantity-balance: Order 100001 / 0010: yield 20 in ERP, 10 …  x why · ? keys "
  `)
})

test('at 60 columns there are no lanes, and who speaks to whom is said', () => {
  expect(at(60, 20).join('\n')).toMatchInlineSnapshot(`
    " mfgsync  test faulty seed 1  T+0.150 / 2.310  stored  1 fa…
     set-up → burst → heal → judge → FAIL   no-duplicate-effect…
    ┌ ▸ flow 6-17 of 22 ───────────────────────────────────────┐
    │  0.070    target → ERP      ◂ MC-000001 POST confirmat…  │
    │  0.080    ERP               ◂ yield +10 EA: 0 → 10 (P1…  │
    │ ↯0.100                      ↯ fault lose-answer-1        │
    │  0.110    ERP → target      ✂ #1 answer lost, 1 change…  │
    │ ▒0.130                      ↯ fault outage-1             │
    │ ▒0.140    target → ERP      ◂ ↻ MC-000001 POST confirm…  │
    │▸▒0.150    ERP               ◂✗ yield +10 EA: 10 → 20 (…  │
    │ ▒0.170    ERP → target      ✗ #2 201                     │
    │ ▒0.190                      fault outage-1 healed        │
    │  0.200    MES               MC-000002 confirmation hap…  │
    │  0.210    MES → target      MC-000002 confirmation #2    │
    │  0.230    target → MES      #2 202                       │
    └──────────────────────────────────────────────────────────┘
     checks ✗ order-quantity-balance 1  … 2 fails later  · 9 op…
     faults  ▒ outage-1 on                                      
     0 ├▇▆▇●▇▅▃                                        ▃┤ 2.3 s 
     order-quantity-balance: Order 100001 / 00…  x why · ? keys "
  `)
})

test('below that there is a line for the run, the last event and the checks', () => {
  expect(at(50, 10).join('\n')).toMatchInlineSnapshot(`
    " mfgsync  test faulty seed 1  T+0.150 / 2.310  st…
    ▸ 0.150 yield +10 EA: 10 → 20 (P1 100001 0010) do…
     checks ✗ order-quantity-balance 1  … 2 fails lat…
     order-quantity-balance: Order 100001 / 0010: yie…
     set-up → burst → heal → judge → FAIL   no-duplic…"
  `)
})

test('however little room there is, what is typed or asked is in sight, and what is opened as far as it goes', () => {
  const help = picture(press(looking(journal, { columns: 50, rows: 20 }), '?'))
  expect(help.join('\n')).toMatch(/┌ ▸ keys/)
  expect(help).toHaveLength(20)
  expect(picture(press(looking(journal, { columns: 30, rows: 5 }), '/', 'a', 'b')).join('\n')).toContain(' / ab_')
  const live = initialState({ timeline: timelineOf(journal), live: true, columns: 20, rows: 5 })
  expect(picture(press(live, 'q')).join('\n')).toContain('End the run? q: yes')
  expect(picture(live).join('\n')).toContain('flow: from 60x12')
})

test('a journal that ends before its end mark says so, and one that is not read yet does not speak of a filter', () => {
  const cut = { header: journal.header, records: journal.records.slice(0, 12) }
  expect(picture(looking(cut)).join('\n')).toContain('the journal ends before its end mark')
  const unread = initialState({ timeline: new Timeline(journal.header), live: false, columns: 120, rows: 30 })
  expect(picture(unread).join('\n')).toMatch(/flow: nothing so far/)
})

test('without Unicode every sign is another one, and still says the same', () => {
  expect(picture(press(looking(journal, { columns: 84, rows: 24 }), 'n'), true).join('\n')).toMatchInlineSnapshot(`
    " mfgsync  test faulty seed 1  T+0.150 / 2.310  stored  1 fact  1 under way  1 in ...
     set-up -> burst -> heal -> judge -> FAIL   no-duplicate-effect: MC-000001 (confi...
    + > flow 5-19 of 22 ---------------------------------------------------------------+
    |  time       ERP     MES    TARGET exce...  what happened                         |
    |  0.060        |       <~~~~~~~|       |    #1 202                                |
    |  0.070        <-------+-------|       |    < MC-000001 POST confirmation.cre...  |
    |  0.080        *       |       |       |    < yield +10 EA: 0 → 10 (P1 100001...  |
    | %0.100        |       |       |       |    % fault lose-answer-1                 |
    |  0.110        |~~~~~~~X       |       |    X #1 answer lost, 1 change committed  |
    | :0.130        |       |       |       |    % fault outage-1                      |
    | :0.140        <-------+-------|       |    < @ MC-000001 POST confirmation.c...  |
    |>:0.150        *       |       |       |    <! yield +10 EA: 10 → 20 (P1 1000...  |
    | :0.170        |~~~~~~~+~~~~~~~>       |    ! #2 201                              |
    | :0.190        |       |       |       |    fault outage-1 healed                 |
    |  0.200        |       o       |       |    MC-000002 confirmation happened (...  |
    |  0.210        |       |------->       |    MC-000002 confirmation #2             |
    |  0.230        |       <~~~~~~~|       |    #2 202                                |
    |  0.240        <-------+-------|       |    MC-000002 POST confirmation.creat...  |
    |  0.250        *       |       |       |    yield +10 EA: 0 → 10 (P1 100002 0...  |
    +----------------------------------------------------------------------------------+
     checks ! order-quantity-balance 1  ... 2 fails later  - 9 open                     
     faults  : outage-1 on                                                              
     0 |#+++O!+#==                                                             =| 2.3 s 
     order-quantity-balance: Order 100001 / 0010: yield 20 in ERP, 1...  x why - ? keys "
  `)
})

test('the explanation stands in front, with its steps, and the flow beside it', () => {
  expect(at(120, 30, 'x', 'down', 'down').join('\n')).toMatchInlineSnapshot(`
    " mfgsync  test faulty seed 1  T+0.070 / 2.310  stored  1 fact  1 pending  1 under way                                   
     set-up → burst → heal → judge → FAIL   no-duplicate-effect: MC-000001 (confirmation of order 100001 / 0010) should hav…
    ┌ flow 1-22 of 22 ─────────────────────────────────┌ ▸ why it failed ──────────────────────────────────────────────────┐
    │  time       ERP    MES  TARGET excep…  what happe│order-quantity-balance                                             │
    │  0.010       │      │      ▲      │    target sta│Order 100001 / 0010: yield 20 in ERP, 10 reported.                 │
    │  0.020       │      │      ▲      │    target rea│Let                                                                │
    │  0.030       │      ◆      │      │    ◂ MC-00000│  C  MES confirmation MC-000001: order 100001 / 0010, yield 10 EA, │
    │  0.040       │      │──────▶      │    MC-000001 │     sequence 1 [record 3]                                         │
    │  0.060       │      ◀╌╌╌╌╌╌│      │    #1 202    │▸ A1  target → ERP: POST /confirmations, idempotency key a,        │
    │▸ 0.070       ◀──────┼──────│      │    ◂ MC-00000│     attempt 1, sent T+0.070, for C [record 7]                     │
    │  0.080       ●      │      │      │    ◂ yield +1│  A2  target → ERP: POST /confirmations, idempotency key b,        │
    │ ↯0.100       │      │      │      │    ↯ fault lo│     attempt 2, sent T+0.140, for C [record 14]                    │
    │  0.110       │╌╌╌╌╌╌✂      │      │    ✂ #1 answe│Then                                                               │
    │ ▒0.130       │      │      │      │    ↯ fault ou│  1  T+0.030 MES reported C [record 3]                             │
    │ ▒0.140       ◀──────┼──────│      │    ◂ ↻ MC-000│  2  T+0.080 A1: ERP posted yield 10 EA in document 4711, dated    │
    │ ▒0.150       ●      │      │      │    ◂✗ yield +│     2026-03-02 [record 8]                                         │
    │ ▒0.170       │╌╌╌╌╌╌┼╌╌╌╌╌╌▶      │    ✗ #2 201  │  3  T+0.150 A2: ERP posted yield 10 EA in document 4712, dated    │
    │ ▒0.190       │      │      │      │    fault outa│     2026-03-02 [record 15]                                        │
    │  0.200       │      ◆      │      │    MC-000002 │  4  However: Order 100001 / 0010: yield 20 in ERP, 10 reported: a │
    │  0.210       │      │──────▶      │    MC-000002 │     contradiction [record 3, 8, 15]                               │
    │  0.230       │      ◀╌╌╌╌╌╌│      │    #2 202    │3 other messages of the run are not told here; the flow has them.  │
    │  0.240       ◀──────┼──────│      │    MC-000002 │Reproduce  mfgsync check j.jsonl                                   │
    │  0.250       ●      │      │      │    yield +10 │                                                                   │
    │  0.270       │╌╌╌╌╌╌┼╌╌╌╌╌╌▶      │    #3 201    │                                                                   │
    │  0.290       │      │      │      │    nothing is│                                                                   │
    │  2.300       │      │      │      │    rest: quie│                                                                   │
    └──────────────────────────────────────────────────└───────────────────────────────────────────────────────────────────┘
     faults  ▒ outage-1                                                                                                     
     0 ├▇▇▄●▄▄▇✗▄▇▄▇▄▄                                                                                             ▄┤ 2.3 s 
     space pause · ↓ row · G end · → same fact · n failure · w worst · b where it began · enter open · x why · c checks · /…"
  `)
})

test('the inspector shows the ledger before and after, who knew what, and what caused what', () => {
  for (const tab of ['2', '3', '4', '5'])
    expect(
      at(120, 30, 'left', 'left', 'left', 'left', tab)
        .slice(11, 22)
        .map((line) => line.slice(80))
        .join('\n'),
    ).toMatchSnapshot(tab)
})

describe('whatever the size', () => {
  const sizes = [
    [1, 1],
    [30, 5],
    [59, 40],
    [60, 12],
    [83, 13],
    [84, 12],
    [109, 15],
    [110, 12],
    [300, 70],
  ] as const
  test.each(sizes)('%i × %i is filled and not overflown, whatever stands in front', (columns, rows) => {
    for (const keys of [[], ['n'], ['n', 'x'], ['?'], ['f'], ['p'], ['y'], ['c'], ['enter'], ['/', 'a'], ['[', '['], ['+'], ['+', '+']]) {
      for (const glyphs of [unicode, ascii]) {
        const lines = drawn(press(looking(journal, { columns, rows }), ...keys), glyphs)
        expect(lines.length).toBeLessThanOrEqual(rows)
        expect(lines.map(lineWidth).filter((width) => width !== columns)).toEqual([])
      }
    }
  })
})

test('ASCII is ASCII, in everything that is drawn', () => {
  for (const keys of [['n', 'x'], ['?'], ['f'], ['p'], ['y']]) {
    const lines = drawn(press(looking(journal), ...keys), ascii).map(lineText)
    const words = lines.join('\n').replace(/[→…–·≤≥≠✓✗×]/gu, '')
    expect(words.match(/[^\x20-\x7e\n]/gu)).toBeNull()
  }
})

test('wide characters in a key take their columns, and lines stay whole', () => {
  const wide = new JournalBuilder().fact('品番-000001').deliver('品番-000001').post('品番-000001').end().build()
  const lines = picture(looking(wide, { columns: 84, rows: 20 }))
  expect(lines.some((line) => line.includes('品番-000001'))).toBe(true)
  expect(lines.map(widthOf).filter((width) => width !== 84)).toEqual([])
})

test('what comes from outside is drawn, and does nothing to the terminal', () => {
  const hostile = new JournalBuilder().fact('MC-\x1b[2J\x07').deliver('MC-\x1b[2J\x07').end().build()
  expect(picture(looking(hostile)).join('')).not.toMatch(/\p{Cc}/u)
})

test('the layout depends on size and systems alone: panes from 110 columns, lanes from 84, words from 60', () => {
  const lanes = ['erp', 'mes', 'target', 'wms'].map((id) => ({ id, title: id, isTarget: id === 'target', books: true }))
  const kinds = [120, 110, 109, 84, 83, 60, 59].map((columns) => layout(columns, 30, lanes, 'both').kind)
  expect(kinds).toEqual(['panes', 'panes', 'flow', 'flow', 'portrait', 'portrait', 'line'])
  expect(layout(120, 11, lanes, 'both').kind).toBe('line')
  expect(layout(70, 30, lanes, 'both').lanes).toEqual([])
  expect(layout(120, 30, lanes, 'both').lanes.map(({ id }) => id)).toEqual(['erp', 'mes', 'target', 'wms'])
})

test('the panes show the moment of the cursor: what fails later has not failed yet', () => {
  const before = picture(press(looking(journal), 'g')).join('\n')
  expect(before).toContain('fails later')
  expect(before).not.toMatch(/FAIL \d/)
  expect(at(120, 30, 'n').join('\n')).toMatch(/no-duplicate-effect +FAIL 1/)
})
