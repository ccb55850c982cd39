import { instantAt, instantsAt } from '../../domain/local-time.js'
import { formatted, settings as settingsOf } from '../schema-parts.js'
import type { StepKind } from './contract.js'
import { selectedOrders, selection } from './orders.js'

const wallTime = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/

export const releaseOrdersAt: StepKind = {
  verb: 'release-orders-at',
  title:
    'Orders are released in the ERP and dispatched to the MES at a time of their plant: each system takes the revision that holds then.',
  phases: ['burst', 'heal'],
  schema: settingsOf({ orders: selection, time: formatted('wall-time', 'Time on a wall of the plant of each order.') }, ['time']),
  apply(settings, context) {
    const { build, problem } = context
    const [, date = '', time = ''] = wallTime.exec(String(settings['time'])) ?? []
    const told = new Map<string, number>()
    for (const order of selectedOrders(settings, context)) {
      const { id, plant } = order
      const zone = build.landscape.plants.find((each) => each.id === plant)?.timeZone ?? 'UTC'
      const instants = instantsAt(date, time, zone)
      const [at = instantAt(date, time, zone)] = instants
      if (instants.length !== 1) told.set(plant, instants.length)
      order.releasedAt_ms = build.cursor_ms
      build.step('erp', { do: 'release-order', plant, order: id, at }, build.cursor_ms, `probe:release-${id}`)
      build.step('mes', { do: 'dispatch-order', plant, order: id, at }, build.cursor_ms, `dispatch-${id}`)
    }
    for (const [plant, times] of told)
      problem(
        ['time'],
        `clocks of plant ${plant} show ${date} ${time} ${times === 0 ? 'never: they are put forward' : 'twice: they are put back'}`,
        'take a time before the change or after it',
      )
  },
}
