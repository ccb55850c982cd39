/** A row of what was asked for. */
export interface Row {
  readonly id: string
  readonly title: string
  readonly command?: string
}

export const sections: readonly { readonly name: string; readonly title: string; readonly rows: readonly Row[] }[]
export const rows: readonly Row[]
