import { standardParts } from '../../../examples/reference/integration.js'

/**
 * Parts that give up waiting for a missing fact once the settings' `gapWaitMs` is over, instead of searching for it: the stream's
 * lowest open fact goes next. They are for targets whose bug is elsewhere and would be hidden, or repeated for every successor.
 *
 * @returns {{ready: Function, fillGap: Function}}
 */
export function startAnywhere() {
  const skippedTo = new Map()
  return {
    ready(stream, context) {
      const ready = standardParts.ready(stream, context)
      const [first] = context.store.openOf(stream)
      if (ready.length > 0 || !first || first.sequence > (skippedTo.get(stream) ?? 0)) return ready
      skippedTo.set(stream, first.sequence + 1)
      return [first]
    },
    async fillGap(stream, { store }) {
      const [first] = store.openOf(stream)
      if (first) skippedTo.set(stream, first.sequence)
    },
  }
}
