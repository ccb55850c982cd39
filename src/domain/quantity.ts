import BigJs, { type Big } from 'big.js'

/** A constructor of our own: nobody else's settings reach it, and ours reach nobody. 40 places are more than any rounding asks for. */
const Exact = BigJs()
Exact.DP = 40

/**
 * An exact decimal, as a canonical string: no exponent, no leading plus, no trailing zeros, `0` for zero ("11", "-0.0035").
 * Always in one unit, which stands beside it. Whole numbers up to 2^53 take a fast path; everything else goes through big.js.
 */
export type Quantity = string

const whole = /^-?\d{1,15}$/

/** Longer ones come from nowhere but a damaged file, and an exponent would be written out: `1e999999999` fills the memory. */
const sound = /^-?\d{1,200}(\.\d{1,200})?$/

/** @throws RangeError for what is no quantity: only a damaged file has one. */
function exact(text: Quantity): Big {
  if (!sound.test(text)) throw new RangeError(`${JSON.stringify(text.slice(0, 40))} is not a quantity`)
  return new Exact(text)
}

function canonical(value: Big): Quantity {
  const text = value.toFixed()
  return text === '-0' ? '0' : text
}

/** A finer number is nothing to any system, and written out it is longer than anything that is read again. */
const finest = 1e-30

/** Reads a number or a decimal string from outside; `undefined` when it is neither (NaN, Infinity, text, 40+ digits). */
export function parseQuantity(value: unknown): Quantity | undefined {
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return value === 0 ? '0' : String(value)
    if (!Number.isFinite(value) || Math.abs(value) > 1e15) return undefined
    if (Math.abs(value) < finest) return '0'
    return canonical(new Exact(value))
  }
  if (typeof value !== 'string' || value.length > 40 || !/^-?\d+(\.\d+)?$/.test(value)) return undefined
  return canonical(new Exact(value))
}

export function addQuantities(a: Quantity, b: Quantity): Quantity {
  if (whole.test(a) && whole.test(b)) return String(Number(a) + Number(b))
  return canonical(exact(a).plus(b))
}

export function negateQuantity(a: Quantity): Quantity {
  if (a === '0') return a
  return a.startsWith('-') ? a.slice(1) : `-${a}`
}

export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  return addQuantities(a, negateQuantity(b))
}

export function multiplyQuantities(a: Quantity, b: Quantity): Quantity {
  return canonical(exact(a).times(b))
}

/** `a / b`, rounded half-up to `decimals` places. `b` must not be zero. */
export function divideQuantities(a: Quantity, b: Quantity, decimals: number): Quantity {
  return canonical(exact(a).div(b).round(decimals, Exact.roundHalfUp))
}

/** Half-up to `decimals` places, as ERP systems round a posting. */
export function roundQuantity(a: Quantity, decimals: number): Quantity {
  if (whole.test(a)) return a
  return canonical(exact(a).round(decimals, Exact.roundHalfUp))
}

/** Negative, zero or positive, as `a` is below, equal to or above `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  if (whole.test(a) && whole.test(b)) return Number(a) - Number(b)
  return exact(a).cmp(b)
}

export function absoluteQuantity(a: Quantity): Quantity {
  return a.startsWith('-') ? a.slice(1) : a
}

export function isZeroQuantity(a: Quantity): boolean {
  return a === '0'
}

/** For a wire format that writes JSON numbers. Exact for up to 15 significant digits. */
export function quantityToNumber(a: Quantity): number {
  return Number(a)
}
