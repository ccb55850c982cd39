/** What a key does. */
export type Command =
  | 'pause'
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'start'
  | 'end'
  | 'fact-back'
  | 'fact-on'
  | 'next-failure'
  | 'last-failure'
  | 'worst'
  | 'divergence'
  | 'pane'
  | 'pane-back'
  | 'enter'
  | 'back'
  | 'filter'
  | 'jump'
  | 'tab-1'
  | 'tab-2'
  | 'tab-3'
  | 'tab-4'
  | 'tab-5'
  | 'tab-6'
  | 'checks'
  | 'explanation'
  | 'faults'
  | 'figures'
  | 'narrower'
  | 'wider'
  | 'whole'
  | 'mode-on'
  | 'mode-back'
  | 'time'
  | 'speed'
  | 'command'
  | 'edit'
  | 'save-page'
  | 'save-picture'
  | 'help'
  | 'quit'
  | 'interrupt'

export interface KeyBinding {
  readonly command: Command
  /** As `keyName` names them. */
  readonly keys: readonly string[]
  readonly label: string
  /** What stands in the footer for it, where it stands there. */
  readonly short?: string
  /** Keys of runs that are stored, or that go on, alone. */
  readonly only?: 'live' | 'stored'
  /** What it does in the table of runs, where several go on at once. */
  readonly board?: string
}

/** The one table of keys: help, footer and docs are made of it. */
export const keyBindings: readonly KeyBinding[] = [
  {
    command: 'pause',
    keys: ['space'],
    label: 'Pause and go on: a run that goes on is not stopped by it, a stored one is played.',
    short: 'pause',
  },
  { command: 'up', keys: ['up', 'k'], label: 'One row back.', board: 'The run before.' },
  { command: 'down', keys: ['down', 'j'], label: 'One row on.', board: 'The next run.', short: 'row' },
  { command: 'page-up', keys: ['pageup', 'C-b'], label: 'A page back.', board: 'A page back.' },
  { command: 'page-down', keys: ['pagedown', 'C-f'], label: 'A page on.', board: 'A page on.' },
  { command: 'start', keys: ['g', 'home'], label: 'To the start.', board: 'To the first run.' },
  {
    command: 'end',
    keys: ['G', 'end'],
    label: 'To the end; of a run that goes on: catch up and follow.',
    board: 'To the newest, whichever begins.',
    short: 'end',
  },
  { command: 'fact-back', keys: ['left', 'h'], label: 'Back along the story of the same fact.' },
  { command: 'fact-on', keys: ['right', 'l'], label: 'On along the story of the same fact.', short: 'same fact' },
  {
    command: 'next-failure',
    keys: ['n', 'S-right'],
    label: 'To the next failure.',
    board: 'To the next run that did not pass.',
    short: 'failure',
  },
  { command: 'last-failure', keys: ['N', 'S-left'], label: 'To the failure before.', board: 'To the one before.' },
  { command: 'worst', keys: ['w'], label: 'To the worst failure.', short: 'worst' },
  { command: 'divergence', keys: ['b'], label: 'To the first record from which two systems disagree for good.', short: 'where it began' },
  {
    command: 'enter',
    keys: ['enter'],
    label: 'Open: of a row the inspector, of a check its explanation, of a step its record.',
    board: 'Look at the run; esc and q lead back.',
    short: 'open',
  },
  { command: 'back', keys: ['esc', 'backspace'], label: 'Back; at last, without filter, window and marks.' },
  {
    command: 'explanation',
    keys: ['x'],
    label: 'The explanation of the failure that is chosen; its messages are marked in the flow.',
    short: 'why',
  },
  { command: 'pane', keys: ['tab'], label: 'The next pane.' },
  { command: 'pane-back', keys: ['S-tab'], label: 'The pane before.' },
  { command: 'checks', keys: ['c'], label: 'The checks.', short: 'checks' },
  { command: 'faults', keys: ['f'], label: 'The faults.' },
  { command: 'figures', keys: ['p'], label: 'The figures of the plant.' },
  { command: 'tab-1', keys: ['1'], label: 'Inspector: request.' },
  { command: 'tab-2', keys: ['2'], label: 'Inspector: answer.' },
  { command: 'tab-3', keys: ['3'], label: 'Inspector: ledger before and after.' },
  { command: 'tab-4', keys: ['4'], label: 'Inspector: causes and retries.' },
  { command: 'tab-5', keys: ['5'], label: 'Inspector: who knew what.' },
  { command: 'tab-6', keys: ['6'], label: 'Inspector: log of the target.' },
  { command: 'filter', keys: ['/'], label: 'Filter: sys:erp kind:confirmation key:100123 is:lost !telemetry', short: 'filter' },
  { command: 'jump', keys: [':'], label: 'Go to a record (118) or a time (T+12.480).' },
  { command: 'narrower', keys: ['['], label: 'A narrower window of time around the row; it filters every pane.' },
  { command: 'wider', keys: [']'], label: 'A wider one.' },
  { command: 'whole', keys: ['='], label: 'No window.' },
  { command: 'mode-on', keys: ['+'], label: 'More of the flow: both, the flow alone, the other panes alone.' },
  { command: 'mode-back', keys: ['-'], label: 'The other way round.' },
  { command: 'time', keys: ['t'], label: 'Time since the start, since the row before, or of the day.' },
  { command: 'speed', keys: ['z'], label: 'How fast a stored run is played: half, 1, 2, 4, 16.', only: 'stored' },
  { command: 'command', keys: ['y'], label: 'The command that shows what is shown; it is printed at the end as well.', short: 'command' },
  { command: 'edit', keys: ['e'], label: 'The records of the row in your editor ($VISUAL, $EDITOR): a copy.' },
  { command: 'save-page', keys: ['s'], label: 'Save the page of this run: report.html in its folder.', only: 'stored' },
  { command: 'save-picture', keys: ['S'], label: 'Save a picture of the messages that matter: diagram.svg in its folder.', only: 'stored' },
  { command: 'help', keys: ['?'], label: 'This help.', board: 'These keys.', short: 'keys' },
  {
    command: 'quit',
    keys: ['q'],
    label: 'Leave; asks once while a run goes on.',
    board: 'Leave; asks once while runs go on.',
    short: 'quit',
  },
  {
    command: 'interrupt',
    keys: ['C-c'],
    label: 'Ends a run in order, and leaves; a second time ends at once.',
    board: 'Ends the runs in order, and leaves; a second time ends at once.',
  },
]

const commands: ReadonlyMap<string, Command> = new Map(
  keyBindings.flatMap(({ command, keys }) => keys.map((key) => [key, command] as const)),
)

export function commandOf(key: string): Command | undefined {
  return commands.get(key)
}

/** A key as people read it. */
export function keyText(key: string, isUnicode: boolean): string {
  const signs: Readonly<Record<string, string>> = isUnicode
    ? { up: '↑', down: '↓', left: '←', right: '→', 'S-left': '⇧←', 'S-right': '⇧→' }
    : {}
  return signs[key] ?? key.replace(/^S-/, 'shift-').replace(/^C-/, 'ctrl-')
}

/** What a terminal says of a key that is no character. */
export interface KeyFlags {
  readonly upArrow?: boolean
  readonly downArrow?: boolean
  readonly leftArrow?: boolean
  readonly rightArrow?: boolean
  readonly pageUp?: boolean
  readonly pageDown?: boolean
  readonly home?: boolean
  readonly end?: boolean
  readonly return?: boolean
  readonly escape?: boolean
  readonly tab?: boolean
  readonly backspace?: boolean
  readonly delete?: boolean
  readonly shift?: boolean
  readonly ctrl?: boolean
}

const flagNames: readonly (readonly [keyof KeyFlags, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'esc'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
]

const characters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

/** The keys of one chunk of input, each by its name: whoever types fast, or pastes, loses none. */
export function keyNames(input: string, flags: KeyFlags): readonly string[] {
  const flag = flagNames.find(([name]) => flags[name] === true)
  if (flag) {
    const shifted = flags.shift === true && ['left', 'right', 'tab'].includes(flag[1])
    return [shifted ? `S-${flag[1]}` : flag[1]]
  }
  if (flags.ctrl === true) return input === '' ? [] : [`C-${input}`]
  return [...characters.segment(input)].map(({ segment }) => named[segment] ?? segment)
}

const named: Readonly<Record<string, string>> = {
  ' ': 'space',
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  '\x7f': 'backspace',
  '\x1b': 'esc',
  '\x03': 'C-c',
}
