/** The dialect of a name. Throws, naming those that exist, when there is none: settings come from a plan that was checked before. */
export function dialectOf<D>(system: string, dialects: Readonly<Record<string, D>>, name: string): D {
  const found = Object.hasOwn(dialects, name) ? dialects[name] : undefined
  if (found === undefined) throw new Error(`The ${system} speaks ${Object.keys(dialects).join(', ')}; there is no dialect ${name}.`)
  return found
}
