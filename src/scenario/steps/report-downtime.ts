import { instantsAt } from '../../domain/local-time.js'
import type { DowntimePayload } from '../../flows/downtime-to-maintenance.js'
import { nameHint } from '../../words/did-you-mean.js'
import { parseDuration } from '../../words/duration.js'
import { formatted, settings as settingsOf, text, whole } from '../schema-parts.js'
import { timing, type StepKind } from './contract.js'
import { plant, plantOf } from './goods.js'

const wallTime = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/

/** A machine stood still. */
export const reportDowntime: StepKind = {
  verb: 'report-downtime',
  title: 'The MES records that a work centre stood still, and for how long; a long stop may come in pieces.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      at: timing.at,
      plant,
      'work-centre': text('Work centre.', 200),
      from: formatted('wall-time', 'When it began, by a clock on the wall of the plant.'),
      minutes: whole('How long it was.', 1, 100_000),
      reason: { ...text('Why, as the operator says.', 200), default: 'jam' },
    },
    ['work-centre', 'from', 'minutes'],
  ),
  apply(settings, context) {
    const { build, problem } = context
    const { landscape } = build
    const at_plant = plantOf(settings, context)
    const workCentre = String(settings['work-centre'])
    const own = (landscape.equipment ?? []).filter((each) => each.plant === at_plant).map((each) => each.workCentre)
    if (!own.includes(workCentre)) {
      const hint = nameHint(workCentre, own) ?? 'this set of data has no machines; "data: { set: assembly }" has'
      problem(['work-centre'], `there is no machine at work centre "${workCentre}"`, hint)
    }
    const [, date = '', time = ''] = wallTime.exec(String(settings['from'])) ?? []
    const zone = landscape.plants.find(({ id }) => id === at_plant)?.timeZone ?? 'UTC'
    const [begun, twice] = instantsAt(date, time, zone)
    if (begun === undefined || twice !== undefined) {
      problem(['from'], `clocks of plant ${String(at_plant)} do not show ${date} ${time} just once`, 'take a time on another day')
      return
    }
    if (at_plant === undefined || !own.includes(workCentre)) return
    const minutes = Number(settings['minutes'])
    const to = new Date(Date.parse(begun) + minutes * 60_000).toISOString()
    const said = { plant: at_plant, workCentre, from: begun, to, minutes, reason: String(settings['reason']) }
    const at_ms = build.startOf(parseDuration(settings['at']))
    build.cursor_ms = Math.max(build.cursor_ms, at_ms)
    build.fact<DowntimePayload>('downtime-to-maintenance', ({ key: downtime, occurredAt }) => ({ downtime, ...said, occurredAt }), at_ms, {
      occurredAt: to,
    })
  },
}
