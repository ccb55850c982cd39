import { factId, factName, type ExpectedEffect } from '../domain/fact.js'
import type { Dims, FlowName } from '../domain/names.js'
import type { Expectation, FactState, StateExpectation } from './evidence-types.js'
import { nobody, nothing } from './lists.js'
import { belongsTo, millionthsOf, type NetGroup, type NetGroups } from './net-groups.js'
import type { PostingBook } from './posting-book.js'
import type { FactRecord } from './records.js'
import { oblige } from './states.js'

type Summed = Extract<ExpectedEffect, { readonly what: 'quantity' | 'count' }>

/** Makes the state of a fact from its record: what it obliges, by group and entity. */
export class FactReader {
  readonly #groups: NetGroups
  readonly #book: PostingBook
  readonly #shared: <T extends string>(text: T) => T
  readonly #covers: ReadonlySet<FlowName>
  /** Groups of the fact that was reported last. */
  #recent: readonly NetGroup[] = nothing

  constructor(groups: NetGroups, book: PostingBook, shared: <T extends string>(text: T) => T, covers: readonly FlowName[]) {
    this.#groups = groups
    this.#book = book
    this.#shared = shared
    this.#covers = new Set(covers)
  }

  read(record: FactRecord): FactState {
    const shared = this.#shared
    // What a stand-in plays of a fact that the target covers in part is not the target's obligation.
    const obliged = record.covered ? record.expect.filter(({ flow }) => this.#covers.has(flow)) : record.expect
    const expect: Expectation[] = []
    for (const each of obliged) if (each.what !== 'state') expect.push(this.#expectation(each, record.dims))
    this.#recent = expect.map(({ at }) => at)
    const states: StateExpectation[] = []
    const fact: FactState = {
      eid: record.eid,
      seq: record.seq,
      t: record.t,
      flow: shared(record.flows[0] ?? ''),
      flows: record.flows,
      type: shared(record.type),
      source: shared(record.source),
      plant: shared(record.plant),
      key: record.businessKey,
      // Several plants have the key: the fact's id says so.
      businessKey: record.eid === factId(record.source, record.plant, record.businessKey) ? factName(record) : record.businessKey,
      entity: shared(record.entity),
      dims: record.dims,
      sequenceKey: shared(record.sequenceKey ?? ''),
      streamSeq: record.streamSeq,
      must: record.must,
      covered: record.covered,
      reverses: record.reverses ?? '',
      physId: record.physId === record.eid ? record.eid : record.physId,
      partOf: record.partOf ?? '',
      supersedes: record.supersedes ?? nothing,
      gates: record.gates ?? nothing,
      occurredAt: shared(record.occurredAt),
      expect,
      states: obliged.some(({ what }) => what === 'state') ? states : nothing,
      offeredAfterHeal: false,
      deliveries: 0,
      lastOutcome: '',
      exposedIncarnation: -1,
      plainAt: 0,
      givenUp: false,
      refusals: nothing,
      twin: nothing,
      cids: nothing,
      exceptions: nobody,
      postings: nothing,
      played: nothing,
      offered: undefined,
      owed: undefined,
      owedLast: undefined,
      deliveredLast: undefined,
      exposedFirst: undefined,
    }
    for (const each of record.expect) {
      if (each.what !== 'state') continue
      const state = this.#state(fact, each)
      // Whoever writes it: it is known to be right.
      oblige(state)
      if (obliged.includes(each)) states.push(state)
    }
    return fact
  }

  #expectation(effect: Summed, about: Dims): Expectation {
    const { system } = effect
    // Facts of one routing step tend to follow one another: most oblige what the one before did.
    const at = this.#recent.find((group) => isSame(group, effect)) ?? this.#groups.of(effect, system)
    const quantity = effect.what === 'count' ? String(effect.count) : effect.quantity
    if (at.identity !== '') at.shared = true
    const expected = { at, flow: this.#shared(effect.flow), quantity, millionths: millionthsOf(quantity) }
    return isElsewhere(effect.dims, about, at) ? { ...expected, apart: effect.dims } : expected
  }

  #state(fact: FactState, effect: Extract<ExpectedEffect, { readonly what: 'state' }>): StateExpectation {
    const { system, entity, dims, flow, group, version, after, active, effective } = effect
    return { fact, entity: this.#book.entityOf(system, entity, dims), flow, group, version, after, active, effective }
  }
}

/** It says of a dimension that it is not summed by something else than what its fact is about. */
function isElsewhere(dims: Dims, about: Dims, { measure }: NetGroup): boolean {
  for (const name of Object.keys(dims)) {
    if (about[name] !== undefined && dims[name] !== about[name] && !measure.by.includes(name)) return true
  }
  return false
}

/** The same group, and not merely one that leaves something open. */
function isSame(group: NetGroup, effect: Summed): boolean {
  if (!belongsTo(group, effect, effect.system)) return false
  if (group.identity !== (effect.identity ?? '')) return false
  return group.measure.by.every((name) => (effect.dims[name] ?? '') === (group.dims[name] ?? ''))
}
