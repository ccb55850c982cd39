import type { DimName, Dims } from './names.js'

/** `order`, `operation`, `stock type`: a dimension as a word. */
export function dimWord(name: DimName): string {
  return name === 'routingStep' ? 'operation' : name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}

/**
 * What dimensions name, for people: `order 100001 / 0010`; without an order `C2 lot L1 at RM01 (quality), change ECO-000001`: the item, its
 * lot and where it is, then whatever else there is. The plant is left to who needs it.
 */
export function placeName(dims: Dims, otherwise = ''): string {
  const { plant: _, order, item, lot, location, stockType, ...others } = dims
  const { routingStep } = dims
  if (given(order)) return given(routingStep) ? `order ${order} / ${routingStep}` : `order ${order}`
  const restricted = given(stockType) && stockType !== 'unrestricted' ? `(${stockType})` : ''
  const stock = [item, given(lot) ? `lot ${lot}` : '', given(location) ? `at ${location}` : '', restricted].filter(given).join(' ')
  const rest = Object.entries(others).flatMap(([name, value]) => (given(value) ? `${dimWord(name)} ${value}` : []))
  return [stock, ...rest].filter(given).join(', ') || otherwise
}

function given(text: string | undefined): text is string {
  return text !== undefined && text !== ''
}
