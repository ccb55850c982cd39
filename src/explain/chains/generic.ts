import type { JournalRecord } from '../../journal/records.js'
import { hasSeveralPlants } from '../phrases.js'
import { sentenceOf } from '../sentences.js'
import type { Scene } from '../scene.js'
import { stamp } from '../text.js'
import { step, type Told } from './contract.js'

const recordsTold = 12
const factsBound = 6

/** The records of the witness, in order, each said in one sentence; the check's own message is the contradiction. */
export function generic(scene: Scene): Told {
  const cited = [...new Set(scene.violation.records)].sort((a, b) => a - b).flatMap((seq) => scene.records.get(seq) ?? [])
  const records = cited.length > 0 ? cited : ofCalls(scene)
  const shown = records.length <= recordsTold ? records : [...records.slice(0, recordsTold / 2), ...records.slice(-recordsTold / 2)]
  const name = (eid: string): string => {
    const fact = scene.facts.find((each) => each.eid === eid)
    return fact ? scene.n(fact) : eid.slice(eid.indexOf(':') + 1)
  }
  for (const fact of scene.facts.slice(0, factsBound)) scene.n(fact)
  const steps = shown.map((record) =>
    step(`${stamp(record.t)} ${withCall(scene, record, sentenceOf(record, name, scene.words, hasSeveralPlants(scene)))}`, '', [record.seq]),
  )
  const left = records.length - shown.length
  if (left > 0) steps.splice(recordsTold / 2, 0, step(`… ${left} more records in between`, '', []))
  const claim = `However: ${withNames(scene, scene.violation.message).replace(/\.$/, '')}: a contradiction`
  const contradiction = step(claim, '', cited.map((record) => record.seq).slice(0, 6))
  return { steps: [...steps, contradiction], shape: ['records', ...new Set(cited.map((record) => record.kind))] }
}

/** A check counts calls; here they have names. */
function withNames(scene: Scene, message: string): string {
  return message.replace(/\b[Cc]all (\d+)\b/g, (words, cid: string) => {
    const call = [...scene.calls, ...scene.reads].find((each) => each.cid === Number(cid))
    return call ? scene.n(call) : words
  })
}

/** Says which call is meant, where a sentence is about one. */
function withCall(scene: Scene, record: JournalRecord, sentence: string): string {
  if (!('cid' in record) || record.cid === undefined || record.cid === 0) return sentence
  const call = [...scene.calls, ...scene.reads].find((each) => each.cid === record.cid)
  return call ? `${scene.n(call)}: ${sentence}` : sentence
}

/** What is told where the check cites nothing: the facts, the calls that carried them, and what these left. */
function ofCalls(scene: Scene): JournalRecord[] {
  const seqs = [...scene.facts, ...scene.calls, ...scene.postings].map((each) => each.seq)
  return seqs.sort((a, b) => a - b).flatMap((seq) => scene.records.get(seq) ?? [])
}
