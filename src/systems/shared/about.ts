import type { WireResponse } from '../../domain/wire.js'
import type { DedupeMode, OperationDescription } from '../contract.js'
import { describeOperation, type LoadedDocument } from './openapi.js'
import { jsonAnswer } from './plain-answer.js'

/** What a system says about itself in dialect `plain`: its operations and its OpenAPI document. */
export class AboutPages {
  readonly operations: readonly OperationDescription[]
  readonly #pages: ReadonlyMap<string, () => WireResponse>

  constructor(system: string, loaded: LoadedDocument, dedupe: DedupeMode) {
    this.operations = loaded.operations.map((operation) => describeOperation(operation, dedupe))
    this.#pages = new Map([
      ['operations.list', () => jsonAnswer(200, { system, items: this.operations.map(({ id, ...rest }) => ({ operation: id, ...rest })) })],
      ['openapi.read', () => ({ status: 200, headers: { 'content-type': 'application/json; charset=utf-8' }, body: loaded.bytes })],
    ])
  }

  /** The page of an operation; `undefined` when it is about work. */
  answer(operation: string): WireResponse | undefined {
    return this.#pages.get(operation)?.()
  }
}
