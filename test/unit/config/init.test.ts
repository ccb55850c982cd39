import { describe, expect, test } from 'vitest'

import { readConfig } from '../../../src/cli/config.js'
import { configText } from '../../../src/cli/init.js'
import { flowNames } from '../../../src/cli/names.js'
import { contradictions, targetSettings } from '../../../src/target/settings.js'

describe('the config that init writes', () => {
  test.each([
    { flows: flowNames, command: ['node', 'dist/my-integration.js'], deliver: 'webhook' as const },
    { flows: ['confirmation'] as const, command: ['python3', 'poller.py', 'a "b" #c: {d}', '', "it's"], deliver: 'feed' as const },
    { flows: [], command: ['C:\\Program Files\\x.exe', '- yes', '*', '${PORT}'], deliver: 'webhook' as const },
  ])('is valid and means what was answered: $command', (answers) => {
    const read = readConfig(configText(answers), '/plant/mfgsync.config.yaml')
    if ('diagnostics' in read) throw new Error(JSON.stringify(read.diagnostics))
    const settings = targetSettings(read.config.target)
    expect(contradictions(settings)).toEqual([])
    expect(settings.start).toMatchObject({ command: answers.command })
    expect(settings.deliver.mode).toBe(answers.deliver)
    expect(settings.flows).toEqual(answers.flows.length === 1 ? answers.flows : undefined)
    expect(settings.ready.probe).toEqual(answers.deliver === 'webhook' ? { port: true } : { delay_ms: 300 })
  })

  test('every example in its comments is valid too', () => {
    const text = configText({ flows: flowNames, command: ['node', 'x.js'], deliver: 'webhook' })
    const examples = [...text.matchAll(/^( *)# ((stop|kill|reset|cwd|flows|content_mode|paths|credentials_env|patience): .*)$/gm)].map(
      (match) => `${match[1] ?? ''}${match[2] ?? ''}`,
    )
    expect(examples).toHaveLength(9)
    const exceptions = [...text.matchAll(/^# {3}(\{.*\})$/gm)].map((match) => match[1] ?? '')
    expect(exceptions).toHaveLength(3)
    for (const example of examples) {
      const indented = text.replace(/^.*$/gm, (line) => (line.trimStart() === `# ${example.trimStart()}` ? example : line))
      expect(indented).not.toBe(text)
      expect(readConfig(indented, 'x.yaml')).toHaveProperty('config')
    }
    for (const example of exceptions)
      expect(readConfig(text.replace('exceptions: desk', `exceptions: ${example}`), 'x.yaml')).toHaveProperty('config')
    for (const block of ['attribution:\n#   transform', 'network:\n#   target_port: 8080\n#   ports', 'env:\n  #   SAP_BASE_URL']) {
      expect(text).toContain(`# ${block}`)
      const open = text.replace(
        /^( *)# ((?:attribution|network|env):(?:\n *# {3}.*)+)/gm,
        (_whole, indent: string, rest: string) => `${indent}${rest.replace(/\n *# {3}/g, `\n${indent}  `)}`,
      )
      expect(readConfig(open, 'x.yaml')).toHaveProperty('config')
    }
  })

  test('as people see it', () => {
    expect(configText({ flows: ['confirmation', 'reversal'], command: ['node', 'dist/index.js'], deliver: 'feed' })).toMatchInlineSnapshot(`
      "# yaml-language-server: $schema=./node_modules/mfgsync/schemas/config.schema.json
      # What mfgsync cannot guess about your integration. Everything that is commented out shows its default or an example.
      version: 1

      target:
        # A program and its arguments. No shell reads them. Your program finds everything else in its environment:
        # MFGSYNC_ERP_URL, MFGSYNC_MES_URL, MFGSYNC_EXCEPTIONS_URL,
        # PORT, MFGSYNC_STATE_DIR.
        start:
          command: [node, dist/index.js]
        # It is stopped by SIGTERM and killed by SIGKILL, its whole process tree. Other ways (here for compose):
        # stop: {command: [docker, compose, stop]}
        # kill: {command: [docker, compose, kill]}
        # Makes it forget earlier runs. Without it, business keys get a prefix per run.
        # reset: {http: {method: POST, url: "http://127.0.0.1:\${PORT}/admin/reset"}}

        # How one sees that it takes messages: port, http, log or delay_ms.
        ready: {delay_ms: 300}
        # cwd: .

        # Names of its own, mapped from those above.
        # env:
        #   SAP_BASE_URL: \${MFGSYNC_ERP_URL}

        # Flows that it covers. Others are played by a stand-in, and not judged.
        flows: [confirmation, reversal]

        # How facts reach it: as CloudEvents by webhook, or by polling
        # GET \${MFGSYNC_MES_URL}/events.
        deliver:
          mode: feed

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
      #   ports: {erp: 4001, mes: 4002, plm: 4003, wms: 4004, qms: 4005, cmms: 4006, proc: 4007, plan: 4008}
      "
    `)
  })
})
