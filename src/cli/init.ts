import { stringify } from 'yaml'

import type { FlowName } from '../domain/names.js'
import { baseNames, flowNames, sinkNames, sourcesOf, variableOf, variablesOf } from './names.js'

export interface InitAnswers {
  /** Flows that the integration covers; all of them: the line is a comment. */
  readonly flows: readonly FlowName[]
  /** Program and arguments that start it. */
  readonly command: readonly string[]
  readonly deliver: 'webhook' | 'feed'
  /** How long it may take until it is ready, where that is longer than usual. */
  readonly ready_ms?: number | undefined
}

/** A value on one line of YAML, quoted where it must be. */
function inline(value: unknown): string {
  return stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trimEnd()
}

/** The text of a commented config file; it is valid as it is. */
export function configText(answers: InitAnswers): string {
  const { flows, command, deliver, ready_ms = 15_000 } = answers
  const all = flows.length === 0 || flowNames.every((flow) => flows.includes(flow))
  return `# yaml-language-server: $schema=./node_modules/mfgsync/schemas/config.schema.json
# What mfgsync cannot guess about your integration. Everything that is commented out shows its default or an example.
version: 1

target:
  # A program and its arguments. No shell reads them. Your program finds everything else in its environment:
  # ${variablesOf(flows).join(', ')},
  # PORT, MFGSYNC_STATE_DIR.
  start:
    command: ${inline(command)}
  # It is stopped by SIGTERM and killed by SIGKILL, its whole process tree. Other ways (here for compose):
  # stop: {command: [docker, compose, stop]}
  # kill: {command: [docker, compose, kill]}
  # Makes it forget earlier runs. Without it, business keys get a prefix per run.
  # reset: {http: {method: POST, url: "http://127.0.0.1:\${PORT}/admin/reset"}}

  # How one sees that it takes messages: port, http, log or delay_ms.
  ready: ${deliver === 'webhook' ? `{port: true, timeout_ms: ${ready_ms}}` : '{delay_ms: 300}'}
  # cwd: .

  # Names of its own, mapped from those above.
  # env:
  #   SAP_BASE_URL: \${${variableOf(sinkNames[0])}}

  # Flows that it covers. Others are played by a stand-in, and not judged.
  ${all ? `# flows: ${inline(flowNames)}` : `flows: ${inline(flows)}`}

  # How facts reach it: as CloudEvents by webhook, or by polling
  # ${sourcesOf(flows)
    .map((source) => `GET \${${variableOf(source)}}/events`)
    .join(', ')}.
  deliver:
    mode: ${deliver}
${
  deliver === 'webhook'
    ? `    # content_mode: structured
    # paths: ${inline(Object.fromEntries((all ? flowNames : flows).map((flow) => [flow, '/events'])))}
    # credentials_env: WEBHOOK_AUTHORIZATION
`
    : ''
}
  # If it is slow: its longest pause between two tries, and how long it waits for an answer. Runs wait accordingly.
  # patience: {retry_interval_ms: 10000, client_timeout_ms: 5000}

# Where it hands facts to people that it cannot post: desk (POST to MFGSYNC_EXCEPTIONS_URL), nack, none, or
#   {file: "\${MFGSYNC_STATE_DIR}/exceptions.jsonl"}
#   {log: 'EXCEPTION (?<key>\\S+) (?<reason>.*)'}
#   {http: {url: "http://127.0.0.1:\${PORT}/exceptions", items: items, fields: {key: fact}}}
exceptions: desk

# Only if the reference in its postings is not the business key as it is:
# attribution:
#   transform: [{prefix: PLANT/}, {take_last: 10}]

# network:
#   target_port: 8080
#   ports: ${inline(Object.fromEntries(baseNames.map((name, index) => [name, 4001 + index])))}
`
}
