import type { ExceptionState } from '../../journal/evidence-types.js'
import type { Check } from '../contract.js'
import { atEnd, eidsMax, enumerate, recordsOf } from '../support/index.js'
import { atDesk } from '../../journal/records.js'

const classes = new Set(['transient', 'data', 'business', 'contract'])

/** People can do something with every exception, and find one per fact. */
export const exceptionActionable: Check = {
  number: 64,
  name: 'exception-actionable',
  class: 'L',
  covers: ['exceptions-have-owners'],
  title: 'Every exception names its fact, its reason, one of four classes and an owner, and a fact has one open exception at most.',
  provenBy: [],
  begin: atEnd(({ evidence, found }) => {
    if (evidence.header.target.exceptions !== atDesk) {
      return { judged: 0, notJudged: 'only the exception desk takes all that people need' }
    }
    for (const exception of evidence.exceptions.values()) {
      const lacks = missing(exception)
      if (lacks.length === 0) continue
      const keys = exception.keys.length === 0 ? '' : ` (${enumerate(exception.keys)})`
      found.add({
        reason: `lacks-${lacks[0] ?? ''}`,
        message: `Exception ${exception.xid}${keys} lacks ${enumerate(lacks)}.`,
        badness: lacks.length,
        records: recordsOf(evidence, { exceptions: [exception.xid] }),
        eids: exception.eids.slice(0, eidsMax),
      })
    }
    for (const fact of evidence.facts.values()) {
      if (fact.exceptions.size < 2 || !fact.covered) continue
      const open = [...fact.exceptions].filter((xid) => evidence.exceptions.get(xid)?.status === 'open')
      if (open.length < 2) continue
      found.add({
        reason: 'several',
        message: `${open.length} open exceptions for ${fact.businessKey}: ${enumerate(open)}.`,
        badness: open.length,
        records: recordsOf(evidence, { facts: [fact], exceptions: open }),
        eids: [fact.eid],
      })
    }
    return evidence.exceptions.size
  }),
}

function missing(exception: ExceptionState): string[] {
  const lacks: string[] = []
  if (exception.eids.length === 0) lacks.push('a fact')
  if (!classes.has(exception.class)) lacks.push(exception.class === '' ? 'a class' : `a known class (it has ${exception.class})`)
  if (exception.reason.trim() === '') lacks.push('a reason')
  if (exception.owner.trim() === '') lacks.push('an owner')
  return lacks
}
