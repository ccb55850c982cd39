/**
 * What a wire can do, in the words that faults use for what they need. Data only, so that a plan can be refused before anything
 * is listening. `process` and `step` are missing on purpose: they are abilities of the target and of the systems.
 */
/** Over HTTP; code in this process that calls by `fetch` alone meets all of it too, answers that are cut in the middle included. */
export const httpWire = ['refuse-connection', 'reset', 'hang', 'cut', 'answer', 'delay', 'repeat', 'reorder'] as const
