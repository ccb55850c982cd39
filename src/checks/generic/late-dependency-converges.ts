import type { Check } from '../contract.js'
import { atEnd, judgeWaiting } from '../support/index.js'

const name = 'late-dependency-converges'

/** Number 53: what comes before its master data waits, or goes to people; once they are there, it is posted. */
export const lateDependencyConverges: Check = {
  number: 53,
  name,
  class: 'L',
  covers: ['late-data'],
  title: 'What came before its item, lot or parent is posted once that is there.',
  provenBy: ['M169', 'M121'],
  begin: atEnd((scene) => judgeWaiting(scene, name)),
}
