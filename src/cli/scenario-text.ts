import { folded } from '../words/fold.js'

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
  readonly number: number
  readonly name: string
  readonly title: string
  readonly provenBy: readonly string[]
}

interface ShownCases {
  readonly checks: readonly string[]
  readonly dedupe: Readonly<Record<string, readonly string[]>>
}

interface Shown {
  readonly plan: ShownPlan
  readonly story: string
  readonly file: string
  readonly checks: readonly ShownCheck[]
  /** What it is known to have cases for; absent for one that does not ship. */
  readonly cases?: ShownCases | undefined
}

/** One scenario, told for people: what it can detect is what it has had a case for, by a check that has convicted. */
export function scenarioText(shown: Shown, columns: number): string {
  const { plan, story, file } = shown
  // Whether a run proved anything is asked of every run.
  const checks = shown.checks.filter(({ number }) => number > 0)
  const counts = plan.flows.map((flow) => `${plan.facts.filter((fact) => fact.flows.includes(flow)).length} ${flow}`)
  const faults = [...new Set(plan.faults.map((fault) => fault.name))].map(
    (name) => `${plan.faults.filter((fault) => fault.name === name).length} ${name}`,
  )
  const exercised = checks.filter((check) => plan.checks.includes(check.name))
  return [
    plan.scenario.name,
    ...indented(plan.scenario.title, columns),
    '',
    ...paragraphs(story).flatMap((paragraph) => [...indented(paragraph, columns), '']),
    ...[
      `Facts        ${counts.join(', ')}, in ${plan.burst_ms / 1000} s (quick)`,
      `Faults       ${faults.join(', ') || 'none'} (faulty)`,
      `Must reach   ${plan.must_reach.map(({ title }) => title).join(' ') || 'nothing in particular'}`,
      `Exercises    ${exercised.map((check) => check.name).join(', ')}`,
    ].flatMap((line) => folded(line, columns, 13)),
    '',
    ...(shown.cases ? knownText(shown.cases, checks, columns) : unknownText(file, columns)),
    '',
    `File         ${file}`,
    '',
  ].join('\n')
}

/** What a file breaks into lines where it is written is broken anew where it is read. */
function paragraphs(story: string): readonly string[] {
  return story
    .trim()
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replaceAll(/\s*\n\s*/g, ' '))
}

function indented(text: string, columns: number): string[] {
  return folded(`  ${text}`, columns, 2)
}

function knownText({ checks: known, dedupe }: ShownCases, checks: readonly ShownCheck[], columns: number): string[] {
  const only = new Map<string, string[]>()
  for (const [mode, names] of Object.entries(dedupe)) for (const name of names) only.set(name, [...(only.get(name) ?? []), mode])
  const cases = checks.filter(({ name }) => known.includes(name) || only.has(name))
  const line = ({ name, title, provenBy }: ShownCheck): string[] => {
    const modes = only.get(name)
    const when = modes ? ` (with --dedupe ${modes.join(' or ')})` : ''
    const by = provenBy.length > 0 ? ` [${provenBy.join(', ')}]` : ''
    return folded(`  ${name.padEnd(30)} ${title}${when}${by}`, columns, 33)
  }
  const without = checks.filter((check) => !cases.includes(check)).map(({ name }) => name)
  return [
    ...folded(
      'Can detect: it has had a case for each of these, and each has convicted an integration with one planted bug [in brackets].',
      columns,
    ),
    ...cases.filter(({ provenBy }) => provenBy.length > 0).flatMap(line),
    '',
    ...folded('Can only advise: it has had a case for these, and none of them has convicted anybody yet; they fail no run.', columns),
    ...cases.filter(({ provenBy }) => provenBy.length === 0).flatMap(line),
    '',
    'Cannot detect: it has no case for these.',
    ...wrapped(without, columns - 2).map((names) => `  ${names}`),
  ]
}

function unknownText(file: string, columns: number): string[] {
  return folded(
    'What it can detect shows in a run: every check is listed there with how many things it had to judge, and those without a case by ' +
      `name. A check that is to have a case, come what may, belongs under expect.checks. mfgsync simulate ${file}`,
    columns,
  )
}

/** Names with commas, in lines of so many characters. */
function wrapped(names: readonly string[], columns: number): string[] {
  const lines: string[] = []
  for (const name of names) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + name.length + 2 <= columns) lines[lines.length - 1] = `${last}, ${name}`
    else lines.push(name)
  }
  return lines
}
