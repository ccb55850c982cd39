import { shellWord } from '../../words/shell.js'
import { lookedAt } from './selectors.js'
import type { ViewState } from './state.js'

/** The command line that shows what is shown. */
export function shownCommand(state: ViewState): string {
  const { command, only, filterText, window } = state
  const words = [...command, '--at', String(Math.max(1, lookedAt(state)))]
  if (only.length > 0) words.push('--only', only.join(','))
  if (window) words.push('--window', `${seconds(window.from_ms)}-${seconds(window.to_ms)}`)
  if (filterText !== '') words.push('--filter', filterText)
  return words.map(shellWord).join(' ')
}

function seconds(ms: number): string {
  return (ms / 1_000).toFixed(3)
}
