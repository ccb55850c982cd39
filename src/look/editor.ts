import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { errorText } from '../words/errors.js'

/** The editor that somebody has named, as a line of a shell: `code --wait` has words of its own. */
function editorOf(env: Readonly<Record<string, string | undefined>>): string | undefined {
  return [env['VISUAL'], env['EDITOR']].find((each) => each !== undefined && each.trim() !== '')
}

/**
 * Shows a text in the editor of whoever looks; gives what is to be said of it. The file stays until this process ends: some editors return
 * at once.
 */
export async function editText(
  name: string,
  text: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<string> {
  const editor = editorOf(env)
  if (editor === undefined) return 'No editor is named: set VISUAL or EDITOR, to vi or "code --wait", say.'
  try {
    const folder = mkdtempSync(join(tmpdir(), 'mfgsync-view-'))
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
    const path = join(folder, name)
    writeFileSync(path, text, { mode: 0o600 })
    // The name is of our own making, and has nothing that a shell would read.
    const child = spawn(`${editor} "${path}"`, { shell: true, stdio: 'inherit', env: { ...env } })
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', resolve)
    })
    return code === 0 ? '' : `The editor ended with ${code ?? 'a signal'}: ${editor}`
  } catch (error) {
    return `The editor could not be started: ${errorText(error)}`
  }
}
