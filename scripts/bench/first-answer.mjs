// From the start of the process to the first answer of every simulated system, against a bare node:http server.
import { spawn } from 'node:child_process'
import { get } from 'node:http'
import { fileURLToPath } from 'node:url'

const here = (name) => fileURLToPath(new URL(name, import.meta.url))

function answered(url) {
  return new Promise((resolve, reject) => get(url, (response) => response.resume().on('end', resolve)).on('error', reject))
}

/** Milliseconds until each URL that the process prints has answered once. `count`: how many it prints. */
function measure(args, pattern, count) {
  const start = process.hrtime.bigint()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let text = ''
    child.on('error', reject)
    child.stdout.on('data', (chunk) => {
      text += chunk
      const urls = [...text.matchAll(pattern)].map((match) => match[1])
      if (urls.length < count) return
      child.stdout.removeAllListeners('data')
      Promise.all(urls.map(answered)).then(() => {
        const ms = Number(process.hrtime.bigint() - start) / 1e6
        child.on('exit', () => resolve(ms))
        child.kill('SIGTERM')
      }, reject)
    })
  })
}

export async function firstAnswerPairs(count) {
  const ours = () => measure([here('../../bin/run.js'), 'serve'], /^(?:ERP|MES|DESK)\s+(http:\S+)/gm, 3)
  const bare = () => measure([here('bare-server.mjs')], /^URL (\S+)/gm, 1)
  await ours()
  await bare()
  const rows = []
  for (let index = 0; index < count; index += 1) rows.push({ a: await ours(), b: await bare() })
  return rows
}
