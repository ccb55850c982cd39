import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { simulate, type FinishedRun, type TargetInput } from '../../src/index.js'
import { listScenarios } from '../../src/scenario/index.js'
import { variants, type Variant } from '../../src/scenario/plan.js'
import { everything, inScratch, recordsOf, story } from './support/proof.js'

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const reference = at('../../examples/reference/index.js')
const patience = { retry_interval_ms: 1500, client_timeout_ms: 1500 }

interface Asked {
  readonly scenario?: string
  readonly variant?: Variant
  readonly settings?: Partial<TargetInput>
}

async function runOf(module: string, folder: string, { scenario = 'hello-confirmation', variant = 'clean', settings }: Asked = {}) {
  const [run] = await simulate({ scenario, variant, out: join(folder, 'runs'), target: { patience, cwd: folder, module, ...settings } })
  if (!run) throw new Error(`${scenario} was not run`)
  return run
}

/** A run of a module that a test writes. */
const written = (source: string, folder: string, asked?: Asked, name = 'target.mjs'): Promise<FinishedRun> => {
  const file = join(folder, name)
  writeFileSync(file, source)
  return runOf(file, folder, asked)
}

const logOf = (run: FinishedRun): string => readFileSync(run.files.targetLog, 'utf8')

/** Posts a confirmation once, by its key; the careful rest is not needed where nothing goes wrong. */
const posting = `
const post = (erp, call, { subject, data }) => call(erp + '/confirmations', {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'idempotency-key': subject },
  body: JSON.stringify({ order: data.order, operation: data.operation, kind: data.kind, yield: data.yield, scrap: data.scrap,
    rework: data.rework, postingDate: data.occurredAt.slice(0, 10), reference: subject }),
})`

describe('a module may be', () => {
  test.concurrent.each([
    [
      'start() that gives back a handler',
      `export const start = ({ env, fetch }) => ({ fetch: async (request) => {
      await post(env.MFGSYNC_ERP_URL, fetch, await request.json())
      return new Response(null, { status: 204 })
    } })`,
    ],
    [
      'a handler alone, with the global fetch and the environment of a process',
      `export async function fetch(request) {
      await post(process.env.MFGSYNC_ERP_URL, globalThis.fetch, await request.json())
      return new Response(null, { status: 204 })
    }`,
    ],
    [
      'a handler as its default',
      `export default { async fetch(request) {
      await post(process.env.MFGSYNC_ERP_URL, globalThis.fetch, await request.json())
      return new Response(null, { status: 204 })
    } }`,
    ],
    [
      'a program with a server',
      `import { createServer } from 'node:http'
      createServer(async (request, response) => {
        let body = ''
        for await (const chunk of request) body += chunk
        await post(process.env.MFGSYNC_ERP_URL, fetch, JSON.parse(body))
        response.writeHead(204).end()
      }).listen(Number(process.env.PORT), '127.0.0.1')`,
    ],
  ])('%s', (_, source) =>
    inScratch(async (folder) => {
      const run = await written(`${source}\n${posting}`, folder)
      expect(run.judgement.verdict, story(run)).toBe('pass')
    }),
  )

  test.concurrent('TypeScript', () =>
    inScratch(async (folder) => {
      const source = `interface Given { readonly env: Record<string, string>; readonly fetch: typeof globalThis.fetch }
        export function start({ env, fetch }: Given) {
          return { fetch: async (request: Request): Promise<Response> => {
            await post(env.MFGSYNC_ERP_URL, fetch, await request.json())
            return new Response(null, { status: 204 })
          } }
        }
        ${posting.replace('(erp, call, { subject, data })', '(erp: string, call: typeof globalThis.fetch, { subject, data }: Event)')}
        interface Event { readonly subject: string; readonly data: Record<string, string> }`
      const run = await written(source, folder, {}, 'target.ts')
      expect(run.judgement.verdict, story(run) + logOf(run)).toBe('pass')
    }))

  test.concurrent('a program that polls for ever', () =>
    inScratch(async (folder) => {
      const settings = { deliver: { mode: 'feed' }, env: { REFERENCE_INTAKE: 'feed' } } as const
      const run = await runOf(reference, folder, { variant: 'faulty', scenario: 'mes-confirmation-burst', settings })
      expect(run.judgement.verdict, story(run)).toBe('pass')
    }))
})

test('each run has the environment of the moment that it is asked for', () =>
  inScratch(async (folder) => {
    const source = `console.log('told', process.env.MFGSYNC_TEST_WORD)
    export const start = () => ({ fetch: () => new Response(null, { status: 204 }) })`
    const told: string[] = []
    for (const word of ['one', 'two']) {
      process.env['MFGSYNC_TEST_WORD'] = word
      told.push(/told (\w+)/.exec(logOf(await written(source, folder)))?.[1] ?? '')
    }
    delete process.env['MFGSYNC_TEST_WORD']
    expect(told).toEqual(['one', 'two'])
  }))

describe('a kill', () => {
  // It counts its lives in a module of its own, and keeps a list of starts in the state folder.
  const counting = `
import { appendFileSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { counter } from './counter.mjs'
export async function start({ env, fetch, signal }) {
  counter.lives += 1
  const file = env.MFGSYNC_STATE_DIR + '/starts'
  appendFileSync(file, counter.lives + '\\n')
  signal.addEventListener('abort', () => appendFileSync(file, 'over\\n'))
  setInterval(() => console.log('beat of start', readFileSync(file, 'utf8').split('\\n').filter((line) => line === '1').length), 50)
  void (async () => { for (;;) { await sleep(50); console.log('tick') } })()
  return { fetch: async (request) => {
    const event = await request.json()
    try {
      await post(env.MFGSYNC_ERP_URL, fetch, event)
      console.log('answered', event.subject)
    } catch (error) { console.log('failed', event.subject, error.message) }
    return new Response(null, { status: 204 })
  } }
}
${posting}`

  test.concurrent('forgets what a module kept, and leaves the state folder; nothing of the dead life goes on', () =>
    inScratch(async (folder) => {
      writeFileSync(join(folder, 'counter.mjs'), 'export const counter = { lives: 0 }\n')
      const scenario = join(folder, 'killed.yaml')
      writeFileSync(
        scenario,
        `version: 1
name: killed
title: The target is killed once its posting is done.
story: The answer of the first confirmation never comes, because nobody is there any more.
phases:
  set-up:
    - dispatch-orders: { count: 1 }
  burst:
    - confirm: { quantities: [11], over: 100ms }
faulty:
  - kill: { point: applied, restart-after: 500ms, on: { calls-to: erp, flow: confirmation, count: 1 } }
expect:
  checks: [every-event-accounted]
`,
      )
      const run = await written(counting, folder, { scenario, variant: 'faulty' })
      const starts = readFileSync(join(run.files.dir, 'state/starts'), 'utf8')
      // Each life found its module new, and heard of its end.
      expect(starts).toBe('1\nover\n1\nover\n')
      const fired = recordsOf(run).flatMap((record) => (record.kind === 'fault.fired' && record.name === 'kill' ? (record.eids ?? []) : []))
      const [key = 'none'] = fired.map((eid) => eid.replace('mes:', ''))
      const [before = '', after = ''] = logOf(run).split('SIGKILL, as scripted')
      // The call of the dead life neither succeeded nor failed for it.
      expect(before).not.toMatch(new RegExp(`(answered|failed) ${key}`))
      expect(before + after).toContain(`answered ${key}`)
      const second = after.slice(after.indexOf('incarnation 2'))
      expect(after.slice(0, after.indexOf('incarnation 2'))).not.toMatch(/beat|tick/)
      expect(second).not.toContain('beat of start 1')
      expect(second).toContain('beat of start 2')
    }))
})

describe('what is wrong with a module is said', () => {
  test.concurrent.each([
    ['it throws as it is loaded', `throw new Error('no database')`, /no database/],
    ['it ends its process', `console.error('no configuration'); process.exit(3)`, /ended with code 3 before it was ready/],
    ['its start fails', `export async function start() { throw new Error('no queue') }`, /ended with code 1 before it was ready/],
    ['it takes no deliveries', `export const start = () => ({})`, /took no deliveries within 15000 ms/],
    ['it is no JavaScript', `this is nothing`, /ended with code 1 before it was ready/],
  ])('%s', (_, source, message) =>
    inScratch(async (folder) => {
      const run = await written(source, folder)
      expect(run.judgement.verdict).toBe('set-up-error')
      expect(run.judgement.why + logOf(run)).toMatch(message)
    }),
  )

  test.concurrent('its stop fails: the run ends all the same, and the log says so', () =>
    inScratch(async (folder) => {
      const source = `export const start = ({ env, fetch }) => ({
        fetch: async (request) => {
          await post(env.MFGSYNC_ERP_URL, fetch, await request.json())
          return new Response(null, { status: 204 })
        },
        stop: () => { throw new Error('no end') },
      })
      ${posting}`
      const run = await written(source, folder)
      expect(run.judgement.verdict, story(run)).toBe('pass')
      expect(logOf(run)).toContain('Error: no end')
    }))

  test.concurrent('it dies while it works: nobody caught what a timer threw', () =>
    inScratch(async (folder) => {
      const source = `export const start = () => ({ fetch: () => {
        setTimeout(() => { throw new Error('late') }, 10)
        return new Response(null, { status: 204 })
      } })`
      const run = await written(source, folder)
      expect(run.judgement.verdict).toBe('set-up-error')
      expect(run.judgement.why).toContain('ended by itself (exit code 1)')
      expect(logOf(run)).toContain('Error: late')
    }))

  test.concurrent('it calls what is no simulated system: unknown, whatever else is wrong', () =>
    inScratch(async (folder) => {
      const source = `export const start = ({ fetch }) => ({ fetch: async () => {
        await fetch('http://127.0.0.1:9/token').catch(() => undefined)
        return new Response(null, { status: 204 })
      } })`
      const run = await written(source, folder)
      expect(run.judgement.verdict).toBe('unknown')
      expect(run.judgement.why).toContain('The target called http://127.0.0.1:9/token, which is no simulated system')
      expect(run.judgement.results.filter((result) => result.verdict === 'fail')).toEqual([])
    }))

  test.concurrent('it waits for something real: unknown, by name', { timeout: 120_000 }, () =>
    inScratch(async (folder) => {
      const source = `import { spawn } from 'node:child_process'
      const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
      export const start = ({ signal }) => {
        signal.addEventListener('abort', () => child.kill())
        return { fetch: () => new Promise((resolve) => child.on('exit', () => resolve(new Response(null, { status: 204 })))) }
      }`
      const run = await written(source, folder)
      expect(run.judgement.verdict).toBe('unknown')
      expect(run.judgement.why).toContain('The target waits for something real: ProcessWrap (1)')
    }),
  )

  test.concurrent('real work that ends is waited for: time stands still until then', () =>
    inScratch(async (folder) => {
      const source = `import { readFile } from 'node:fs/promises'
      export const start = ({ env, fetch }) => ({ fetch: async (request) => {
        for (let count = 0; count < 20; count += 1) await readFile(new URL(import.meta.url))
        await post(env.MFGSYNC_ERP_URL, fetch, await request.json())
        return new Response(null, { status: 204 })
      } })
      ${posting}`
      const run = await written(source, folder)
      expect(run.judgement.verdict, story(run)).toBe('pass')
      const [offer, exposed, served] = ['offer', 'exposed', 'call.served'].map((kind) =>
        recordsOf(run).find((record) => record.kind === kind),
      )
      expect((exposed?.t ?? 0) - (offer?.t ?? 0)).toBeLessThanOrEqual(3)
      expect((served?.t ?? 0) - (exposed?.t ?? 0)).toBeLessThanOrEqual(3)
    }))
})

/** A journal, without what names the run, and the check sum over that. */
function journalOf(run: FinishedRun): string {
  return readFileSync(run.files.journal, 'utf8')
    .replace(`"run":${JSON.stringify(run.id)}`, '"run":"x"')
    .replace(/,"crc32":"\w+"/, '')
}

/** Every variant of every scenario that there is; otherwise storms of those that ship. */
const fixtures = at('../fixtures/scenarios/')
const scenarios = [
  ...listScenarios().map(({ name }) => name),
  ...(everything ? readdirSync(fixtures) : []).filter((file) => file.endsWith('.yaml')).map((file) => join(fixtures, file)),
]

/** A storm has in it what the other variants have. */
const compared = everything ? variants : (['storm'] as const)

describe('two runs of a seed are equal to the byte', () => {
  for (const scenario of scenarios)
    for (const variant of compared)
      test.concurrent(`${scenario.replace(/^.*\//, '')}, ${variant}`, { timeout: 120_000 }, () =>
        inScratch(async (folder) => {
          const one = await runOf(reference, folder, { scenario, variant })
          const two = await runOf(reference, join(folder, 'again'), { scenario, variant })
          expect(journalOf(two)).toBe(journalOf(one))
          expect(readFileSync(two.files.targetLog, 'utf8')).toBe(readFileSync(one.files.targetLog, 'utf8'))
        }),
      )
})
