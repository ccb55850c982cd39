// M212: it clears a version and opens it again, after it has loaded it, and puts it in force.
import { start as work } from '../shared/nightly.mjs'

async function beforeForce({ call, path, count, pages, reference }) {
  await call('erp', 'DELETE', `${path}?reference=${reference}`)
  await call('erp', 'PUT', path, { rows: count, pages, reference })
}

export const start = () => work({ beforeForce })
