import type { FlowName, MeasureName, SystemName } from '../domain/names.js'
import type { FlowWords, SystemWords, Words } from '../domain/words.js'
import type { Measure } from '../domain/measures/contract.js'

/** The words of a journal, by name. A name that the header does not know is its own word. */
export class WordBook {
  readonly #systems: ReadonlyMap<SystemName, SystemWords>
  readonly #flows: ReadonlyMap<FlowName, FlowWords>
  readonly #measures: ReadonlyMap<MeasureName, Measure>

  constructor(readonly words: Words) {
    this.#systems = new Map(words.systems.map((each) => [each.name, each]))
    this.#flows = new Map(words.flows.map((each) => [each.name, each]))
    this.#measures = new Map(words.measures.map((each) => [each.name, each]))
  }

  /** "ERP". */
  system(name: SystemName): string {
    return this.#systems.get(name)?.short ?? name
  }

  flow(name: FlowName): FlowWords {
    return (
      this.#flows.get(name) ?? {
        name,
        title: name,
        one: name,
        many: name,
        letter: name.slice(0, 1).toUpperCase(),
        verb: 'happened',
        source: '',
        sinks: [],
      }
    )
  }

  measure(name: MeasureName): Measure | undefined {
    return this.#measures.get(name)
  }
}
