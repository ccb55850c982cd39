import type { WireRequest, WireResponse } from '../../../domain/wire.js'
import type { Command, Misunderstanding, OperationDescription } from '../../contract.js'
import type { ErpInput } from '../input.js'
import type { ErpReply } from '../reply.js'

/** A wire format of the ERP: from bytes to what is asked, and from what was done to bytes. It decides nothing. */
export interface ErpDialect {
  /** The command's `input` is an ErpInput, unless `answers` takes the operation. */
  decode(
    request: WireRequest,
  ): { readonly command: Command } | { readonly misunderstood: Misunderstanding; readonly response: WireResponse }
  /** Answers to operations that are about the dialect itself, such as its own document. */
  about(operation: string): WireResponse | undefined
  render(input: ErpInput, reply: ErpReply): WireResponse
  refusal(status: number, code: string, message: string, headers?: Readonly<Record<string, string>>): WireResponse
  operations(): readonly OperationDescription[]
}
