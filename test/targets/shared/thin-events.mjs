const type = (name) => `org.mfgsync.${name}.v1`
const contents = {
  [type('plm.revision-part.published')]: ({ part }) => (part === 'header' ? 'plants' : part),
  [type('plm.revision.completed')]: () => 'requiredApprovals',
  [type('plm.revision.rolled-back')]: () => 'effectivity',
}

/**
 * An event may say no more than what there is, and in which version: what it is, is read by that version.
 *
 * @param {{type: string, data: object}} event
 * @param {(path: string) => Promise<object>} read a path of the PLM; rejects for what is not there
 */
export async function whole(event, read) {
  const { data } = event
  const item = encodeURIComponent(data.item)
  if (event.type === type('plm.item.released') && data.baseUnit === undefined)
    return { ...event, data: await read(`/items/${item}?version=${data.version}`) }
  const field = contents[event.type]?.(data)
  if (field === undefined || data[field] !== undefined) return event
  const told = await read(`/revisions/${item}/${data.version}${data.part ? `?part=${data.part}` : ''}`)
  const content = { ...told, ...(data.part === 'header' && told.header) }
  if (content[field] === undefined) throw new Error('not yet')
  return { ...event, data: { ...content, ...data } }
}
