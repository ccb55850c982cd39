import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { append } from '../domain/grouping.js'
import { list } from '../words/lists.js'
import { BlobError, isBlob, openBlob, type Blob } from './blob-reader.js'
import { sessionsFolder } from './stored-sessions.js'

/** How deep below the given folder parts are looked for: each in a folder of its own, as CI servers unpack what was uploaded. */
const depthMax = 3

/** The parts that lie in a folder, in the order in which they are told: by label, then by shard. @throws BlobError if they are no whole. */
export async function wholeOf(folder: string): Promise<readonly Blob[]> {
  const paths = filesOf(folder, depthMax)
  const blobs: Blob[] = []
  for (const path of paths) if (await isBlob(path)) blobs.push(await openBlob(path))
  if (blobs.length === 0)
    throw new BlobError(
      `In ${folder} there is no report of the reporter blob. Give the folder with what mfgsync simulate --reporter blob wrote.`,
    )
  const problems = [...byLabel(blobs)].flatMap(([label, parts]) => problemsOf(label, parts))
  if (problems.length > 0) throw new BlobError(problems.join('\n'))
  const order = ({ head }: Blob): string => `${head.label ?? ''}\n${String(head.shard?.index ?? 0).padStart(6, '0')}`
  return blobs.toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
}

function byLabel(blobs: readonly Blob[]): ReadonlyMap<string, readonly Blob[]> {
  const groups = new Map<string, Blob[]>()
  for (const each of blobs) append(groups, each.head.label ?? '', each)
  return groups
}

/** What keeps the parts of one label from being a whole. */
function problemsOf(label: string, parts: readonly Blob[]): readonly string[] {
  const [first] = parts
  if (!first) return []
  const of = label === '' ? '' : ` of ${label}`
  const other = parts.filter(({ head }) => head.planned.hash !== first.head.planned.hash || head.shard?.total !== first.head.shard?.total)
  if (other.length > 0) {
    return [
      `${list([first, ...other].map(({ path }) => path))} are no parts of one whole: they were made of other cases, other scenarios or ` +
        'another number of shards. Make all of them by the same command, or give each a --label.',
    ]
  }
  const at = new Map<number, Blob[]>()
  for (const part of parts) append(at, part.head.shard?.index ?? 0, part)
  const doubled = [...at].flatMap(([index, same]) => {
    const what = index === 0 ? `The report${of}` : `Shard ${index}${of}`
    return same.length < 2 ? [] : [`${what} is there ${same.length} times: ${list(same.map(({ path }) => path))}. Keep one.`]
  })
  const total = first.head.shard?.total ?? 0
  const missing = Array.from({ length: total }, (_, index) => index + 1).filter((index) => !at.has(index))
  const named = list(missing.map((index) => `${index}/${total}`))
  return [
    ...doubled,
    ...(missing.length === 0
      ? []
      : [`Of the ${total} shards${of}, ${named} ${missing.length === 1 ? 'is' : 'are'} missing. Run --shard ${named} too.`]),
  ]
}

function filesOf(folder: string, depth: number): string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new BlobError(`${folder} is no folder. Give the folder with the parts.`)
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name)
      // What is kept there for compare is the same once more.
      if (entry.isDirectory()) return depth > 1 && entry.name !== sessionsFolder ? filesOf(path, depth - 1) : []
      return entry.isFile() && entry.name.endsWith('.jsonl') && entry.name !== 'journal.jsonl' ? [path] : []
    })
}
