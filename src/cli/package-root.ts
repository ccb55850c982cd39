import { fileURLToPath } from 'node:url'

/** Absolute path of something that ships with the package, such as `examples/reference/index.js`. */
export function shipped(path: string): string {
  return fileURLToPath(new URL(`../../${path}`, import.meta.url))
}
