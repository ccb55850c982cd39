import { parseArgsStringToArgv } from 'string-argv'

import { createRedactor } from './redact.js'

export type CommandLine = { readonly command: readonly string[] } | { readonly error: string }

/** A command as it may be shown and kept: without what looks like a secret in it. */
export function toldCommand(text: string): string {
  return createRedactor({ fields: [], env: process.env })(text)
}

const shellWords: ReadonlySet<string> = new Set(['&&', '||', '|', ';', '&', '>', '>>', '<', '2>', '2>&1'])

/**
 * Splits the text of `--target` into a program and its arguments, the same way on every platform:
 *
 * 1. White space separates words.
 * 2. Single and double quotes keep white space together and are taken off; nothing inside them is special.
 * 3. A backslash is an ordinary character, so that Windows paths stay whole.
 * 4. No shell reads it: no pipes, no `&&`, no `$NAME`, no wildcards. Whoever needs those writes `sh -c '…'`.
 */
export function splitCommand(text: string): CommandLine {
  const words = plainWords(text)
  if ('error' in words) return words
  const operator = words.unquoted.find((word) => shellWords.has(word))
  if (operator !== undefined) {
    return {
      error:
        `the target command has "${operator}", and no shell reads it; ` +
        `write sh -c '${text.trim().replaceAll("'", '"')}', or put the steps into a script`,
    }
  }
  const command = parseArgsStringToArgv(text)
  const program = command[0]
  if (program === undefined || program === '')
    return { error: 'the target command is empty; expected a program and its arguments, such as "node dist/my-integration.js"' }
  const assignment = /^([A-Za-z_][A-Za-z0-9_]*)=/.exec(program)
  if (assignment)
    return {
      error:
        `the target command starts with ${assignment[1] ?? ''}=…, and no shell reads it; ` +
        'put the variable under target.env of the config',
    }
  return { command }
}

/** Words that carry no quote, to see shell operators; and whether every quote is closed. */
function plainWords(text: string): { readonly unquoted: readonly string[] } | { readonly error: string } {
  let quote = ''
  let opened = 0
  let bare = ''
  for (const [index, character] of [...text].entries()) {
    if (quote !== '') {
      if (character === quote) quote = ''
    } else if (character === '"' || character === "'") {
      quote = character
      opened = index + 1
      // A quoted part is never an operator: hold its place with a letter.
      bare += 'q'
    } else bare += character
  }
  if (quote !== '') return { error: `the target command has a quote ${quote} at character ${opened} that is never closed` }
  return { unquoted: bare.split(/\s+/).filter((word) => word !== '') }
}
