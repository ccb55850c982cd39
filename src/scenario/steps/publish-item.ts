import type { Item } from '../../domain/master.js'
import { quantityToNumber } from '../../domain/quantity.js'
import type { ItemPayload } from '../../flows/item-master.js'
import { parseDuration } from '../../words/duration.js'
import type { FactDraft } from '../builder.js'
import { settings as settingsOf, text, whole } from '../schema-parts.js'
import { timing, type StepContext, type StepKind, type StepSettings } from './contract.js'
import { itemSetting, namedItem, releasedItems } from './revisions.js'

type Released = ReturnType<typeof releasedItems.begin>[number]

/** The version that is meant, or one more than the newest; one that was released before is told. */
function versionOf({ version }: StepSettings, { problem }: StepContext, before: readonly Released[]): number {
  const told = before.map(({ payload }) => payload.version)
  const next = Math.max(0, ...told) + 1
  if (typeof version !== 'number') return next
  if (told.includes(version)) problem(['version'], `version ${version} of the item was released already`, `leave it out for ${next}`)
  return version
}

/** Units of the item besides those that it has, each as so many of its base unit. */
function unitsOf({ units }: StepSettings, { build, problem }: StepContext, item: Item): ItemPayload['conversions'] {
  const own = item.conversions.map(({ unit, numerator, denominator }) => ({
    unit,
    numerator: quantityToNumber(numerator),
    denominator: quantityToNumber(denominator),
  }))
  const more = Object.entries((units ?? {}) as Readonly<Record<string, unknown>>)
  const known = new Set(build.landscape.items.flatMap((each) => [each.baseUnit, ...each.conversions.map(({ unit }) => unit)]))
  for (const [unit] of more) {
    if (!known.has(unit)) problem(['units', unit], `no system knows the unit ${unit}`, `they know ${[...known].join(', ')}`)
    if (unit === item.baseUnit || own.some((each) => each.unit === unit))
      problem(['units', unit], `the item has the unit ${unit} already`, 'what is under way in it would become something else: name another')
  }
  return [...own, ...more.map(([unit, numerator]) => ({ unit, numerator: Number(numerator), denominator: 1 }))]
}

export const publishItem: StepKind = {
  verb: 'publish-item',
  title: 'The PLM releases an item, whole; released again, it is a newer version of it, or an older one that comes late.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      item: itemSetting,
      version: whole('Version; default: one more than the newest of the item.', 1, 1_000_000),
      description: text('What it is from now on; default: as the data have it.', 200),
      units: {
        type: 'object',
        minProperties: 1,
        maxProperties: 20,
        propertyNames: { pattern: '^[A-Z]{1,10}$' },
        additionalProperties: { type: 'integer', minimum: 1, maximum: 1_000_000 },
        description: 'Units besides those that it has, each as so many of its base unit.',
      },
      at: timing.at,
    },
    ['item'],
  ),
  apply(settings, context) {
    const { build } = context
    const id = namedItem(context, ['item'], settings['item'])
    const item = build.landscape.items.find((each) => each.id === id)
    if (!item) return
    const story = build.story(releasedItems)
    const before = story.filter((each) => each.item === item.id)
    const version = versionOf(settings, context, before)
    const payload: ItemPayload = {
      item: item.id,
      version,
      description: settings['description'] === undefined ? item.description : String(settings['description']),
      kind: item.kind ?? 'purchased',
      baseUnit: item.baseUnit,
      decimals: item.decimals,
      conversions: unitsOf(settings, context, item),
      lotManaged: item.lotManaged,
      serialManaged: item.serialManaged === true,
      inspectionRequired: item.inspectionRequired === true,
      attributes: {},
    }
    const at_ms = build.startOf(parseDuration(settings['at']))
    const overtaken: FactDraft[] = before.filter((each) => each.payload.version < version).map(({ draft }) => draft)
    const draft = build.fact<ItemPayload>('item-master', () => payload, at_ms, { supersedes: overtaken })
    // One that comes late was overtaken before it was released.
    for (const each of before) if (each.payload.version > version) each.overtaken.push(draft)
    story.push({ item: item.id, payload, draft, overtaken })
    build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  },
}
