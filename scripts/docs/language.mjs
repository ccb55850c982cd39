// What a scenario may say: the pages of the language and of the faults.
import { code, codes, page, settingRows, table, valueWords } from './words.mjs'

export function language({ documentSchema, steps, faultEntries, formats, mustReach }) {
  const { phases: _phases, ...properties } = documentSchema.properties
  const said = new Set()
  const fileRows = settingRows({ ...documentSchema, properties }, formats)
    .filter(([key, ...rest]) => {
      const setting = /^`landscape\.systems\.[^.]+\.(.+)`$/.exec(key)?.[1]
      const words = JSON.stringify([setting, ...rest])
      if (setting !== undefined && said.has(words)) return false
      said.add(words)
      return true
    })
    .map(([key, value, ...rest]) => [key, value.replace(/one of \d+ words/, 'names of [checks](checks.md)'), ...rest])
  const stepTables = steps.map(({ verb, title, phases, schema }) =>
    [
      `### ${verb}`,
      `${title} Phases: ${codes(phases)}.`,
      schema.properties
        ? table(['key', 'value', 'default', 'what'], settingRows(schema, formats))
        : `Value: ${valueWords(schema, formats)}. ${schema.description ?? ''}`,
    ].join('\n\n'),
  )
  return page(
    'Scenario language',
    'A scenario is one YAML file, and it is data: it runs no command and reads no file. `mfgsync scenarios new NAME` writes one ' +
      'that runs as it is, `mfgsync scenarios lint FILE` says everything that is wrong with it, ' +
      'and editors complete it with `schemas/scenario.schema.json`.',
    '## The file',
    'A setting that several systems have alike stands at the first of them.',
    table(['key', 'value', 'default', 'what'], fileRows),
    '## Phases',
    table(
      ['phase', 'what'],
      Object.entries(documentSchema.properties.phases.properties).map(([name, { description }]) => [code(`phases.${name}`), description]),
    ),
    'Any value may be written `{ $size: name }`: it stands for `sizes.quick.name` or `sizes.full.name`, whichever is run.',
    '## Verbs',
    'Any of them but `wait` may say `only: clean` or `only: faulty` besides: it is then left out of the other variants. What is `faulty` ' +
      'happens in a storm too.',
    ...stepTables,
    '## Faults',
    `Entries of \`faulty\`: ${faultEntries.map(({ verb }) => `[${verb}](faults.md#${verb})`).join(', ')}.`,
    '## Must reach',
    table(
      ['name', 'what'],
      mustReach.map(({ name, title }) => [code(name), title]),
    ),
    '## How values are written',
    table(
      ['form', 'words'],
      Object.entries(formats).map(([name, { words }]) => [name, words]),
    ),
  )
}

export function faults({ faultKinds, faultEntries, formats }) {
  const points = [
    ['P0', 'before the connection stands'],
    ['P1', 'the request, before it arrives'],
    ['P2', 'it arrived, and nothing has happened yet'],
    ['P3', 'the effect is committed, the answer is not sent'],
    ['P4', 'the answer itself'],
    ['P5', 'in the middle of the answer'],
    ['P6', 'the answer, later than the caller waits'],
    ['P7', 'a delivery that was made already'],
    ['P8', 'deliveries that change places'],
    ['O', 'a link, for a while'],
    ['link', 'a link or a message, in time only'],
    ['kill', 'the process of the target'],
    ['system', 'the state of a system'],
  ]
  const { firing } = faultEntries[0].schema.properties
  const subjects = new Map()
  for (const { verb, schema } of faultEntries) {
    const key = JSON.stringify(schema.properties.on)
    subjects.set(key, { schema: schema.properties.on, verbs: [...(subjects.get(key)?.verbs ?? []), verb] })
  }
  const addressed = [...subjects.values()].map(({ schema, verbs }) =>
    [
      `### ${schema.description.replace(/\.$/, '')}`,
      `\`on\` of ${verbs.map((verb) => `[${verb}](#${verb})`).join(', ')}.`,
      ...(schema.properties && Object.keys(schema.properties).length > 0
        ? [
            table(
              ['key', 'value', 'default', 'what'],
              settingRows(schema, formats, 'on.').map(([key, value, ...rest]) => [
                key,
                value.replace(/one of \d+ words/, 'one of the [operations](systems.md)'),
                ...rest,
              ]),
            ),
          ]
        : []),
    ].join('\n\n'),
  )
  const sections = faultEntries.map(({ verb, title, schema, kind: kindName }) => {
    const kind = faultKinds.find(({ name }) => name === kindName)
    const { on: _on, firing: _firing, ...properties } = schema.properties
    const rows = settingRows({ ...schema, properties }, formats)
    return [
      `## ${verb}`,
      title,
      `Point ${code(kind.point)}; on ` +
        `${kind.directions.map((way) => (way === 'call' ? 'calls to a system' : 'deliveries to the target')).join(' and ')}; ` +
        `\`${kind.firing}\` fire by default; needs of the wire ${codes(kind.needs({}))}.`,
      rows.length > 0 ? table(['key', 'value', 'default', 'what'], rows) : 'It has no settings of its own.',
    ].join('\n\n')
  })
  return page(
    'Faults',
    'Entries of `faulty` in a scenario. A fault never invents a success, and a definite refusal never follows an effect. Every ' +
      'fault has its own settings (below), and these two:',
    table(
      ['key', 'value', 'default', 'what'],
      [
        ['`on`', 'mapping', '', 'What it disturbs.'],
        [
          '`firing`',
          valueWords(firing, formats),
          'as the fault says',
          'Whether a run in which it never fires is worth nothing (must) or not (may).',
        ],
      ],
    ),
    table(['point', 'where on the way'], points),
    ...sections,
    '## What a fault is put on',
    ...addressed,
  )
}
