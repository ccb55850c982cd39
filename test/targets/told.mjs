// The integration that MODULE_UNDER_PROOF names. Tests that try many of them name this one: a run on a thread of another target's begins
// with a product that is compiled already, which takes a third of the time.
const named = await import(process.env.MODULE_UNDER_PROOF)
export const { start, fetch } = named
export default named.default
