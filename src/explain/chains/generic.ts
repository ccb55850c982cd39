import type { JournalRecord } from '../../journal/records.js'
import type { Step } from '../explanation.js'
import { sentenceOf } from '../sentences.js'
import type { Scene } from '../scene.js'
import { stamp } from '../text.js'
import type { Told } from './contract.js'

const recordsTold = 12
const factsBound = 6

/** The records of the witness, in order, each said in one sentence; the check's own message is the contradiction. */
export function generic(scene: Scene): Told {
  const cited = [...new Set(scene.violation.records)].sort((a, b) => a - b).flatMap((seq) => scene.records.get(seq) ?? [])
  const records = cited.length > 0 ? cited : [...scene.records.values()].filter(isBusiness)
  const shown = records.length <= recordsTold ? records : [...records.slice(0, recordsTold / 2), ...records.slice(-recordsTold / 2)]
  const names = new Map(scene.facts.map((fact) => [fact.record.eid, fact]))
  const name = (eid: string): string => {
    const fact = names.get(eid)
    return fact ? scene.n(fact) : eid.slice(eid.indexOf(':') + 1)
  }
  for (const fact of scene.facts.slice(0, factsBound)) scene.n(fact)
  const steps: Step[] = shown.map((record) => ({
    claim: `${stamp(record.t)} ${withCall(scene, record, sentenceOf(record, name))}`,
    because: '',
    records: [record.seq],
  }))
  if (shown.length < records.length) {
    const left = records.length - shown.length
    steps.splice(recordsTold / 2, 0, { claim: `… ${left} more records in between`, because: '', records: [] })
  }
  const contradiction: Step = {
    claim: `However: ${scene.violation.message.replace(/\.$/, '')}: a contradiction`,
    because: '',
    records: cited.map((record) => record.seq).slice(0, 6),
  }
  return { steps: [...steps, contradiction], shape: ['records', ...new Set(cited.map((record) => record.kind))] }
}

/** Says which call is meant, where a sentence is about one. */
function withCall(scene: Scene, record: JournalRecord, sentence: string): string {
  if (!('cid' in record) || record.cid === undefined || record.cid === 0) return sentence
  const call = [...scene.calls, ...scene.reads].find((each) => each.arrived.cid === record.cid)
  return call ? `${scene.n(call)}: ${sentence}` : sentence
}

function isBusiness(record: JournalRecord): boolean {
  return ['fact', 'exposed', 'delivery', 'call.arrived', 'call.served', 'effect', 'exception'].includes(record.kind)
}
