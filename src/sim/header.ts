import { limits } from '../domain/limits.js'
import type { JournalHeader, SystemFacts } from '../journal/header.js'
import { journalFormat, journalVersion } from '../journal/records.js'
import { exceptionSource, patienceMs } from '../target/settings.js'
import type { RunOptions } from './run-types.js'

/** The journal's first line: everything that judging needs, so that the file is enough. */
export function headerOf(options: RunOptions, startedAt: string, namespace: string): JournalHeader {
  const { plan, target } = options
  const systems: Record<string, SystemFacts> = {}
  for (const [name, settings] of Object.entries(plan.systems)) {
    if (!settings) continue
    const { dialect, dedupe, enforce, closed_period } = settings
    systems[name] = { dialect, dedupe, query_by_reference: true, enforce, closed_period }
  }
  return {
    kind: 'header',
    format: journalFormat,
    version: journalVersion,
    tool: options.tool,
    run: options.run,
    startedAt,
    namespace,
    target: {
      label: target.label,
      covers: plan.flows.filter((flow) => !target.flows || target.flows.includes(flow)),
      delivery: target.deliver.mode,
      attribution: target.attribution,
      exceptions: exceptionSource(target.exceptions),
      patience_ms: patienceMs(target),
      quiet_ms: limits.quiet_ms_default,
      grace_ms: limits.grace_ms_default,
    },
    systems,
    plan,
  }
}
