// The page "What this covers": the rows of the source against the members that show each.
import { rows as allRows, sections } from './source.mjs'
import { code, page, table } from './words.mjs'

const link = (file, name) => `[${name}](${file}#${name})`
const linked = (file, names) => names.map((name) => link(file, name)).join(', ')
const named = (members) => members.map(({ words, name }) => words?.name ?? name)

/** What shows a row: names, by kind of member. */
export function shownBy({ id }, { scenarios, flows, checks, figureKinds, systemKinds }) {
  const carries = ({ name, words, covers = [] }) => (words?.name ?? name) === id || covers.includes(id)
  const isSystem = systemKinds.some(carries)
  const isOf = ({ words }) => words.source === id || words.sinks.includes(id)
  const own = flows.filter(isSystem ? isOf : carries)
  const tagged = scenarios.filter(({ name, tags }) => name === id || tags.includes(id))
  const inPlan = ({ plans }) => plans.quick.flows.some((flow) => named(own).includes(flow)) && (!isSystem || id in plans.quick.systems)
  return {
    systems: isSystem ? [id] : [],
    scenarios: named(tagged.length > 0 && !isSystem ? tagged : scenarios.filter(inPlan)),
    flows: named(own),
    checks: named(checks.filter(carries)),
    figures: named(figureKinds.filter(carries)),
  }
}

/** Nothing at all shows it. */
export const isEmpty = (shown) => Object.values(shown).every((names) => names.length === 0)

/** A line to type that shows it. */
function commandOf({ id, command }, { systems, scenarios, checks, figures, flows }, house) {
  if (command !== undefined) return command
  if (systems.length > 0) return `mfgsync systems show ${id}`
  const [first] = scenarios.length > 0 ? scenarios : scenariosThatTry({ checks, flows }, house)
  if (figures.length > 0 && first === undefined) return 'mfgsync report .mfgsync'
  return first === undefined ? '' : `mfgsync simulate ${first}`
}

/** Scenarios that have had a case for a check, or have facts of a flow. */
function scenariosThatTry({ checks, flows }, { scenarios }) {
  const tries = ({ cases, plans }) =>
    checks.some((name) => cases?.checks.includes(name)) || plans.quick.flows.some((flow) => flows.includes(flow))
  return scenarios.filter(tries).map(({ name }) => name)
}

function rowOf(row, house) {
  const shown = shownBy(row, house)
  const command = commandOf(row, shown, house)
  return [
    row.title,
    linked('scenarios.md', shown.scenarios),
    linked('flows.md', shown.flows),
    shown.checks.map(code).join(', '),
    shown.figures.map(code).join(', '),
    command !== '' ? code(command) : isEmpty(shown) ? '**nothing yet**' : '',
  ]
}

export function covers(house) {
  const open = allRows.filter((row) => row.command === undefined && isEmpty(shownBy(row, house)))
  return page(
    'What this covers',
    'What was asked for, row by row: the systems of a factory, the patterns in which they are integrated, the controls, the figures that ' +
      'a plant leader asks for, and the points of governance; against the scenarios, flows, checks and figures that show each, and a ' +
      'command to see it. The rows stand in `scripts/docs/source.mjs`; what shows one carries its name.',
    open.length === 0
      ? 'Every row is shown by something.'
      : `Not covered: ${open.map(({ title }) => title.replace(/: .*/, '').toLowerCase()).join('; ')}.`,
    ...sections.flatMap(({ title, rows }) => [
      `## ${title}`,
      table(
        ['what', 'scenarios', 'flows', 'checks', 'figures', 'see it'],
        rows.map((row) => rowOf(row, house)),
      ),
    ]),
    'Checks are listed in [checks.md](checks.md), figures in [figures of a plant](../plant-figures.md). The size `full`, storms, ' +
      'dedupe modes and ways of delivery multiply each of these rows; the table does not repeat them.',
  )
}
