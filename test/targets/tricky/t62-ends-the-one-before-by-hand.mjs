// T62: activates a revision beside the one before, and ends that with a call of its own.
import { start as work } from '../shared/nightly.mjs'

async function afterActivation({ call, get, item, revision, version, plant, from, reference }) {
  const { items } = await get('erp', `/bom-revisions?${new URLSearchParams({ item, plant })}`)
  for (const other of items.filter((each) => each.revision !== revision && each.status === 'active'))
    await call('erp', 'POST', `/bom-revisions/${other.bom}/retirement`, { to: from, version, reference })
}

export const start = () => work({ activation: { keepPrevious: true }, afterActivation })
