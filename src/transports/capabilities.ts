/**
 * What a wire can do, in the words that faults use for what they need. Data only, so that a plan can be refused before anything
 * is listening. `process` and `step` are missing on purpose: they are abilities of the target and of the systems.
 */
/** Over HTTP; code in this process that calls by `fetch` alone meets all of it too, answers that are cut in the middle included. */
export const httpWire = ['refuse-connection', 'reset', 'hang', 'cut', 'answer', 'delay', 'repeat', 'reorder'] as const

/**
 * Through msw in this process, for `fetch` and `node:http`. A refused and a reset connection are the same network error there, without a
 * code. Answers carry their length: without it a body that breaks off would look whole.
 */
export const mswWire: readonly string[] = [...httpWire]

/** Through nock in this process: as through msw, and errors have the code that a socket gives them. */
export const nockWire: readonly string[] = [...httpWire]
