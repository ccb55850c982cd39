import type { CheckResult, Violation } from '../checks/contract.js'
import type { Judgement } from '../checks/judgement.js'
import type { JournalHeader } from '../journal/header.js'
import { readJournal } from '../journal/reader.js'
import type { JournalRecord } from '../journal/records.js'
import { bindingsOf } from './bindings.js'
import { diagramOf } from './diagram.js'
import { chains } from './chains/index.js'
import type { Told } from './chains/contract.js'
import { generic } from './chains/generic.js'
import type { AboutFact, Explanation, Reproduction } from './explanation.js'
import { gather, type Gathered } from './gather.js'
import { sceneOf, type Scene } from './scene.js'
import { postingsAbout, seqsOf } from './trails.js'
import { verifyWitness } from './verify.js'
import { errorText } from '../words/errors.js'

/** A broken promise, and which of its check's violations it is. */
export interface Witness {
  readonly check: Pick<CheckResult, 'check' | 'title'>
  readonly violation: Violation
  readonly which: 'first' | 'worst'
}

/** Per failing check the first witness, and the worst if it is another one. */
export function witnessesOf(results: readonly CheckResult[]): Witness[] {
  return results.flatMap((check) => {
    const { first, worst } = check.violations
    if (check.verdict !== 'fail' || !first) return []
    const witness: Witness = { check, violation: first, which: 'first' }
    return worst && !sameViolation(first, worst) ? [witness, { check, violation: worst, which: 'worst' }] : [witness]
  })
}

/**
 * Explains every failing check of a judgement from the stored journal, which is read once (a second time only if an effect matters
 * whose call named no fact). Throws JournalError if the file cannot be read.
 */
export function explainRun(judgement: Judgement, journalPath: string, commands: Omit<Reproduction, 'seed'>): Explanation[] {
  const witnesses = witnessesOf(judgement.results)
  if (witnesses.length === 0) return []
  const reading = readJournal(journalPath)
  return explainFrom(witnesses, judgement.header, () => reading.records(), { seed: judgement.header.plan.seed, ...commands })
}

/** The same from any source of records; `scan` is called once or twice. */
export function explainFrom(
  witnesses: readonly Witness[],
  header: JournalHeader,
  scan: () => Iterable<JournalRecord>,
  reproduce: Reproduction,
): Explanation[] {
  const wanted = witnesses.map((witness) => witness.violation)
  const gathered = gather(header, scan, wanted)
  return witnesses.map((witness) => explainWitness(witness, gathered, reproduce))
}

/** Explains one witness from the records that concern it. Never throws: what goes wrong here is marked in the explanation. */
function explainWitness(witness: Witness, gathered: Gathered, reproduce: Reproduction): Explanation {
  const { violation, check } = witness
  const { scene, told, trouble } = tell(witness, gathered)
  const problem = verifyWitness(violation, gathered, told.steps) ?? trouble
  const shape = told.shape.map((part) => part.toLowerCase().replace(/[^a-z0-9]+/g, '-')).join('.')
  return {
    check: check.check,
    title: check.title,
    reason: violation.reason,
    fingerprint: `${check.check}/${violation.reason}/${shape}`,
    witness: witness.which,
    about: aboutOf(violation, told, gathered),
    statement: told.statement ?? { text: violation.message, observed: '', possible: '' },
    bindings: bindingsOf(scene),
    steps: told.steps,
    knowledge: told.knowledge ?? { columns: [], rows: [] },
    diff: told.diff ?? [],
    ...(told.sum && { sum: told.sum }),
    innocent: told.innocent ?? [],
    diagram: diagramOf(scene, told),
    likely: told.likely ?? [],
    reproduce,
    hidden: { messages: Math.max(0, gathered.messages - messagesTold(scene, told)) },
    ...(problem !== undefined && { problem }),
  }
}

/** The facts of a violation, with what it or its story cites of their postings. */
function aboutOf({ eids, records }: Violation, { steps }: Told, { evidence }: Gathered): AboutFact[] {
  const cited = new Set([...records, ...steps.flatMap((step) => step.records)])
  return [...new Set(eids)].map((fact) => {
    const state = evidence.facts.get(fact)
    const postings = state ? postingsAbout(state).filter((posting) => seqsOf(posting).some((seq) => cited.has(seq))) : []
    return { fact, ending: state ? evidence.endingOf(state) : 'missing', documents: postings.map(({ seq }) => seq) }
  })
}

function tell({ check: { check }, violation }: Witness, gathered: Gathered): { scene: Scene; told: Told; trouble?: string } {
  let trouble: { trouble?: string } = {}
  try {
    const scene = sceneOf(violation, gathered)
    const told = chains[check]?.(scene)
    if (told) return { scene, told }
  } catch (error) {
    trouble = { trouble: `the chain of ${check} broke: ${errorText(error)}` }
  }
  // A chain that gave up may have named things already; the scene is set anew so that only what is told is bound.
  const scene = sceneOf(violation, gathered)
  return { scene, told: generic(scene), ...trouble }
}

/** Deliveries and calls that the steps cite, each counted once. */
function messagesTold(scene: Scene, told: Told): number {
  const messages = new Set<string>()
  for (const seq of told.steps.flatMap((step) => step.records)) {
    const record = scene.records.get(seq)
    if (!record || record.kind.startsWith('fault.')) continue
    if ('did' in record && record.did !== undefined) messages.add(`d${record.did}`)
    else if ('cid' in record && record.cid !== undefined && record.cid !== 0) messages.add(`c${record.cid}`)
  }
  return messages.size
}

function sameViolation(a: Violation, b: Violation): boolean {
  return a === b || (a.reason === b.reason && a.message === b.message && a.records.join() === b.records.join())
}
