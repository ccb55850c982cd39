import { standardParts } from '../../../examples/reference/integration.js'

/**
 * A store that asks in which state to take each fact in: `open`, or `ignored` for one that is never to be posted.
 *
 * @param {(fact: object, store: object) => 'open' | 'ignored'} stateOf
 * @returns {(path: string) => object} a part `openStore`
 */
export function storeWithInitialState(stateOf) {
  return (path) => {
    const store = standardParts.openStore(path)
    return {
      ...store,
      take: (facts, feed) =>
        store.take(
          facts.map((fact) => ({ ...fact, state: stateOf(fact, store) })),
          feed,
        ),
    }
  }
}
