import { createHash } from 'node:crypto'
import type { PageRun } from '../../page/data.js'
import { escaped } from '../drawing.js'
import { html, Markup } from './markup.js'

/** A whole page, in the parts of which it is made. */
export interface PageParts {
  readonly title: string
  readonly heading: Markup
  readonly sections: readonly { readonly id: string; readonly title: string }[]
  readonly main: Markup
  readonly tool: string
  readonly runs: readonly PageRun[]
  readonly style: string
  readonly script: string
}

/**
 * One file that opens from disk and asks for nothing: its policy lets run the one script and the one style that are in it, by their
 * digests, and nothing else.
 */
export function documentOf({ title, heading, sections, main, tool, runs, style, script }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src '${digestOf(script)}'`,
    `style-src '${digestOf(style)}'`,
    'img-src data:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const links = sections.map(({ id, title: text }) => html`<li><a href="#${id}">${text}</a></li>`)
  const body = html`<a class="skip" href="#content">To the content</a>
    <header>${heading}</header>
    <nav aria-label="Sections">
      <ul>
        ${links}
      </ul>
    </nav>
    <main id="content">${main}</main>
    <aside id="inspector" aria-label="Inspector" tabindex="-1"></aside>
    <footer>Made by ${tool} from journals alone. This page asks no network for anything.</footer>
    <p id="told" class="hidden" role="status"></p>`
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(policy).replaceAll('&#39;', "'")}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="referrer" content="no-referrer">',
    `<title>${html`${title}`.text}</title>`,
    `<style>${style}</style>`,
    '</head>',
    `<body>${body.text}`,
    ...runs.map((run) => `<script type="application/json" id="data-${run.id}">${dataOf(run)}</script>`),
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n')
}

function digestOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}

/** JSON that cannot end the element that it stands in, whatever is in it. */
function dataOf(run: PageRun): string {
  return JSON.stringify(run).replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}
