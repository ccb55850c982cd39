import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { BlobError, openBlob, type Blob } from './blob-reader.js'
import type { AskedCase } from './contract.js'

/** Below the folder of runs. */
export const sessionsFolder = 'sessions'
const kept = 20

/** The file of a session that begins now, below the folder of its runs. Of older ones only the newest are kept. */
export function newSessionFile(out: string, stamp: string): string {
  const folder = join(out, sessionsFolder)
  const old = sessionNames(folder)
  for (const name of old.slice(0, Math.max(0, old.length - kept + 1))) rmSync(join(folder, name), { force: true })
  // Names are in the order of time, also of those that begin in one second, and whatever was removed.
  const last = old.filter((name) => name.startsWith(`${stamp}-`)).at(-1)
  const number = last === undefined ? 1 : Number(last.slice(stamp.length + 1, -'.jsonl'.length)) + 1
  return join(folder, `${stamp}-${String(number).padStart(3, '0')}.jsonl`)
}

/** The session that a path means: a file, or the newest below a folder of runs. @throws BlobError */
export function openSession(path: string): Promise<Blob> {
  if (!existsSync(path))
    throw new BlobError(`There is no session at ${path}: no simulate has ended there. Give a file or a folder of runs.`)
  if (!statSync(path).isDirectory()) return openBlob(path)
  const own = sessionNames(join(path, sessionsFolder))
  const folder = own.length > 0 ? join(path, sessionsFolder) : path
  const newest = sessionNames(folder).at(-1)
  if (newest === undefined) throw new BlobError(`There is no session below ${path}: no simulate has ended there.`)
  return openBlob(join(folder, newest))
}

/** The cases of a session that did not pass in the end, in order. */
export async function notPassed(session: Blob): Promise<readonly AskedCase[]> {
  const open = new Map<string, AskedCase>()
  for await (const { identity = '', asked, judgement } of session.runs()) {
    if (judgement.verdict === 'pass') open.delete(identity)
    else if (asked) open.set(identity, asked)
  }
  return [...open.values()]
}

function sessionNames(folder: string): string[] {
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((name) => /^\d{8}-\d{6}-\d{3}\.jsonl$/.test(name))
        .sort()
    : []
}
