import { approvalRoles } from '../../domain/engineering.js'
import { parseDuration } from '../../words/duration.js'
import { choice, formatted, settings as settingsOf } from '../schema-parts.js'
import { timing, type Situation, type StepContext, type StepKind, type StepSettings, tooFew } from './contract.js'
import { messages } from './message-picker.js'
import {
  contentOf,
  daysSetting,
  expectApprovals,
  itemSetting,
  namedItem,
  publications,
  publish,
  versionOf,
  versionSetting,
} from './revisions.js'
import { occurredBy, timeSetting } from './wall-time.js'

const completed = 'org.mfgsync.plm.revision.completed.v1'

/** A newer version reached the target before an older one did. */
const versionOvertaken: Situation = {
  name: 'version-overtaken',
  title: 'A newer version of a revision is taken before an older one.',
  byTarget: true,
  unreachable: (count, facts) => tooFew(facts.filter(({ supersedes = [] }) => supersedes.length > 0).length, count),
  count({ facts }) {
    const late = facts.filter(({ eid, to }) => facts.some((newer) => newer.supersedes.includes(eid) && newer.to < to))
    return { count: late.length, ...(late.length === 0 && { nearest: 'every version was taken before the next one' }) }
  },
}

function timesOf(settings: StepSettings, context: StepContext): Parameters<typeof publish>[3] {
  const at_ms = context.build.startOf(parseDuration(settings['at']))
  return { at_ms, length_ms: parseDuration(settings['over']) ?? 200, ...occurredBy(settings, context) }
}

export const publishRevision: StepKind = {
  verb: 'publish-revision',
  title: 'The PLM publishes a revision in five messages: header, lines, substitutes, effectivity, and that it is complete.',
  phases: ['burst', 'heal'],
  schema: settingsOf(
    {
      item: itemSetting,
      revision: formatted('identifier', 'Letter of the revision.'),
      change: formatted('identifier', 'Change that it comes with.'),
      version: versionSetting,
      from: daysSetting('First day on which it holds: of the plant.'),
      rates: {
        type: 'object',
        minProperties: 1,
        additionalProperties: { type: 'number', exclusiveMinimum: 0 },
        description: 'Rates of components that are wrong in this version, by item.',
      },
      approvals: {
        type: 'array',
        items: choice('Role.', approvalRoles),
        uniqueItems: true,
        default: [...approvalRoles],
        description: 'Roles that have to approve it.',
      },
      at: timing.at,
      over: timing.over,
      time: timeSetting,
    },
    ['item', 'revision', 'change', 'from'],
  ),
  situations: [versionOvertaken],
  picker: messages,
  selectors: { words: 'completions', byName: { completions: (facts) => facts.filter(({ type }) => type === completed) } },
  apply(settings, context) {
    const { build, problem } = context
    const item = namedItem(context, ['item'], settings['item'])
    if (item === undefined) return
    const letters = build.landscape.revisions.filter((each) => each.item === item)
    const revision = letters.find((each) => each.revision === settings['revision'])
    if (!revision) {
      const known = letters.map((each) => each.revision).join(', ')
      problem(
        ['revision'],
        `there is no revision "${String(settings['revision'])}"`,
        known === '' ? 'the data have none' : `there is ${known}`,
      )
      return
    }
    const version = versionOf(settings, context, item)
    const content = contentOf(settings, context, revision)
    expectApprovals(context, ['revision'], publish(build, content, version, timesOf(settings, context)))
  },
}

export const republish: StepKind = {
  verb: 'republish',
  title: 'The PLM publishes a revision again as it is, under a newer version or the same.',
  phases: ['burst', 'heal'],
  schema: settingsOf({ item: itemSetting, version: versionSetting, at: timing.at, over: timing.over, time: timeSetting }, ['item']),
  apply(settings, context) {
    const { build, problem } = context
    const item = namedItem(context, ['item'], settings['item'])
    const last = build.story(publications).findLast(({ content }) => content.item === item)
    if (item === undefined) return
    if (!last) {
      problem(['item'], 'nothing was published of it yet', 'publish a revision first: "- publish-revision: …"')
      return
    }
    const version = versionOf(settings, context, item, true)
    publish(build, last.content, version, timesOf(settings, context))
  },
}
