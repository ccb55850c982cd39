/** Every sign that is drawn. Meaning is never by colour alone: each has another sign, and most have a word beside them. */
export interface Glyphs {
  readonly lifeline: string
  /** The target between two lives. */
  readonly gone: string
  readonly call: string
  readonly feed: string
  readonly answer: string
  readonly left: string
  readonly right: string
  readonly crossing: string
  readonly lost: string
  readonly repeat: string
  readonly retry: string
  readonly late: string
  readonly commit: string
  readonly fact: string
  readonly published: string
  readonly exception: string
  readonly up: string
  readonly down: string
  readonly gateShut: string
  readonly gateOpen: string
  readonly cursor: string
  readonly mark: string
  readonly pass: string
  readonly fail: string
  readonly unknown: string
  readonly none: string
  readonly later: string
  readonly fires: string
  /** Fault bands in the gutter, one per fault in turn. */
  readonly bands: readonly string[]
  readonly density: readonly string[]
  readonly play: string
  readonly pause: string
  readonly ellipsis: string
  readonly dot: string
  readonly arrow: string
  readonly box: {
    readonly h: string
    readonly v: string
    readonly tl: string
    readonly tr: string
    readonly bl: string
    readonly br: string
  }
  readonly ruler: { readonly from: string; readonly to: string; readonly line: string; readonly at: string }
}

export const unicode: Glyphs = {
  lifeline: '│',
  gone: '┆',
  call: '─',
  feed: '┄',
  answer: '╌',
  left: '◀',
  right: '▶',
  crossing: '┼',
  lost: '✂',
  repeat: '⇉',
  retry: '↻',
  late: '◷',
  commit: '●',
  fact: '◆',
  published: '○',
  exception: '⚑',
  up: '▲',
  down: '▼',
  gateShut: '⊘',
  gateOpen: '⊙',
  cursor: '▸',
  mark: '◂',
  pass: '✓',
  fail: '✗',
  unknown: '?',
  none: '·',
  later: '…',
  fires: '↯',
  bands: ['▒', '▓', '░', '█'],
  density: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇'],
  play: '▶',
  pause: '⏸',
  ellipsis: '…',
  dot: '·',
  arrow: '→',
  box: { h: '─', v: '│', tl: '┌', tr: '┐', bl: '└', br: '┘' },
  ruler: { from: '├', to: '┤', line: '─', at: '●' },
}

export const ascii: Glyphs = {
  lifeline: '|',
  gone: ':',
  call: '-',
  feed: '.',
  answer: '~',
  left: '<',
  right: '>',
  crossing: '+',
  lost: 'X',
  repeat: '2x',
  retry: '@',
  late: '(late)',
  commit: '*',
  fact: 'o',
  published: 'o',
  exception: '!',
  up: '^',
  down: 'v',
  gateShut: '#',
  gateOpen: '=',
  cursor: '>',
  mark: '<',
  pass: '+',
  fail: '!',
  unknown: '?',
  none: '-',
  later: '...',
  fires: '%',
  bands: [':', '#', ';', '='],
  density: [' ', '.', ':', '-', '=', '+', '*', '#'],
  play: '>',
  pause: '||',
  ellipsis: '...',
  dot: '-',
  arrow: '->',
  box: { h: '-', v: '|', tl: '+', tr: '+', bl: '+', br: '+' },
  ruler: { from: '|', to: '|', line: '-', at: 'O' },
}
