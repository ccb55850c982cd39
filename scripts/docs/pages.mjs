// The pages of docs/reference/, the scenario schema and the OpenAPI documents of the systems, as text, from the indexes of the code.
// Pure: the same house gives the same pages.
import { config } from './config.mjs'
import { covers } from './covers.mjs'
import { faults, language } from './language.mjs'
import { viewKeys } from './view-keys.mjs'
import { code, codes, commentsAbove, page, table, valueWords } from './words.mjs'

/** Path from the package's root to text, for every generated file. */
export function pages(house) {
  const reference = {
    commands,
    config,
    scenarios,
    'scenario-language': language,
    systems,
    faults,
    checks,
    flows,
    'exit-codes': exitCodes,
    limits,
    journal,
    covers,
    'view-keys': ({ view }) => viewKeys(view),
  }
  return {
    ...Object.fromEntries(Object.entries(reference).map(([name, render]) => [`docs/reference/${name}.md`, render(house)])),
    'schemas/scenario.schema.json': `${JSON.stringify(house.scenarioSchema, null, 2)}\n`,
    'schemas/journal.schema.json': `${JSON.stringify(house.journalSchema, null, 2)}\n`,
    'schemas/baseline.schema.json': `${JSON.stringify(house.baselineSchema, null, 2)}\n`,
    ...Object.fromEntries(
      house.systemKinds.map((kind) => [`mocks/${kind.words.name}/plain/openapi.json`, `${JSON.stringify(kind.openApi(), null, 2)}\n`]),
    ),
  }
}

function commands({ manifest }) {
  const sections = Object.entries(manifest.commands)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, command]) => {
      const name = id.replaceAll(':', ' ')
      const words = Object.entries(command.args ?? {}).map(([arg, { required }]) =>
        required ? arg.toUpperCase() : `[${arg.toUpperCase()}]`,
      )
      const usage = [command.usage].flat()[0] ?? [name, ...words, '[flags]'].join(' ')
      const args = Object.entries(command.args ?? {}).map(([arg, each]) => [
        code(arg.toUpperCase()),
        each.options ? codes(each.options) : '',
        each.default === undefined ? '' : code(each.default),
        each.description ?? '',
      ])
      const flags = Object.entries(command.flags)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([flag, each]) => [
          code(`${each.char ? `-${each.char}, ` : ''}--${each.allowNo ? '[no-]' : ''}${flag}`),
          each.options ? codes(each.options) : each.type === 'option' ? (each.helpValue ?? 'value') : '',
          each.default === undefined ? '' : code(each.default),
          each.description ?? '',
        ])
      const examples = (command.examples ?? []).map((example) => `mfgsync ${String(example).replace('<%= config.bin %> ', '')}`)
      return [
        `## mfgsync ${name}`,
        command.summary ?? '',
        command.description ?? '',
        `\`\`\`\nmfgsync ${usage.replaceAll('<%= command.id %>', name)}\n\`\`\``,
        args.length > 0 ? table(['argument', 'values', 'default', 'what'], args) : '',
        table(['flag', 'values', 'default', 'what'], flags),
        examples.length > 0 ? `\`\`\`\n${examples.join('\n')}\n\`\`\`` : '',
      ]
        .filter((part) => part !== '')
        .join('\n\n')
    })
  return page(
    'Commands',
    'What each prints on its own: `mfgsync <command> --help`. Exit codes: [exit-codes.md](exit-codes.md).',
    ...sections,
  )
}

/** What it can detect, by runs of the reference. */
function casesOf(cases, checks) {
  if (!cases) return 'Which checks it has a case for is not recorded yet: `npm run cases`.'
  const proven = (names) => checks.filter(({ name, provenBy }) => provenBy.length > 0 && names.includes(name)).map(({ name }) => name)
  const advisory = checks.filter(({ name, provenBy }) => provenBy.length === 0 && cases.checks.includes(name)).map(({ name }) => name)
  const more = Object.entries(cases.dedupe).map(([mode, names]) => [mode, proven(names)])
  const only = more.filter(([, names]) => names.length > 0).map(([mode, names]) => ` With \`--dedupe ${mode}\` also ${codes(names)}.`)
  return (
    `Can detect, since it has had a case for it: ${codes(proven(cases.checks))}.${only.join('')}` +
    (advisory.length > 0 ? ` As advice only: ${codes(advisory)}.` : '')
  )
}

function scenarios({ scenarios: all, checks }) {
  const sections = all.map(({ name, title, story, tags, plans, cases }) => {
    const { quick, full } = plans
    const counted = {}
    for (const fault of quick.faults) counted[fault.name] = (counted[fault.name] ?? 0) + 1
    return [
      `## ${name}`,
      title,
      story.trim(),
      table(
        ['', 'quick', 'full'],
        [
          ['facts', quick.facts.length, full.facts.length],
          ['orders', quick.master.orders.length, full.master.orders.length],
          ['burst', `${quick.burst_ms / 1000} s`, `${full.burst_ms / 1000} s`],
          ['faults (faulty)', quick.faults.length, full.faults.length],
        ],
      ),
      `Faults of \`quick\`: ${Object.entries(counted)
        .map(([fault, count]) => `${count} ${fault}`)
        .join(', ')}. Must exercise: ${codes(quick.checks)}. ` +
        `Must reach: ${codes(quick.must_reach.map((reach) => reach.name))}. Tags: ${codes(tags)}.`,
      casesOf(cases, checks),
      `File: [scenarios/${name}.yaml](../../scenarios/${name}.yaml)`,
    ].join('\n\n')
  })
  return page(
    'Scenarios',
    'Variants: `clean` (nothing is disturbed), `faulty` (the default: the faults of the file), `storm` (faults drawn by seed from ' +
      "the messages of this target's own clean run). " +
      'Sizes: `quick` (the default) and `full`. Figures below are those of seed 1.',
    ...sections,
  )
}

function systems({ systemKinds, operations, limits: all }) {
  const sections = systemKinds.map((kind) => {
    const own = operations.filter((row) => row.system === kind.words.name)
    const dedupe = (row) => (Array.isArray(row.dedupe) ? row.dedupe.join(' or ') : row.dedupe === '-' ? 'a read' : 'natural')
    const rows = own.map((row, index) => {
      const first = own[index - 1]?.operation !== row.operation
      return [
        first ? `${code(`${row.method} ${row.path}`)} ${row.operation}` : '',
        first ? dedupe(row) : '',
        row.status,
        row.definite ? 'definite' : '**in doubt**',
        row.codes.join(', '),
      ]
    })
    const meanings = [...new Map(own.map((row) => [`${row.status} ${row.meaning}`, [row.status, row.meaning]])).values()].sort(
      ([a], [b]) => a - b,
    )
    const { enforce, policies, ...defaults } = kind.defaults
    const rules = Object.entries(enforce).map(([rule, on]) => [`enforce.${rule}`, on])
    return [
      `## ${kind.words.name}`,
      `${kind.words.title}. The target finds it under \`${kind.url.variable}\`. Dialects: ${codes(kind.dialects)}.`,
      'Defaults, which a scenario may change: ' +
        `${[...Object.entries({ ...defaults, ...policies }), ...rules].map(([name, value]) => code(`${name}: ${value}`)).join(', ')}.`,
      `The OpenAPI document is [mocks/${kind.words.name}/plain/openapi.json](../../mocks/${kind.words.name}/plain/openapi.json); ` +
        'the system serves it as `GET /openapi.json`.',
      table(['operation', 'dedupe', 'status', 'effect known?', 'codes'], rows),
      table(['status', 'what it means here'], meanings),
    ].join('\n\n')
  })
  return page(
    'Systems',
    'Every operation, every status. **definite**: whoever reads this answer knows whether an effect happened. **in doubt**: an ' +
      'effect may have happened; look before you post again. ' +
      'A connection that breaks before the whole answer is there leaves the same doubt.',
    'Dedupe is a setting of the system, one mode at a time. `idempotency-key`: the same `Idempotency-Key` with the same body is ' +
      'answered as the first time, without a second effect; ' +
      `the newest ${all.idempotency_keys_count_max} keys are remembered, and the oldest forgotten first. ` +
      '`external-reference`: a reference that a live document has is refused with 409 and the document. `none`, the default, has ' +
      'neither. A query by reference is there in every mode. ' +
      '`natural`: repeating it changes nothing, whatever the mode.',
    ...sections,
  )
}

function checks({ checks: all }) {
  const classes = { S: 'safety', L: 'liveness', D: 'diagnostic' }
  const proof = (check) =>
    check.name === 'vacuity'
      ? 'makes a run `unknown`, never fails one'
      : check.class === 'D'
        ? `diagnostic${check.provenBy.length > 0 ? `; trips on ${check.provenBy.join(', ')}` : ''}`
        : check.provenBy.length > 0
          ? check.provenBy.join(', ')
          : 'advisory'
  return page(
    'Checks',
    'Each judges one promise, from the journal alone. **safety** holds at every moment, and is judged even in a journal that was ' +
      'cut off. **liveness** holds once everything is at rest; before that it is `unknown`. ' +
      '**diagnostic** explains a failure and is never one.',
    'A check can fail a run only if it has convicted an integration with one planted bug. Numbers name integrations in ' +
      '`test/targets/mutants/`. Words name a bug of the integration in `test/fixtures/plugin/`, which brings a toy system, flow and ' +
      'gates for checks that no shipped flow exercises yet. A check that has convicted nobody is **advisory**: printed, without ' +
      'effect on the verdict.',
    table(
      ['no.', 'check', 'class', 'promise', 'proven by'],
      all.map((check) => [check.number, code(check.name), classes[check.class], check.title, proof(check)]),
    ),
  )
}

/** The fields of a payload; those of a list of large things follow it. */
function payloadRows({ properties = {}, required = [] }, prefix = '') {
  return Object.entries(properties).flatMap(([name, field]) => {
    const value = valueWords(field)
    const own = [code(`${prefix}${name}`), value, required.includes(name) ? '' : 'optional', field.description ?? '']
    return value === 'list of mapping' ? [own, ...payloadRows(field.items, `${prefix}${name}[].`)] : [own]
  })
}

function flows({ flows: all, measures }) {
  const units = { item: 'base unit of the item', 'order-item': 'base unit of what the order makes', none: 'counted' }
  const stock = ['out', 'not at all', 'in']
  const sections = all.map(({ words, prefix, types, sequence }) => {
    const payloads = Object.entries(types).map(([type, schema]) => {
      const rows = payloadRows(schema)
      return `\`data\` of ${code(type)}:\n\n${table(['field', 'value', '', 'what'], rows)}`
    })
    return [
      `## ${words.name}`,
      words.title,
      table(
        ['', ''],
        [
          ['from, to', `${words.source} → ${words.sinks.join(', ')}`],
          ['business keys', prefix === undefined ? 'those of the facts that it lives on' : code(`${prefix}-000001`)],
          ['order is owed by', sequence?.words ?? 'nothing'],
        ],
      ),
      ...payloads,
    ].join('\n\n')
  })
  return page(
    'Flows',
    'A flow says which effects a fact obliges. `target.flows` in the config names those that your integration covers; a stand-in ' +
      'plays the others, and they are not judged.',
    ...sections,
    '## Measures',
    'What amounts and counts are of. Sums are kept apart by the dimensions that are named here, and by no others. The last column ' +
      'is what a positive amount does to stock.',
    table(
      ['measure', 'summed by', 'unit', 'moves stock'],
      measures.map(({ name, by, unit, moves }) => [code(name), codes(by), units[unit], stock[moves + 1]]),
    ),
  )
}

function exitCodes({ exitCodes: all, exitCodesSource, worstExitCode }) {
  const comments = commentsAbove(exitCodesSource)
  const bad = Object.values(all)
    .filter((value) => value !== 0)
    .sort((a, b) => (a === b ? 0 : worstExitCode([a, b]) === a ? -1 : 1))
  return page(
    'Exit codes',
    table(
      ['code', 'what it says'],
      Object.entries(all).map(([name, value]) => [value, comments[name] ?? name]),
    ),
    `When several apply, the first of ${bad.join(', ')} is returned.`,
  )
}

function limits({ limits: all, limitsSource }) {
  const comments = commentsAbove(limitsSource)
  const amount = (name, value) => {
    if (/_bytes(_|$)/.test(name)) return value % 1048576 === 0 ? `${value / 1048576} MiB` : `${value / 1024} KiB`
    if (/_ms(_|$)/.test(name)) return value >= 1000 ? `${value / 1000} s` : `${value} ms`
    return String(value)
  }
  return page(
    'Limits',
    'Units are in the names. Whatever is cut off says so, with the count.',
    table(
      ['limit', 'value', 'what'],
      Object.entries(all).map(([name, value]) => [code(name), amount(name, value), comments[name] ?? '']),
    ),
  )
}

function journal({ journalSchema }) {
  const fieldsOf = (schema) =>
    table(
      ['field', 'value', '', 'what'],
      Object.entries(schema.properties ?? {})
        .filter(([name]) => !['seq', 't', 'kind'].includes(name))
        .map(([name, field]) => [
          code(name),
          valueWords(field),
          (schema.required ?? []).includes(name) ? '' : 'optional',
          field.description ?? '',
        ]),
    )
  const sections = Object.entries(journalSchema.$defs).map(([name, definition]) =>
    [
      `## ${name}`,
      definition.description ?? '',
      ...(definition.oneOf ? definition.oneOf.flatMap((branch) => [branch.description, fieldsOf(branch)]) : [fieldsOf(definition)]),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  )
  return page(
    'Journal',
    journalSchema.description,
    'Everything that is judged and shown comes from this file; `mfgsync check FILE` gives the verdicts of the run again. Every ' +
      'record has `seq` (the order of everything, from 1), `t` (milliseconds since the start, for people) and `kind`. ' +
      'The JSON Schema is [schemas/journal.schema.json](../../schemas/journal.schema.json).',
    ...sections,
  )
}
