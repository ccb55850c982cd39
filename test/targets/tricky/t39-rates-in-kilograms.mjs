// T39: writes rates as they come in one plant, in grams, and in kilograms in the other; the systems convert.
import { revisionRelease } from '../../../examples/reference/flows/revision-release.js'
import { run } from '../../../examples/reference/run.js'
import { change } from '../shared/twist.mjs'

const inKilograms = ({ rate, ...line }) => {
  if (rate.unit !== 'G') return { ...line, rate }
  // As text: a thousandth of a binary fraction is not always exact.
  return { ...line, rate: { quantity: (rate.quantity / 1000).toFixed(9).replace(/0+$/, ''), unit: 'KG' } }
}

change(revisionRelease, (task) => {
  const isThere = task.name.endsWith(' P2') && task.body.lines
  return isThere ? { ...task, body: { ...task.body, lines: task.body.lines.map(inKilograms) } } : task
})
await run()
