import { describe, expect, it } from 'vitest'
import type { Served, SystemInstance, SystemSettings } from '../../../src/systems/contract.js'
import { defineSystem } from '../../../src/systems/define.js'
import { erp } from '../../../src/systems/erp/index.js'
import type { Erp } from '../../../src/systems/erp/state.js'
import { refusal, refused, success, type Each, type Operation } from '../../../src/systems/operation.js'
import { list, name, object, text } from '../../../src/systems/shared/schema.js'
import { openWith } from './support.js'

interface Label {
  readonly item: string
  readonly words: string
}

const unknown = { status: 422, error: { code: 'UNKNOWN_ITEM', message: 'There is no item X-1.' } }
const each: Each = {
  of: ({ labels }) => labels as never,
  together: ({ policies }) => policies['labels'] === 'all-or-none',
  partly: { description: 'Some are written, some are not.', example: unknown },
}

/** Labels of items, several at once. */
const label: Operation<Erp, Label> = {
  id: 'label.put',
  http: { method: 'PUT', path: '/labels' },
  posts: true,
  dedupe: 'natural',
  title: 'Write labels',
  description: 'One for each item.',
  body: { required: true, description: 'The labels.', schema: 'Labels', examples: {} },
  success: success(200, 'They are so.', 'Label', { item: 'FG-100' }),
  refusals: [refusal(422, ['UNKNOWN_ITEM'], 'There is no such item.', 'There is no item X-1.')],
  each,
  tells: ({ item }) => ({ keys: [item] }),
  run({ master, ledger }, { item, words }) {
    if (!master.items.has(item)) return refused('UNKNOWN_ITEM', `There is no item ${item}.`)
    const entity = `label:/${item}`
    const base = { what: 'state', doc: '', docKind: 'label', plant: '', references: [], dims: {} } as const
    const state = { ...base, entity, group: 'words', after: words }
    ledger.commit({ states: [state] })
    return { result: { item }, effects: [state] }
  },
}

const kind = defineSystem({
  ...erp,
  operations: [label],
  policies: [{ name: 'labels', title: 'Whether labels stand alone.', choices: ['alone', 'all-or-none'] }],
  schemas: {
    Label: object('A label.', { item: text('Item.') }),
    Labels: object('Labels.', { labels: list('One each.', object('A label.', { item: name('Item.'), words: text('What it says.') })) }),
  },
})

function put(system: SystemInstance, items: readonly string[]): { readonly served: Served; readonly body: unknown } {
  const body = Buffer.from(JSON.stringify({ labels: items.map((item) => ({ item, words: `this is ${item}` })) }))
  const headers = { 'content-type': 'application/json' }
  const decoded = system.decode({ method: 'PUT', path: '/labels', query: '', headers, body })
  if (!('understood' in decoded)) throw new Error('It was not understood.')
  const served = system.serve(decoded.understood, 0)
  return { served, body: JSON.parse(served.response.body.toString()) }
}

const alone = (): SystemInstance => openWith(kind, {})
const together = (): SystemInstance => openWith(kind, { policies: { labels: 'all-or-none' } as SystemSettings['policies'] })
const written = ({ served }: ReturnType<typeof put>): readonly number[] => served.replies.map(({ effects }) => effects.length)

describe('an operation that takes several things at once', () => {
  it('does each by itself, and says what became of each', () => {
    const whole = put(alone(), ['FG-100', 'C1'])
    const results = [
      { status: 200, result: { item: 'FG-100' } },
      { status: 200, result: { item: 'C1' } },
    ]
    expect([whole.served.status, whole.served.answerClass, whole.body]).toEqual([200, 'success', { accepted: 2, refused: 0, results }])
    const part = put(alone(), ['FG-100', 'X-1', 'C1'])
    expect([part.served.status, part.served.answerClass, written(part)]).toEqual([207, 'business', [1, 0, 1]])
    expect(part.body).toEqual({ accepted: 2, refused: 1, results: [results[0], unknown, results[1]] })
  })

  it('is refused as one where all of it is refused alike', () => {
    const { served, body } = put(alone(), ['X-1', 'X-1'])
    expect([served.status, served.answerClass, body]).toEqual([422, 'business', { error: unknown.error }])
  })

  it('may let them stand or fall together', () => {
    const fallen = put(together(), ['FG-100', 'X-1', 'C1'])
    expect([fallen.served.status, fallen.served.answerClass, written(fallen)]).toEqual([422, 'business', [0, 0, 0]])
    expect(fallen.body).toEqual({ error: unknown.error })
    expect(written(put(together(), ['FG-100', 'C1']))).toEqual([1, 1])
  })

  it('is done without a wire as with one', () => {
    const reply = alone().execute(
      'label.put',
      {
        labels: [
          { item: 'FG-100', words: 'a' },
          { item: 'X-1', words: 'b' },
        ],
      },
      0,
    )
    expect([reply.answerClass, reply.code, reply.effects.length]).toEqual(['business', 'UNKNOWN_ITEM', 1])
    const none = together().execute(
      'label.put',
      {
        labels: [
          { item: 'FG-100', words: 'a' },
          { item: 'X-1', words: 'b' },
        ],
      },
      0,
    )
    expect([none.answerClass, none.effects]).toEqual(['business', []])
  })

  it('is documented with both answers', () => {
    const { responses } = kind.openApi().paths['/labels']?.['put'] ?? { responses: {} }
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(['200', '207', '422']))
  })

  it('has no key that could stand for all of them', () => {
    expect(() => defineSystem({ ...erp, operations: [{ ...label, dedupe: 'setting' }] })).toThrow('label.put takes several things')
  })
})
