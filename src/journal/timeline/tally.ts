/** How often something happened up to a record. Records come in their order, so that this is a search; a number takes four bytes. */
export class Tally {
  #seqs = new Int32Array(32)
  #values: Float64Array | undefined
  #length = 0
  /** So many were forgotten; they are counted all the same. */
  #forgotten = 0

  /** It happened at a record, later than all before; with a value, if all have one. */
  add(seq: number, value?: number): void {
    if (this.#length === this.#seqs.length) this.#seqs = grownSeqs(this.#seqs)
    this.#seqs[this.#length] = seq
    if (value !== undefined) {
      this.#values ??= new Float64Array(this.#seqs.length)
      if (this.#values.length < this.#seqs.length) this.#values = grownValues(this.#values, this.#seqs.length)
      this.#values[this.#length] = value
    }
    this.#length += 1
  }

  upTo(seq: number): number {
    return this.#forgotten + this.#place(seq)
  }

  /** The newest values up to a record, at most so many. */
  valuesUpTo(seq: number, count_max: number): Float64Array {
    const to = this.#place(seq)
    return this.#values?.slice(Math.max(0, to - count_max), to) ?? new Float64Array()
  }

  /** Forgets when it happened before a record. */
  forgetBefore(seq: number): void {
    const gone = this.#place(seq - 1)
    this.#seqs.copyWithin(0, gone, this.#length)
    this.#values?.copyWithin(0, gone, this.#length)
    this.#length -= gone
    this.#forgotten += gone
  }

  /** How many of those that are known are at most that. */
  #place(seq: number): number {
    let low = 0
    let high = this.#length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#seqs[middle] ?? 0) <= seq) low = middle + 1
      else high = middle
    }
    return low
  }
}

function grownSeqs(before: Int32Array): Int32Array<ArrayBuffer> {
  const next = new Int32Array(before.length * 2)
  next.set(before)
  return next
}

function grownValues(before: Float64Array, length: number): Float64Array<ArrayBuffer> {
  const next = new Float64Array(length)
  next.set(before)
  return next
}
