import type { Static, TSchema } from 'typebox'
import type { answerClasses, knowledges, quietHows } from './record-words.js'
import type {
  answer,
  arrived,
  closedCall,
  delivery,
  effects,
  exception,
  exposed,
  fact,
  fault,
  harnessError,
  harnessSlow,
  marks,
  offer,
  served,
  servedLine,
  target,
  twin,
} from './records.schema.js'

export * from './record-words.js'

// Types alone: the schemas are the one source of what a record is, and nothing loads them to read or write a journal.

export type Knowledge = (typeof knowledges)[number]
export type AnswerClassName = (typeof answerClasses)[number]
export type QuietHow = (typeof quietHows)[number]

type Frozen<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Member)[]
      ? readonly Frozen<Member>[]
      : { readonly [Key in keyof T]: Frozen<T[Key]> }
type Recorded<S extends TSchema> = Frozen<Static<S>>

/** Something happened in a source system. */
export type FactRecord = Recorded<typeof fact>
/** One try to hand facts to the target; for a feed, publication. */
export type OfferRecord = Recorded<typeof offer>
/** The whole message reached the target. */
export type ExposedRecord = Recorded<typeof exposed>
/** How a delivery ended. */
export type DeliveryRecord = Recorded<typeof delivery>
/** A request of the target, whole, as the target sent it. */
export type CallArrivedRecord = Recorded<typeof arrived>
/** What became of one command of a request that carried several. */
export type ServedLine = Recorded<typeof servedLine>
/** What the system did with a call, its effects committed. Absent when the request was lost or refused by a fault before it. */
export type CallServedRecord = Recorded<typeof served>
/** What the target was told. */
export type AnswerRecord = Recorded<typeof answer>
export type CallClosedRecord = Recorded<typeof closedCall>
/** One ledger entry. */
export type EffectRecord = Recorded<(typeof effects)[number]>
/** A fact that the target handed to people; every change of one exception repeats its `xid`. */
export type ExceptionRecord = Recorded<typeof exception>
export type FaultRecord = Recorded<typeof fault>
export type TargetRecord = Recorded<typeof target>
/** Something broke that no plan asked for: the run is `unknown`. */
type HarnessErrorRecord = Recorded<typeof harnessError>
type HarnessSlowRecord = Recorded<typeof harnessSlow>
/** What a perfect integration would have met. */
export type TwinRecord = Recorded<typeof twin>
export type MarkRecord = Recorded<(typeof marks)[number]>

export type JournalRecord =
  | FactRecord
  | OfferRecord
  | ExposedRecord
  | DeliveryRecord
  | CallArrivedRecord
  | CallServedRecord
  | AnswerRecord
  | CallClosedRecord
  | EffectRecord
  | ExceptionRecord
  | FaultRecord
  | TargetRecord
  | HarnessErrorRecord
  | HarnessSlowRecord
  | TwinRecord
  | MarkRecord

/** A record before the writer numbers it. */
export type Draft<R extends JournalRecord = JournalRecord> = R extends JournalRecord ? Omit<R, 'seq' | 't'> : never

/** The records of one kind; several kinds may share a shape. */
export type RecordOf<K extends JournalRecord['kind']> = JournalRecord & { readonly kind: K }
