import type fc from 'fast-check'
import type { ProductionOrder } from '../../../src/domain/master.js'
import type { Landscape } from './landscape.js'
import type { OrderKind } from './master.js'

/** Something that may happen in a history, besides other things: facts, and what is done about them. */
export interface Story<P = never> {
  readonly name: string
  readonly params: fc.Arbitrary<P>
  /** The orders that it is about. */
  orders(params: P): readonly OrderKind[]
  /** Begins its tasks. */
  play(world: Landscape, params: P, orders: readonly ProductionOrder[]): void
}

/** A story with its params chosen. */
export interface Told {
  readonly name: string
  readonly params: unknown
  readonly orders: readonly OrderKind[]
  play(world: Landscape, orders: readonly ProductionOrder[]): void
}

export function told<P>(story: Story<P>, params: P): Told {
  return { name: story.name, params, orders: story.orders(params), play: (world, orders) => story.play(world, params, orders) }
}

/** An order that a story was given: to have asked for fewer is a mistake of the story. */
export function first(orders: readonly ProductionOrder[]): ProductionOrder {
  const [order] = orders
  if (!order) throw new Error('the story has no order')
  return order
}
