import type { Ledger, LedgerDocument } from '../../domain/ledger.js'
import { limits } from '../../domain/limits.js'
import { get, refusal, refused, success, type Input, type Operation, type Outcome, type Parameter } from '../operation.js'
import { name } from './schema.js'

/** A kind of document that a system keeps, in the words of its operations. */
export interface DocumentWords {
  /** As the ledger calls it. */
  readonly kind: string
  /** Of its operations: `confirmation` of `confirmation.read`. */
  readonly id: string
  readonly path: string
  /** "confirmation", "goods movement"; "confirmations"; "Confirmations". */
  readonly one: string
  readonly many: string
  readonly heading: string
  /** Name of the schema of one; that of several ends with `List`. */
  readonly schema: string
  readonly example: unknown
  view(document: LedgerDocument): unknown
}

interface Keeper {
  readonly ledger: Ledger
}

/** What a query may be narrowed by besides its reference: a dimension, and the entities that documents have to be about then. */
interface Narrowing<State> {
  readonly by: Parameter
  entities(state: State, value: string): readonly string[]
}

export const documentParameter = (description: string): Parameter => ({ name: 'document', in: 'path', schema: name(description) })

export const unknownDocument = refusal(404, ['UNKNOWN_DOCUMENT'], 'There is no such document.', 'There is no confirmation 8000000099.', {
  document: '8000000099',
})

const inPlant = (heading: string): Parameter => ({ name: 'plant', in: 'query', schema: name(`${heading} of this plant.`) })

/** Finds documents by reference: how a caller in doubt finds out. */
export function documentQuery<State extends Keeper>(words: DocumentWords, narrowing?: Narrowing<State>): Operation<State> {
  const { kind, heading, many, view } = words
  const narrowed = (input: Input): string | undefined => narrowing && input[narrowing.by.name]?.toString()
  const reference = name(`${heading} with this external reference, live or reversed.`)
  return {
    ...get(words.path),
    id: `${words.id}.query`,
    title: `Find ${many}`,
    description:
      'By external reference: the way to find out whether a call in doubt was done. Works in every dedupe mode. Without a ' +
      'parameter: the newest.',
    parameters: [{ name: 'reference', in: 'query', schema: reference }, inPlant(heading), ...(narrowing ? [narrowing.by] : [])],
    success: success(200, 'What was found; an empty list means that nothing is there.', `${words.schema}List`, { items: [words.example] }),
    tells(input) {
      const value = narrowed(input)
      const dims = {
        ...(input['plant'] !== undefined && { plant: String(input['plant']) }),
        ...(narrowing && value !== undefined && { [narrowing.by.name]: value }),
      }
      return { ...('reference' in input && { keys: [String(input['reference'])] }), ...(Object.keys(dims).length > 0 && { dims }) }
    },
    run(state, input): Outcome {
      const asked = input['reference'] === undefined ? {} : { reference: String(input['reference']) }
      const value = narrowed(input)
      const entities = value === undefined ? undefined : narrowing?.entities(state, value)
      const [entity, another] = entities ?? []
      const one = entity !== undefined && another === undefined ? { entity } : {}
      const found = state.ledger
        .documents({ kind, ...asked, ...one })
        .filter(
          ({ entity: about = '', plant }) =>
            (!entities || entities.includes(about)) && [undefined, plant].includes(input['plant']?.toString()),
        )
      const most = limits.documents_list_count_max
      const documents = found.slice(-most)
      const omitted = found.length - documents.length
      const settles = new Set([...Object.values(asked), ...documents.flatMap((document) => document.references)])
      return {
        result: { items: documents.map(view), ...(omitted > 0 && { omitted }) },
        settles: [...settles].slice(0, limits.keys_per_call_count_max),
      }
    },
  }
}

export function documentRead(words: DocumentWords): Operation<Keeper, { readonly document: string }> {
  const { kind, one, view } = words
  return {
    ...get(`${words.path}/{document}`),
    id: `${words.id}.read`,
    title: `Read a ${one}`,
    description: 'One document.',
    parameters: [documentParameter('Document number.')],
    success: success(200, 'The document.', words.schema, words.example),
    refusals: [unknownDocument],
    run({ ledger }, { document: number }) {
      const document = ledger.document(number)
      if (document?.kind === kind) return { result: view(document), settles: document.references }
      return refused('UNKNOWN_DOCUMENT', `There is no ${one} ${number}.`, { document: number })
    },
  }
}
