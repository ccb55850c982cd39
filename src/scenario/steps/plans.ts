import type { FlowName } from '../../domain/names.js'
import { openingItems, type PlanRow, type PlanVersion } from '../../domain/master.js'
import { planName, planPages, weekAfter } from '../../domain/planning.js'
import type { PlanPayload } from '../../flows/planning-version.js'
import { parseDuration } from '../../words/duration.js'
import type { Finisher, FactDraft, PlanBuilder, StoryKey } from '../builder.js'
import { formatted, settings as settingsOf, text, uniqueList, whole } from '../schema-parts.js'
import { timing, tooFew, type Situation, type StepContext, type StepKind, type StepSettings } from './contract.js'
import { itemSetting, namedItem, releasedItems } from './revisions.js'

/** A version that was published, and those that it overtakes, also those that come later. */
interface Planned {
  readonly plan: PlanVersion
  /** Absent for the one that is in force from the start. */
  readonly draft?: FactDraft
  readonly overtaken: FactDraft[]
}

const versions: StoryKey<Planned[]> = { begin: () => [] }
const erp = 'erp'

const contents = {
  version: whole('Version.', 1, 1_000_000),
  items: uniqueList(itemSetting, {
    minItems: 1,
    maxItems: 50,
    description: 'Items, by the names that the data have for them; default: the products.',
  }),
  from: formatted('iso-week', 'First week, such as 2026-W10.'),
  weeks: whole('How many weeks.', 1, 500, 30),
  quantity: whole('Of the first row, in the base unit of its item.', 1, 1_000_000_000, 1_000),
  'more-each-row': whole(
    'How much more each row has than the one before it, so that every figure tells where it comes from.',
    0,
    1_000_000,
    1,
  ),
} as const

/** Items of rows that are for another one than the pattern says. */
function othersOf(settings: StepSettings, context: StepContext): ReadonlyMap<string, string> {
  const others = new Map<string, string>()
  for (const [row, item] of Object.entries((settings['other-items'] ?? {}) as Readonly<Record<string, unknown>>)) {
    const found = namedItem(context, ['other-items', row], item)
    if (found !== undefined) others.set(row, found)
  }
  return others
}

/** Item by item, plant by plant, week by week. */
function rowsOf(settings: StepSettings, context: StepContext): readonly PlanRow[] {
  const { build } = context
  const { landscape } = build
  const listed = (settings['items'] ?? undefined) as readonly unknown[] | undefined
  const items = listed?.flatMap((item, index) => namedItem(context, ['items', index], item) ?? []) ?? landscape.products
  const others = othersOf(settings, context)
  const [first, more, weeks] = [settings['quantity'], settings['more-each-row'], settings['weeks']].map(Number) as [number, number, number]
  const places = items.flatMap((item) => landscape.plants.map(({ id: plant }) => ({ item, plant })))
  return places.flatMap((place, index) =>
    Array.from({ length: weeks }, (_, week): PlanRow => {
      const number = index * weeks + week + 1
      const row = String(number)
      const item = others.get(row) ?? place.item
      const unit = landscape.items.find(({ id }) => id === item)?.baseUnit ?? ''
      return {
        row,
        plant: place.plant,
        item,
        bucket: weekAfter(String(settings['from']), week),
        quantity: String(first + more * number),
        unit,
      }
    }),
  )
}

/** Adds the versions to the master data. */
const finish: Finisher = (build: PlanBuilder) => ({ plans: build.story(versions).map(({ plan }) => plan) })

/** A version has to be new; what comes late is overtaken by what is there. */
function tell(context: StepContext, version: number): readonly Planned[] {
  const story = context.build.story(versions)
  if (story.some(({ plan }) => plan.version === version))
    context.problem(['version'], `version ${version} of the plan is there already`, 'publish another one')
  return story
}

/** Tells of a row that no ERP could ever take: nobody gives it the item. */
function expectItems({ build, problem }: StepContext, rows: readonly PlanRow[]): void {
  const known = new Set(openingItems(build.landscape, erp).map(({ id }) => id))
  const missing = rows.find(({ item }) => !known.has(item))
  if (!missing) return
  build.finish(() => {
    if (!build.story(releasedItems).some(({ item }) => item === missing.item))
      problem(
        ['other-items'],
        `row ${missing.row} is for ${missing.item}, which the ERP does not have and never gets: the version waits for ever`,
        'release the item: "- publish-item: …"',
      )
    return {}
  })
}

export const openPlan: StepKind = {
  verb: 'open-plan',
  title: 'A version of the plan is in force from the start, in planning and in the ERP.',
  phases: ['set-up'],
  schema: settingsOf(contents, ['version', 'from']),
  apply(settings, context) {
    const { build, problem } = context
    const version = Number(settings['version'])
    const story = tell(context, version)
    if (story.some(({ plan }) => plan.opening === true)) problem(['version'], 'a version is in force already', 'open one plan')
    const rows = rowsOf(settings, context)
    build.story(versions).push({ plan: { plan: planName, version, opening: true, rows }, overtaken: [] })
    build.finish(finish)
  },
}

/** Tells of rows of others that the version does not have: they would be of nobody. */
function expectRows({ problem }: StepContext, others: unknown, rows: readonly PlanRow[]): void {
  for (const row of Object.keys((others ?? {}) as Readonly<Record<string, unknown>>))
    if (Number(row) > rows.length)
      problem(['other-items', row], `the version has no row ${row}: it has ${rows.length}`, 'name one of those, or let it have more weeks')
}

/** A version below the one in force, with none published above it, would be put in force over a newer one by whoever does as he is told. */
function expectNewer({ problem }: StepContext, version: number, before: readonly Planned[]): void {
  const opened = before.find(({ plan }) => plan.opening === true)?.plan.version ?? 0
  if (version > opened || before.some(({ plan, draft }) => draft !== undefined && plan.version > version)) return
  problem(
    ['version'],
    `version ${version} is older than version ${opened}, which is in force from the start`,
    'publish a higher one, or this one after a higher one',
  )
}

const isPlan = (flows: readonly FlowName[]): boolean => flows.includes('planning-version')

/** A newer version is known while the target is at an older one. */
const versionDuringLoad: Situation = {
  name: 'version-during-load',
  title: 'A newer version of the plan is told while an older one is being loaded.',
  byTarget: true,
  unreachable: (count, facts) => tooFew(facts.filter(({ flows, supersedes = [] }) => isPlan(flows) && supersedes.length > 0).length, count),
  count({ facts }) {
    const overtaken = facts.filter(({ eid, calls }) =>
      facts.some((newer) => newer.supersedes.includes(eid) && calls !== undefined && calls.from < newer.known && newer.known <= calls.to),
    )
    return { count: overtaken.length, ...(overtaken.length === 0 && { nearest: 'every version was done with before the next one came' }) }
  },
}

/** Some of what one call asked for was refused, and the rest was done. */
const rowRefused: Situation = {
  name: 'row-refused',
  title: 'Of several things that one call asks for, some are refused and the others are done.',
  byTarget: true,
  unreachable: (count, facts) => tooFew(facts.some(({ flows }) => isPlan(flows)) ? count : 0, count),
  count: ({ partly }) => ({ count: partly, ...(partly === 0 && { nearest: 'every call was taken or refused as a whole' }) }),
}

export const publishVersion: StepKind = {
  verb: 'publish-version',
  title: 'Planning publishes a version of the plan, whose rows are read page by page; one with a lower number may come late.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      ...contents,
      'other-items': {
        type: 'object',
        minProperties: 1,
        maxProperties: 100,
        propertyNames: { pattern: '^[1-9][0-9]{0,5}$' },
        additionalProperties: text('Item, by the name that the data have for it.', 200),
        description: 'Rows that are for another item, by their numbers.',
      },
      'correction-of': whole('Version that this one puts right.', 1, 1_000_000),
      at: timing.at,
    },
    ['version', 'from'],
  ),
  situations: [versionDuringLoad, rowRefused],
  apply(settings, context) {
    const { build } = context
    const version = Number(settings['version'])
    const before = [...tell(context, version)]
    const plan: PlanVersion = { plan: planName, version, rows: rowsOf(settings, context) }
    const at_ms = build.startOf(parseDuration(settings['at']))
    const overtaken = before.flatMap((each) => (each.plan.version < version && each.draft ? each.draft : []))
    const correctionOf = settings['correction-of']
    if (typeof correctionOf === 'number' && !before.some((each) => each.plan.version === correctionOf))
      context.problem(
        ['correction-of'],
        `there is no version ${correctionOf} of the plan yet`,
        'name one that was published before, or opened',
      )
    expectNewer(context, version, before)
    expectRows(context, settings['other-items'], plan.rows)
    const draft = build.fact<PlanPayload>(
      'planning-version',
      ({ key: publication, occurredAt: publishedAt }) => ({
        publication,
        plan: planName,
        version,
        rows: plan.rows.length,
        pages: planPages(plan.rows).length,
        publishedAt,
        ...(typeof correctionOf === 'number' && { correctionOf }),
      }),
      at_ms,
      { supersedes: overtaken },
    )
    // One that comes late was overtaken before it was published.
    for (const each of before) if (each.plan.version > version) each.overtaken.push(draft)
    build.story(versions).push({ plan, draft, overtaken })
    build.finish(finish)
    expectItems(context, plan.rows)
    build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  },
}
