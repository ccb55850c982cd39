/** A confirmation as the MES reports it, in a CloudEvents envelope. */
export interface Reported {
  /** Business key. */
  readonly subject: string
  readonly data: {
    readonly order: string
    readonly operation: string
    readonly kind: string
    readonly yield: number
    readonly scrap: number
    readonly rework: number
    readonly occurredAt: string
  }
}

/** What the ERP is asked to post. */
export function posting({ subject, data }: Reported): string {
  const { order, operation, kind, scrap, rework, occurredAt } = data
  const postingDate = occurredAt.slice(0, 10)
  return JSON.stringify({ order, operation, kind, yield: data.yield, scrap, rework, postingDate, reference: subject })
}
