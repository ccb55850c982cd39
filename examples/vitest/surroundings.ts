/** What an integration is given: where the systems are, and how to call them. */
export interface Surroundings {
  readonly urls: Readonly<Record<string, string>>
  readonly fetch: typeof fetch
}

/** A confirmation as the MES reports it, in a CloudEvents envelope. */
export interface Reported {
  readonly source: string
  /** Business key. */
  readonly subject: string
  readonly partitionkey: string
  /** Number in its sequence, from 1. */
  readonly sequence: string
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

/** Asks the ERP to post. */
export function post({ urls, fetch }: Surroundings, { subject, data }: Reported): Promise<Response> {
  const { order, operation, kind, scrap, rework, occurredAt } = data
  const postingDate = occurredAt.slice(0, 10)
  return fetch(`${urls.erp}/confirmations`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ order, operation, kind, yield: data.yield, scrap, rework, postingDate, reference: subject }),
    signal: AbortSignal.timeout(1_000),
  })
}
