import { instantAt, instantsAt } from '../../domain/local-time.js'
import { formatted } from '../schema-parts.js'
import type { StepContext, StepSettings } from './contract.js'

/** A setting of what is told at another pace than it happened. */
export const timeSetting = formatted(
  'wall-time',
  'When it happened, by a clock on a wall of the first plant; default: as long after the start of the story as it is told.',
)

const wallTime = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2})$/

/** The instant of a time that walls of a plant show; one that they never show, or twice, is told once for each plant. */
export function instantOf(time: unknown, plant: string, { build, problem }: StepContext, told = new Set<string>()): string {
  const [, date = '', clock = ''] = wallTime.exec(String(time)) ?? []
  const zone = build.landscape.plants.find((each) => each.id === plant)?.timeZone ?? 'UTC'
  const instants = instantsAt(date, clock, zone)
  const [at = instantAt(date, clock, zone)] = instants
  if (instants.length !== 1 && !told.has(plant)) {
    told.add(plant)
    const how = instants.length === 0 ? 'never: they are put forward' : 'twice: they are put back'
    problem(['time'], `clocks of plant ${plant} show ${date} ${clock} ${how}`, 'take a time before the change or after it')
  }
  return at
}

/** What a fact is given of the setting. */
export function occurredBy({ time }: StepSettings, context: StepContext): { readonly occurredAt?: string } {
  return time === undefined ? {} : { occurredAt: instantOf(time, context.build.landscape.plants[0]?.id ?? '', context) }
}
