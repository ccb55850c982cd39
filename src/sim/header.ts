import { limits } from '../domain/limits.js'
import { measures } from '../domain/measures/index.js'
import type { Words } from '../domain/words.js'
import { flows } from '../flows/index.js'
import type { JournalHeader, SystemFacts } from '../journal/header.js'
import { journalFormat, journalVersion } from '../journal/records.js'
import type { Plan } from '../scenario/plan.js'
import { systemKinds } from '../systems/index.js'
import { deliveryMode, exceptionSource, patienceMs } from '../target/settings.js'
import type { RunOptions } from './run-types.js'
import { sourcesOf } from './sources.js'

/** The journal's first line: everything that judging needs, so that the file is enough. */
export function headerOf(options: RunOptions, startedAt: string, namespace: string): JournalHeader {
  const { plan, target } = options
  const { facts, ...rest } = plan
  const systems: Record<string, SystemFacts> = {}
  for (const [name, { dialect, dedupe, enforce, policies }] of Object.entries(plan.systems))
    systems[name] = { dialect, dedupe, query_by_reference: true, enforce, policies }
  const { retry_interval_ms } = target.patience
  return {
    kind: 'header',
    format: journalFormat,
    version: journalVersion,
    tool: options.tool,
    run: options.run,
    startedAt,
    namespace,
    twin: true,
    words: wordsOf(plan),
    target: {
      label: target.label,
      covers: plan.flows.filter((flow) => !target.flows || target.flows.includes(flow)),
      delivery: Object.fromEntries(sourcesOf(plan).map((name) => [name, deliveryMode(target.deliver, name)])),
      attribution: target.attribution,
      exceptions: exceptionSource(target.exceptions),
      patience_ms: patienceMs(target),
      ...(retry_interval_ms !== undefined && { retry_interval_ms }),
      quiet_ms: limits.quiet_ms_default,
      grace_ms: limits.grace_ms_default,
    },
    systems,
    plan: { ...rest, facts_count: facts.length },
  }
}

/** What people call the systems and flows of a plan, and everything that is measured. */
export function wordsOf(plan: Pick<Plan, 'systems' | 'flows'>): Words {
  return {
    systems: systemKinds.flatMap(({ words }) => (plan.systems[words.name] ? [words] : [])),
    flows: flows.flatMap(({ words }) => (plan.flows.includes(words.name) ? [words] : [])),
    measures,
  }
}
