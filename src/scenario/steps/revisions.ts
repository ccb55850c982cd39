import { createHash } from 'node:crypto'
import type { Revision } from '../../data/contract.js'
import { quantityToNumber } from '../../domain/quantity.js'
import type { ItemPayload } from '../../flows/item-master.js'
import type { RevisionPayload } from '../../flows/engineering.js'
import type { FactDraft, PlanBuilder, StoryKey } from '../builder.js'
import { formatted, whole } from '../schema-parts.js'
import type { JsonSchema } from '../../faults/contract.js'
import { nameHint } from '../../words/did-you-mean.js'
import type { Path } from '../yaml-source.js'
import type { StepContext, StepSettings } from './contract.js'

const parts = ['header', 'lines', 'substitutes', 'effectivity'] as const
type Part = (typeof parts)[number]

/** What one publication says, whoever is told it under which version. */
export interface Content {
  readonly item: string
  readonly letter: string
  readonly change: string
  readonly parts: Readonly<Record<Part, Partial<RevisionPayload>>>
  readonly requiredApprovals: readonly string[]
}

/** A publication while the plan is being made. */
export interface Publication {
  readonly content: Content
  readonly version: number
  readonly drafts: Readonly<Record<Part | 'complete', FactDraft>>
}

/** Something that made a revision of an item the active one, under a version. */
export interface Rollback {
  readonly item: string
  readonly version: number
  readonly draft: FactDraft
}

export const publications: StoryKey<Publication[]> = { begin: () => [] }
export const rollbacks: StoryKey<Rollback[]> = { begin: () => [] }
export const approvals: StoryKey<{ readonly change: string; readonly role: string; readonly draft: FactDraft }[]> = { begin: () => [] }
/** An item that was released, and the versions of it that this one overtakes, also those that come later. */
interface ReleasedItem {
  readonly item: string
  readonly payload: ItemPayload
  readonly draft: FactDraft
  readonly overtaken: FactDraft[]
}
export const releasedItems: StoryKey<ReleasedItem[]> = { begin: () => [] }

// Beyond those that flows have: a publication has one number for its messages, and approvals are numbered apart from them.
const series = { PP: 40, PA: 41 } as const

/** The next number of a series that several facts share, or that is not that of its flow. */
export function nextNumber(build: PlanBuilder, prefix: keyof typeof series): string {
  const before = prefix === 'PP' ? build.story(publications).length : build.story(approvals).length
  return build.landscape.identifiers.key(prefix, series[prefix], before)
}

/** What a name of the set stands for; told if there is no such thing. */
export function namedItem(context: StepContext, path: Path, name: unknown): string | undefined {
  const { items, names } = context.build.landscape
  const found = names.item?.get(String(name)) ?? items.find(({ id }) => id === name)?.id
  const known = [...(names.item?.keys() ?? items.map(({ id }) => id))]
  if (found === undefined) context.problem(path, `there is no item "${String(name)}"`, nameHint(String(name), known))
  return found
}

export function namedChange({ build: { landscape } }: StepContext, name: unknown): string {
  return landscape.names.change?.get(String(name)) ?? String(name)
}

export const itemSetting: JsonSchema = formatted('identifier', 'The item, by the name that the data have for it.')
export const versionSetting: JsonSchema = whole('Version; default: one more than the newest of the item.', 1, 1_000_000)

/** The version that is meant: one that is there already, or older than what the data open with, could change nothing. */
export function versionOf(settings: StepSettings, { build, problem }: StepContext, item: string, mayRepeat = false): number {
  const { version } = settings
  if (typeof version !== 'number') return nextVersion(build, item)
  const opened = build.landscape.boms.filter((bom) => bom.item === item).toSorted((a, b) => (b.version ?? 0) - (a.version ?? 0))[0]
  const newest = opened?.version ?? 0
  const said = build.story(publications).map(({ content, version: own }) => ({ item: content.item, version: own }))
  const taken = [...(mayRepeat ? [] : said), ...build.story(rollbacks)].some((each) => each.item === item && each.version === version)
  const next = `leave it out for ${nextVersion(build, item)}`
  if (taken) problem(['version'], `version ${version} of the item was published already`, next)
  else if (opened && version <= newest)
    problem(['version'], `the data open with version ${newest} of the item, revision ${opened.revision}: ${version} is not newer`, next)
  return version
}

/** Tells of a revision that has to be active and never can: somebody has to approve it, and nobody ever does. */
export function expectApprovals({ build, problem }: StepContext, path: Path, { content, drafts }: Publication): void {
  build.finish(() => {
    const { must } = drafts.complete
    if ((typeof must === 'function' ? must() : must) === 'IGNORE') return {}
    const given = build.story(approvals).filter(({ change }) => change === content.change)
    const missing = content.requiredApprovals.filter((role) => !given.some((each) => each.role === role))
    if (missing.length > 0)
      problem(
        path,
        `revision ${content.letter} has to be active, and ${missing.join(' and ')} never approves it: it waits for ever`,
        `add "- approve: { change: …, role: ${missing[0] ?? ''} }", or take the role out of "approvals"`,
      )
    return {}
  })
}

/** One more than whatever the item has. */
function nextVersion(build: PlanBuilder, item: string): number {
  const opened = build.landscape.boms.filter((bom) => bom.item === item).map(({ version = 0 }) => version)
  const told = [
    ...build.story(publications).filter(({ content }) => content.item === item),
    ...build.story(rollbacks).filter((rollback) => rollback.item === item),
  ]
  return Math.max(0, ...opened, ...told.map(({ version }) => version)) + 1
}

/** Days by plant, as a setting has them: one for all plants, or one each. */
export function daysOf(context: StepContext, setting: string, value: unknown): ReadonlyMap<string, string> {
  const { plants } = context.build.landscape
  if (typeof value === 'string') return new Map(plants.map(({ id }) => [id, value]))
  const days = new Map<string, string>()
  for (const [plant, day] of Object.entries((value ?? {}) as Readonly<Record<string, unknown>>)) {
    if (plants.some(({ id }) => id === plant)) days.set(plant, String(day))
    else context.problem([setting, plant], `there is no plant "${plant}"`, `there is ${plants.map(({ id }) => id).join(', ')}`)
  }
  return days
}

export const daysSetting = (description: string): JsonSchema => ({
  description,
  oneOf: [
    formatted('date', 'The same day in all plants.'),
    { type: 'object', minProperties: 1, additionalProperties: formatted('date', 'Day of the plant.') },
  ],
})

/** Lines with other rates than the revision has: a mistake that a later version puts right. */
function ratesOf(settings: StepSettings, context: StepContext, { lines }: Revision): ReadonlyMap<string, number> {
  const rates = new Map<string, number>()
  for (const [name, rate] of Object.entries((settings['rates'] ?? {}) as Readonly<Record<string, unknown>>)) {
    const item = namedItem(context, ['rates', name], name)
    if (item === undefined) continue
    if (lines.some((line) => line.item === item)) rates.set(item, Number(rate))
    else context.problem(['rates', name], `the revision has no component "${name}"`)
  }
  return rates
}

const position = (index: number): string => String((index + 1) * 10).padStart(4, '0')

/** What a publication of a revision says. */
export function contentOf(settings: StepSettings, context: StepContext, revision: Revision): Content {
  const { landscape } = context.build
  const rates = ratesOf(settings, context, revision)
  const days = daysOf(context, 'from', settings['from'])
  const unit = landscape.items.find(({ id }) => id === revision.item)?.baseUnit ?? ''
  const lines = revision.lines.map(({ rate, ...line }, index) => ({
    position: position(index),
    ...line,
    rate: rates.get(line.item) ?? quantityToNumber(rate),
  }))
  const { approvals: required } = settings
  return {
    item: revision.item,
    letter: revision.revision,
    change: namedChange(context, settings['change']),
    requiredApprovals: Array.isArray(required) ? required.map(String) : [],
    parts: {
      header: {
        description: revision.description,
        baseQuantity: { quantity: quantityToNumber(revision.baseQuantity), unit },
        plants: [...days.keys()],
      },
      lines: { lines },
      substitutes: {
        substitutes: revision.substitutes.map(({ primary, substitute, priority, ratio }) => ({
          position: position(lines.findIndex((line) => line.item === primary)),
          primary,
          item: substitute,
          priority,
          ratio: quantityToNumber(ratio),
        })),
      },
      effectivity: { effectivity: [...days].map(([plant, from]) => ({ plant, from })) },
    },
  }
}

/** A part that a later version says otherwise has nothing to say any more; of equal ones, whichever was written is right. */
function mustOf(build: PlanBuilder, own: Content, version: number, part: Part | 'complete'): 'POST' | 'IGNORE' {
  const isOfItem = part === 'effectivity' || part === 'complete'
  const after = build
    .story(publications)
    .filter(({ content, version: other }) => other > version && content.item === own.item && (isOfItem || content.letter === own.letter))
  const says = ({ letter, parts: all }: Content): string => JSON.stringify(part === 'complete' ? [letter, all] : [letter, all[part]])
  if (after.some(({ content }) => says(content) !== says(own))) return 'IGNORE'
  return 'POST'
}

/** The five messages of a publication, in this order from `at_ms` on. */
export function publish(
  build: PlanBuilder,
  content: Content,
  version: number,
  { at_ms, length_ms, ...occurred }: { readonly at_ms: number; readonly length_ms: number; readonly occurredAt?: string },
): Publication {
  const story = build.story(publications)
  const publication = nextNumber(build, 'PP')
  const { item, letter: revision, change } = content
  const shared = { publication, item, revision, version, change }
  const older = story.filter((other) => other.content.item === item && other.version < version)
  const back = build.story(rollbacks).filter((other) => other.item === item && other.version < version)
  const digest = createHash('sha256').update(JSON.stringify(content.parts)).digest('hex').slice(0, 16)
  const last: Partial<RevisionPayload> = { parts: parts.length, digest, requiredApprovals: content.requiredApprovals }
  const message = (part: Part | 'complete', index: number): FactDraft => {
    const isOfItem = part === 'effectivity' || part === 'complete'
    const overtaken = older.filter((other) => isOfItem || other.content.letter === revision).map(({ drafts }) => drafts[part])
    const own = part === 'complete' ? last : { part, ...content.parts[part] }
    return build.fact<RevisionPayload>(
      'revision-release',
      () => ({ ...shared, ...own }),
      at_ms + Math.floor((index * length_ms) / parts.length),
      {
        key: `${publication}-${part === 'complete' ? 'C' : part.charAt(0).toUpperCase()}`,
        type: part === 'complete' ? 'org.mfgsync.plm.revision.completed.v1' : 'org.mfgsync.plm.revision-part.published.v1',
        partOf: publication,
        ...occurred,
        supersedes: [...overtaken, ...(isOfItem ? back.map(({ draft }) => draft) : [])],
        must: () => (isTakenBack(build, { item, version, at_ms }, part) ? 'IGNORE' : mustOf(build, content, version, part)),
      },
    )
  }
  const drafts = {
    header: message('header', 0),
    lines: message('lines', 1),
    substitutes: message('substitutes', 2),
    effectivity: message('effectivity', 3),
    complete: message('complete', 4),
  }
  const published = { content, version, drafts }
  story.push(published)
  build.cursor_ms = Math.max(build.cursor_ms, at_ms + length_ms)
  return published
}

/** Whether a rollback says otherwise before anything waits for this publication: what was dealt with before counts. */
function isTakenBack(
  build: PlanBuilder,
  own: { readonly item: string; readonly version: number; readonly at_ms: number },
  part: Part | 'complete',
): boolean {
  if (part !== 'effectivity' && part !== 'complete') return false
  return build.story(rollbacks).some(({ item, version, draft }) => {
    if (item !== own.item || version <= own.version) return false
    return !build.waits.some((wait) => own.at_ms < wait && wait <= draft.at_ms)
  })
}
