import { measures, type Measure } from '../../src/domain/measures/index.js'
import type { FlowName } from '../../src/domain/names.js'
import type { FlowWords, SystemWords, Words } from '../../src/domain/words.js'
import type { MasterData, ProductionOrder } from '../../src/domain/master.js'
import type { ExceptionSource, JournalHeader, JournalPlan, SystemFacts, TargetFacts } from '../../src/journal/header.js'

/** What a test sets; everything else has a default. */
export interface HeaderOptions {
  readonly dedupe?: SystemFacts['dedupe']
  /** The run asked a twin. */
  readonly twin?: boolean
  readonly enforce?: SystemFacts['enforce']
  readonly closedPeriod?: 'first-open-period' | 'exception'
  readonly postingDateZone?: 'plant' | 'company' | 'utc'
  readonly queryByReference?: boolean
  readonly covers?: readonly FlowName[]
  readonly delivery?: 'webhook' | 'feed'
  readonly exceptions?: ExceptionSource
  readonly attribution?: TargetFacts['attribution']
  readonly patience_ms?: number
  readonly variant?: 'clean' | 'faulty' | 'storm'
  readonly checks?: readonly string[]
  readonly faults?: JournalPlan['faults']
  readonly mustReach?: JournalPlan['must_reach']
  readonly judge?: Partial<JournalPlan['judge']>
  readonly master?: Partial<MasterData>
  /** Measures beside the shipped ones. */
  readonly measures?: readonly Measure[]
  /** Flows beside the shipped ones, covered too. */
  readonly flows?: readonly FlowWords[]
  /** Systems beside the shipped ones. */
  readonly systems?: readonly SystemWords[]
  /** How these behave, and others where they differ. */
  readonly settings?: JournalHeader['systems']
}

/** A production order with the routing steps 0010 and 0020; the last one receives. */
export function productionOrder(id: string, options: Partial<ProductionOrder> = {}): ProductionOrder {
  return {
    id,
    plant: 'P1',
    item: 'FG-100',
    quantity: '1000',
    revision: 'A',
    status: 'released',
    routing: 'sequential',
    routingSteps: [
      { id: '0010', workCentre: 'WC-1', receipt: false },
      { id: '0020', workCentre: 'WC-2', receipt: true },
    ],
    overTolerance: '0.1',
    receiptLocation: 'FG01',
    ...options,
  }
}

/**
 * One plant in Berlin, a finished good FG-100 made of C1 (backflushed at 0010, 1 EA each) and C2 (issued explicitly there, 3.5 G each),
 * orders 100001 and 100002 (sequential) and 100003 (parallel), March 2026 open, February 2026 closed.
 */
export function masterData(options: Partial<MasterData> = {}): MasterData {
  return {
    plants: [{ id: 'P1', timeZone: 'Europe/Berlin', company: 'C1' }],
    items: [
      {
        id: 'FG-100',
        description: 'Pump',
        baseUnit: 'EA',
        decimals: 0,
        lotManaged: false,
        conversions: [{ unit: 'BOX', numerator: '12', denominator: '1' }],
      },
      {
        id: 'C1',
        description: 'Housing',
        baseUnit: 'EA',
        decimals: 0,
        lotManaged: false,
        conversions: [{ unit: 'BOX', numerator: '12', denominator: '1' }],
      },
      {
        id: 'C2',
        description: 'Grease',
        baseUnit: 'KG',
        decimals: 3,
        lotManaged: true,
        conversions: [{ unit: 'G', numerator: '1', denominator: '1000' }],
      },
    ],
    boms: [
      {
        item: 'FG-100',
        plant: 'P1',
        revision: 'A',
        lines: [
          { item: 'C1', rate: '1', unit: 'EA', issue: 'backflush', routingStep: '0010', location: 'RM01' },
          { item: 'C2', rate: '3.5', unit: 'G', issue: 'explicit', routingStep: '0010', location: 'RM01' },
        ],
      },
    ],
    orders: [productionOrder('100001'), productionOrder('100002'), productionOrder('100003', { routing: 'parallel' })],
    balances: [
      { plant: 'P1', item: 'C1', location: 'RM01', lot: '', stockType: 'unrestricted', quantity: '5000' },
      { plant: 'P1', item: 'C2', location: 'RM01', lot: 'L1', stockType: 'unrestricted', quantity: '100' },
      { plant: 'P1', item: 'FG-100', location: 'FG01', lot: '', stockType: 'unrestricted', quantity: '0' },
    ],
    periods: [
      { company: 'C1', from: '2026-02-01', to: '2026-02-28', open: false },
      { company: 'C1', from: '2026-03-01', to: '2026-03-31', open: true },
    ],
    ...options,
  }
}

export function flowWords(name: FlowName, letter: string, more: Partial<FlowWords> = {}): FlowWords {
  return { name, title: name, one: name, many: `${name}s`, letter, verb: 'reported', source: 'mes', sinks: ['erp'], ...more }
}

function words({ measures: more = [], flows = [], systems = [] }: HeaderOptions): Words {
  return {
    systems: [
      { name: 'erp', title: 'ERP', short: 'ERP', books: true, plays: 'ledger' },
      { name: 'mes', title: 'MES', short: 'MES', books: false, plays: 'floor' },
      { name: 'desk', title: 'Exception desk', short: 'exception desk', books: false },
      ...systems,
    ],
    flows: [flowWords('confirmation', 'C'), flowWords('consumption', 'M'), flowWords('reversal', 'R'), ...flows],
    measures: [...measures, ...more],
  }
}

/** A header with every default written out. */
export function journalHeader(options: HeaderOptions = {}): JournalHeader {
  const erp: SystemFacts = {
    dialect: 'plain',
    dedupe: options.dedupe ?? 'none',
    query_by_reference: options.queryByReference ?? true,
    enforce: options.enforce ?? { posting_period: true, negative_stock: false, over_confirmation: true, operation_predecessor: false },
    policies: {
      closed_period: options.closedPeriod ?? 'first-open-period',
      ...(options.postingDateZone && { posting_date_zone: options.postingDateZone }),
    },
  }
  const mes: SystemFacts = {
    dialect: 'plain',
    dedupe: 'none',
    query_by_reference: true,
    enforce: {},
    policies: { closed_period: 'exception' },
  }
  const flowNames = ['confirmation', 'consumption', 'reversal', ...(options.flows ?? []).map(({ name }) => name)]
  return {
    kind: 'header',
    format: 'mfgsync.journal',
    version: 2,
    tool: '0.1.0',
    run: 'test-run',
    startedAt: '2026-03-02T07:00:00.000Z',
    namespace: '',
    ...(options.twin === true && { twin: true }),
    words: words(options),
    target: {
      label: 'node target.js',
      covers: options.covers ?? flowNames,
      delivery: { mes: options.delivery ?? 'webhook' },
      attribution: options.attribution ?? { headers: [], transform: [] },
      exceptions: options.exceptions ?? 'desk',
      patience_ms: options.patience_ms ?? 60_000,
      quiet_ms: 300,
      grace_ms: 250,
    },
    systems: { erp, mes, desk: mes, ...options.settings },
    plan: {
      version: 2,
      scenario: { name: 'test', title: 'A synthetic run', hash: '0' },
      variant: options.variant ?? 'faulty',
      size: 'quick',
      seed: 1,
      master: masterData(options.master),
      flows: flowNames,
      faults: options.faults ?? [],
      checks: options.checks ?? [],
      must_reach: options.mustReach ?? [],
      judge: { attempts_max: 10, permanent_retries_max: 1, ...options.judge },
    },
  }
}
