import { endedAt, heldFrom, type Interval } from '../../domain/engineering.js'
import type { RollbackPayload } from '../../flows/revision-rollback.js'
import { parseDuration } from '../../words/duration.js'
import type { PlanBuilder } from '../builder.js'
import { formatted, settings as settingsOf } from '../schema-parts.js'
import { timing, type StepKind } from './contract.js'
import { daysOf, daysSetting, itemSetting, namedItem, publications, rollbacks, versionOf, versionSetting } from './revisions.js'
import { occurredBy, timeSetting } from './wall-time.js'

/** When revisions of an item held at a plant, after all that was published. */
function intervalsOf(build: PlanBuilder, item: string, plant: string): ReadonlyMap<string, readonly Interval[]> {
  const held = new Map<string, readonly Interval[]>()
  for (const bom of build.landscape.boms)
    if (bom.item === item && bom.plant === plant && bom.effectivity) held.set(bom.revision, [bom.effectivity])
  for (const { content } of build.story(publications)) {
    const from = content.parts.effectivity.effectivity?.find((each) => each.plant === plant)?.from
    if (content.item !== item || from === undefined) continue
    for (const [letter, all] of held) held.set(letter, letter === content.letter ? all : endedAt(all, from))
    held.set(content.letter, heldFrom(held.get(content.letter) ?? [], from))
  }
  return held
}

export const rollBackRevision: StepKind = {
  verb: 'roll-back-revision',
  title: 'The PLM takes a revision back: an older one holds again, under a newer version.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      item: itemSetting,
      from: formatted('identifier', 'Letter of the revision that is taken back.'),
      to: formatted('identifier', 'Letter of the revision that holds again.'),
      effective: daysSetting('First day on which the older one holds again: of the plant.'),
      version: versionSetting,
      at: timing.at,
      time: timeSetting,
    },
    ['item', 'from', 'to', 'effective'],
  ),
  apply(settings, context) {
    const { build, problem } = context
    const item = namedItem(context, ['item'], settings['item'])
    if (item === undefined) return
    const [from, to] = [String(settings['from']), String(settings['to'])]
    const days = daysOf(context, 'effective', settings['effective'])
    const version = versionOf(settings, context, item)
    const effectivity = [...days].flatMap(([plant, day]) => {
      const held = intervalsOf(build, item, plant)
      for (const letter of [from, to])
        if (!held.has(letter)) problem([letter === from ? 'from' : 'to'], `revision "${letter}" never held at plant ${plant}`)
      const all = [
        ...endedAt(held.get(from) ?? [], day).map((interval) => ({ plant, revision: from, ...interval })),
        ...heldFrom(held.get(to) ?? [], day).map((interval) => ({ plant, revision: to, ...interval })),
      ]
      return all
    })
    const at_ms = build.startOf(parseDuration(settings['at']))
    const older = build.story(publications).filter((each) => each.content.item === item && each.version < version)
    const draft = build.fact<RollbackPayload>(
      'revision-rollback',
      ({ key }) => ({
        rollback: key,
        item,
        version,
        from,
        to,
        effectivity,
        reason: 'does not fit the housing',
        approvedBy: ['Ada Quist', 'Jonas Berg'],
      }),
      at_ms,
      { ...occurredBy(settings, context), supersedes: older.flatMap(({ drafts }) => [drafts.effectivity, drafts.complete]) },
    )
    build.story(rollbacks).push({ item, version, draft })
    build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  },
}
