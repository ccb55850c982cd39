import { quantityToNumber } from '../../domain/quantity.js'
import type { ItemPayload } from '../../flows/item-master.js'
import { parseDuration } from '../../words/duration.js'
import { settings as settingsOf } from '../schema-parts.js'
import { timing, type StepKind } from './contract.js'
import { itemSetting, namedItem, releasedItems } from './revisions.js'

export const publishItem: StepKind = {
  verb: 'publish-item',
  title: 'The PLM releases an item, whole; released again, it is a newer version of it.',
  phases: ['burst', 'heal'],
  schema: settingsOf({ item: itemSetting, at: timing.at }, ['item']),
  apply(settings, context) {
    const { build } = context
    const id = namedItem(context, ['item'], settings['item'])
    const item = build.landscape.items.find((each) => each.id === id)
    if (!item) return
    const story = build.story(releasedItems)
    const before = story.filter((each) => each.item === item.id)
    const payload: ItemPayload = {
      item: item.id,
      version: before.length + 1,
      description: item.description,
      kind: item.kind ?? 'purchased',
      baseUnit: item.baseUnit,
      decimals: item.decimals,
      conversions: item.conversions.map(({ unit, numerator, denominator }) => ({
        unit,
        numerator: quantityToNumber(numerator),
        denominator: quantityToNumber(denominator),
      })),
      lotManaged: item.lotManaged,
      serialManaged: item.serialManaged === true,
      inspectionRequired: item.inspectionRequired === true,
      attributes: {},
    }
    const at_ms = build.startOf(parseDuration(settings['at']))
    const draft = build.fact<ItemPayload>('item-master', () => payload, at_ms, { supersedes: before.map((each) => each.draft) })
    story.push({ item: item.id, payload, draft })
    build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  },
}
