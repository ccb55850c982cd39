import { isWhole, revisionTypes } from './revisions.js'

/** Where the PLM tells what a thin event is about, always by the version of the event, and how the answer completes its data. */
const reads = {
  [revisionTypes.item]: ({ item, version }) => [`/items/${encodeURIComponent(item)}?version=${version}`, (body) => body],
  [revisionTypes.part]: ({ item, version, part }) => [
    `${revision(item, version)}?part=${part}`,
    (body) => (part === 'header' ? body.header : { [part]: body[part] }),
  ],
  [revisionTypes.complete]: ({ item, version }) => [
    revision(item, version),
    ({ complete, parts, digest, requiredApprovals }) => complete && { parts, digest, requiredApprovals },
  ],
  [revisionTypes.rolledBack]: ({ item, version }) => [
    revision(item, version),
    ({ rollback, from, to, effectivity, reason, approvedBy }) => rollback && { from, to, effectivity, reason, approvedBy },
  ],
}

const revision = (item, version) => `/revisions/${encodeURIComponent(item)}/${version}`

/**
 * A PLM may say no more than that there is a version of something. What it is stands with the PLM, under that version: read as the newest,
 * it would be written under a number that is not its own. What was read is kept, also for other facts. Resolves to false as long as it is
 * not to be had.
 *
 * @param {object} fact as the store holds it; its data are completed here
 */
export async function readWhole(fact, { systems, store }) {
  if (isWhole(fact)) return true
  const [path, contentOf] = reads[fact.type](fact.data)
  const { status, body } = await systems.plm.call('GET', path)
  const content = status === 200 && contentOf(body)
  if (!content) return false
  store.fill(fact, { ...content, ...fact.data })
  return isWhole(fact)
}
