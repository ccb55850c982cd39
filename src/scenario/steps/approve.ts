import { approvalRoles } from '../../domain/engineering.js'
import type { RevisionPayload } from '../../flows/engineering.js'
import { parseDuration } from '../../words/duration.js'
import { choice, flag, formatted, settings as settingsOf } from '../schema-parts.js'
import { timing, type Situation, type StepKind, tooFew } from './contract.js'
import { approvals, namedChange, nextNumber, publications } from './revisions.js'

const approved = 'org.mfgsync.plm.change.approved.v1'
const completed = 'org.mfgsync.plm.revision.completed.v1'

/** Who waited for the completing message alone would have been too early. */
const approvalAfterComplete: Situation = {
  name: 'approval-after-complete',
  title: 'An approval is given when all parts of the revision are taken already.',
  byTarget: true,
  unreachable: (count, facts) => tooFew(facts.filter(({ type }) => type === approved).length, count),
  count({ facts }) {
    const complete = facts.filter(({ type }) => type === completed)
    const late = facts.filter(({ type, from }) => type === approved && complete.some(({ to }) => to < from))
    return { count: late.length, ...(late.length === 0 && { nearest: 'every approval came before the last part was taken' }) }
  },
}

export const approve: StepKind = {
  verb: 'approve',
  title: 'A role approves a change in the PLM; a revision is active only when every role that has to has done so.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      change: formatted('identifier', 'Change that is approved.'),
      role: choice('Who approves it.', approvalRoles),
      'after-complete': flag('True: only once the last publication of the change was acknowledged whole, whatever "at" says.', false),
      at: timing.at,
    },
    ['change', 'role'],
  ),
  situations: [approvalAfterComplete],
  selectors: { words: 'approvals', byName: { approvals: (facts) => facts.filter(({ type }) => type === approved) } },
  apply(settings, context) {
    const { build } = context
    const change = namedChange(context, settings['change'])
    const last = build.story(publications).findLast(({ content }) => content.change === change)
    if (!last) {
      context.problem(['change'], `nothing was published of the change "${String(settings['change'])}" yet`)
      return
    }
    const approvedBy = build.landscape.texts?.person() ?? 'engineering'
    const at_ms = build.startOf(parseDuration(settings['at']))
    const draft = build.fact<Pick<RevisionPayload, 'approval' | 'change' | 'role' | 'approvedBy' | 'approvedAt'>>(
      'revision-release',
      ({ key, occurredAt }) => ({ approval: key, change, role: String(settings['role']), approvedBy, approvedAt: occurredAt }),
      at_ms,
      { key: nextNumber(build, 'PA'), type: approved, ...(settings['after-complete'] === true && { after: [last.drafts.complete] }) },
    )
    build.story(approvals).push({ change, role: String(settings['role']), draft })
    build.cursor_ms = Math.max(build.cursor_ms, at_ms)
  },
}
