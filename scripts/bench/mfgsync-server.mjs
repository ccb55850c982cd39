// The simulated systems as `mfgsync serve` has them, with one order that takes everything and a journal of every call.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mkdtempSync, rmSync } from 'node:fs'
import { planOf } from '../../build/index.js'
import { serveScenario } from '../../build/explore/serve.js'

const folder = mkdtempSync(join(tmpdir(), 'mfgsync-bench-'))
const plan = planOf({ scenario: 'hello-confirmation', variant: 'clean' })
const serving = await serveScenario({
  scenario: 'hello-confirmation',
  network: { ports: {}, one_host: false, bind: '127.0.0.1', allow_hosts: [] },
  tool: 'bench',
  journal: join(folder, 'journal.jsonl'),
  onError: (message) => process.stderr.write(`${message}\n`),
})
const [order] = plan.master.orders
process.stdout.write(`ORDER ${order.id} ${order.operations[0].id}\n`)
process.stdout.write(`URL ${serving.systems.find((system) => system.name === 'erp').url}\n`)
process.on('SIGUSR2', () => process.stdout.write(`CPU ${process.cpuUsage().user + process.cpuUsage().system}\n`))
process.on('SIGTERM', async () => {
  await serving.close()
  rmSync(folder, { recursive: true, force: true })
  process.exit(0)
})
