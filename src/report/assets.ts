import { readFileSync } from 'node:fs'

/** What is built for pages, and ships in `dist/page`. */
export function asset(name: 'client.js' | 'page.css'): string {
  return readFileSync(new URL(`../../dist/page/${name}`, import.meta.url), 'utf8')
}
