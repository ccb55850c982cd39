interface ShownPlan {
  readonly scenario: { readonly name: string; readonly title: string }
  readonly flows: readonly string[]
  readonly facts: readonly { readonly flows: readonly string[] }[]
  readonly faults: readonly { readonly name: string; readonly firing: string }[]
  readonly checks: readonly string[]
  readonly must_reach: readonly { readonly title: string }[]
  readonly burst_ms: number
}

interface ShownCheck {
  readonly name: string
  readonly title: string
  readonly provenBy: readonly string[]
}

/** One scenario, told for people. What it detects is what its checks have convicted; the rest is said to be unproven. */
export function scenarioText(shown: {
  readonly plan: ShownPlan
  readonly story: string
  readonly file: string
  readonly checks: readonly ShownCheck[]
}): string {
  const { plan, story, file, checks } = shown
  const counts = plan.flows.map((flow) => `${plan.facts.filter((fact) => fact.flows.includes(flow)).length} ${flow}`)
  const faults = [...new Set(plan.faults.map((fault) => fault.name))].map(
    (name) => `${plan.faults.filter((fault) => fault.name === name).length} ${name}`,
  )
  const exercised = checks.filter((check) => plan.checks.includes(check.name))
  const proven = checks.filter((check) => check.provenBy.length > 0)
  const unproven = checks.filter((check) => check.provenBy.length === 0)
  return [
    plan.scenario.name,
    `  ${plan.scenario.title}`,
    '',
    ...story.split('\n').map((line) => `  ${line}`),
    '',
    `Facts        ${counts.join(', ')}, in ${plan.burst_ms / 1000} s (quick)`,
    `Faults       ${faults.join(', ') || 'none'} (faulty)`,
    `Must reach   ${plan.must_reach.map(({ title }) => title).join(' ') || 'nothing in particular'}`,
    `Exercises    ${exercised.map((check) => check.name).join(', ')}`,
    '',
    'Can detect: each of these has convicted an integration with one planted bug.',
    ...proven.map((check) => `  ${check.name.padEnd(30)} ${check.provenBy.join(', ').padEnd(24)} ${check.title}`),
    '',
    'Cannot prove: advisory until an integration with that bug has been convicted; printed, and fail no run.',
    ...unproven.map((check) => `  ${check.name.padEnd(30)} ${check.title}`),
    '',
    `File         ${file}`,
    '',
  ].join('\n')
}
