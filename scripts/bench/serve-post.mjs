// POST to the ERP's ledger, validated and journalled, against the bare server: in turn, in pairs.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { load } from './load.mjs'

const connections = 32

function start(script) {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url))], { stdio: ['ignore', 'pipe', 'inherit'] })
  return new Promise((resolve, reject) => {
    let text = ''
    child.on('exit', (code) => reject(new Error(`${script} ended with ${code}`)))
    child.stdout.on('data', (chunk) => {
      text += chunk
      const url = /^URL (.*)$/m.exec(text)?.[1]
      if (!url) return
      const [, order, operation] = /^ORDER (\S+) (\S+)$/m.exec(text) ?? ['', '100001', '0010']
      const cpu = () =>
        new Promise((told) => {
          const before = text.length
          const look = () => {
            const value = /^CPU (\d+)$/m.exec(text.slice(before))?.[1]
            if (value === undefined) return
            child.stdout.off('data', look)
            told(Number(value))
          }
          child.stdout.on('data', look)
          child.kill('SIGUSR2')
        })
      resolve({
        url,
        order,
        operation,
        cpu,
        end: () =>
          new Promise((ended) => {
            child.removeAllListeners('exit')
            child.on('exit', ended)
            child.kill('SIGTERM')
          }),
      })
    })
  })
}

function bodyOf({ order, operation }, prefix) {
  return (index) =>
    `{"order":"${order}","operation":"${operation}","kind":"partial","yield":{"quantity":1,"unit":"EA"},` +
    `"postingDate":"2026-03-02","reference":"${prefix}-${index}"}`
}

/** Requests per second of one server and its processor time per request, the store growing from empty. */
async function rate(script, total, prefix) {
  const server = await start(script)
  const options = { url: server.url, path: '/confirmations', connections }
  await load({ ...options, body: bodyOf(server, `${prefix}-warm`), total: 3_000 })
  const before = await server.cpu()
  const perSecond = await load({ ...options, body: bodyOf(server, prefix), total })
  const cpu_us = ((await server.cpu()) - before) / total
  await server.end()
  return { perSecond, cpu_us }
}

export async function postPairs(pairs, total) {
  const rows = []
  for (let pair = 0; pair < pairs; pair += 1) {
    const bare = await rate('bare-server.mjs', total, `b${pair}`)
    const ours = await rate('mfgsync-server.mjs', total, `m${pair}`)
    rows.push({ bare, ours, ratio: ours.perSecond / bare.perSecond, cpuRatio: bare.cpu_us / ours.cpu_us })
  }
  return rows
}

/** Requests per second of consecutive slices while the ledger grows to `slices × size` documents. */
export async function growth(slices, size) {
  const server = await start('mfgsync-server.mjs')
  const rates = []
  for (let slice = 0; slice < slices; slice += 1) {
    rates.push(await load({ url: server.url, path: '/confirmations', connections, body: bodyOf(server, `g${slice}`), total: size }))
  }
  await server.end()
  return rates
}
