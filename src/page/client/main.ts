import type { PageEntry, PageRun } from '../data.js'
import type { Window } from '../filter.js'
import { FlowView } from './flow.js'
import { inspect } from './inspector.js'

/** One run of the page: its part of the document, and its messages once somebody looks at them. */
interface Part {
  readonly id: string
  readonly root: HTMLElement
  readonly mount: HTMLElement
  view?: FlowView
  run?: PageRun
}

const parts = new Map<string, Part>()
const inspector = document.querySelector<HTMLElement>('#inspector')
const told = document.querySelector<HTMLElement>('#told')
let current: Part | undefined

document.documentElement.classList.add('js')
for (const root of document.querySelectorAll<HTMLElement>('[data-run]')) {
  const mount = root.querySelector<HTMLElement>('[data-flow]')
  const id = root.dataset['run'] ?? ''
  if (!mount) continue
  const part: Part = { id, root, mount }
  parts.set(id, part)
  if (root instanceof HTMLDetailsElement && !root.open) root.addEventListener('toggle', () => void viewOf(part), { once: true })
  else viewOf(part)
}
const [first] = parts.values()
if (first?.run && inspector) inspect(inspector, first.run, undefined, () => undefined)

document.addEventListener('click', ({ target }) => {
  const element = target instanceof Element ? target.closest('[data-m]') : null
  const id = element?.getAttribute('data-m')
  if (id === null || id === undefined) return
  const part = partOf(element) ?? current
  if (part) select(part, id)
})
// What the pointer or the keyboard stands on is shown wherever it is told, before anything is chosen.
for (const kind of ['pointerover', 'focusin']) document.addEventListener(kind, ({ target }) => point(target))
document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape' && current) select(current, '')
})
// Paper has no lists that open.
window.addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll('details.failure, details[data-run]')) details.setAttribute('open', '')
})
followHash()
window.addEventListener('hashchange', followHash)

function viewOf(part: Part): FlowView | undefined {
  if (part.view) return part.view
  const data = document.querySelector(`#data-${part.id}`)?.textContent
  if (data === null || data === undefined) return undefined
  const run = JSON.parse(data) as PageRun
  part.run = run
  part.mount.replaceChildren()
  part.view = new FlowView(
    run,
    part.mount,
    (entry) => select(part, entry.id),
    (window) => dim(part, window),
  )
  return part.view
}

function partOf(element: Element | null | undefined): Part | undefined {
  return parts.get(element?.closest<HTMLElement>('[data-run]')?.dataset['run'] ?? '')
}

let pointed = ''

function point(target: EventTarget | null): void {
  const element = target instanceof Element ? target.closest('[data-m]') : null
  const id = element?.getAttribute('data-m') ?? ''
  const part = partOf(element)
  const name = part ? `${part.id}.${id}` : ''
  if (name === pointed) return
  pointed = name
  for (const other of document.querySelectorAll('.pointed')) other.classList.remove('pointed')
  if (!part || id === '') return
  for (const other of part.root.querySelectorAll(`[data-m="${CSS.escape(id)}"]`)) other.classList.add('pointed')
}

/** Marks an entry wherever it stands, and shows it in the inspector; an empty id marks nothing. */
function select(part: Part, id: string): void {
  current = part
  const view = viewOf(part)
  view?.mark(id)
  const entry = view?.entry(id)
  for (const marked of document.querySelectorAll('.marked:not(.row)')) marked.classList.remove('marked')
  for (const element of part.root.querySelectorAll('[data-m]:not(.row)'))
    element.classList.toggle('marked', id !== '' && element.getAttribute('data-m') === id)
  if (inspector && part.run) inspect(inspector, part.run, entry, () => select(part, ''))
  if (told) told.textContent = say(entry, id)
  if (id !== '') history.replaceState(null, '', `#${part.id}.${id}`)
}

function say(entry: PageEntry | undefined, id: string): string {
  if (entry) return `Selected: ${entry.text}`
  return id === '' ? '' : `${id} is not in this page.`
}

/** What lies outside of the window stays readable, and steps back. */
function dim(part: Part, { from, to }: Window): void {
  for (const element of part.root.querySelectorAll('[data-t]')) {
    const t = Number(element.getAttribute('data-t'))
    element.classList.toggle('outside', t < from || t > to)
  }
}

/** `#r1.c12`: a message in a run. */
function followHash(): void {
  const [run = '', id = ''] = location.hash.slice(1).split('.')
  const part = parts.get(run)
  if (!part || id === '') return
  if (part.root instanceof HTMLDetailsElement) part.root.open = true
  select(part, id)
}
