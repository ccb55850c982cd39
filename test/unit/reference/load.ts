/** Imports a file of the reference integration, which is plain JavaScript, as the shape that a test expects of it. */
export async function load<Shape>(file: string): Promise<Shape> {
  const loaded: Shape = await import(new URL(`../../../examples/reference/${file}`, import.meta.url).href)
  return loaded
}
