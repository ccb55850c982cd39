import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { curlLines } from '../../../src/cli/serve-text.js'

const key = `MC_200001 "Zürich" & O'Hare; 東京/#+% $(id)`
const operation = (id: string, method: string, path: string) => ({ id, method, path, title: id, dedupe: '-' })
const erp = {
  name: 'erp',
  title: 'ERP',
  url: 'http://127.0.0.1:4000/erp',
  operations: [operation('order.query', 'GET', '/orders'), operation('order.post', 'POST', '/orders/{order}/postings')],
}
const input = { order: key, reference: key }

test('lines to paste are one word per argument for a shell, and lead to what they name, whatever stands in a name', () => {
  const example = {
    source: 'mes',
    businessKey: key,
    about: 'order',
    system: 'erp',
    operation: 'order.post',
    input,
    query: {},
    body: { reference: key },
  }
  const lines = curlLines([erp], example, 'http://127.0.0.1:4000/_mfgsync').split('\n')
  const curls = lines.map((line) => line.trim()).filter((line) => line.startsWith('curl '))
  const words = curls.map((line) => {
    const { stdout } = spawnSync('sh', ['-c', line.replace(/^curl/, "printf '%s\\n'")], { encoding: 'utf8' })
    return stdout.trimEnd().split('\n')
  })
  const post = words.find((line) => line.includes('POST') && line.some((word) => word.includes('/orders/'))) ?? []
  expect(post.map((word) => (word.startsWith('http') ? decodeURIComponent(word.split('/').at(-2) ?? '') : word))).toEqual([
    '-X',
    'POST',
    key,
    '-H',
    'content-type: application/json',
    '-H',
    `idempotency-key: ${encodeURIComponent(key)}`,
    '-d',
    JSON.stringify({ reference: key }),
  ])
  const queries = words.flatMap((line) => line.filter((word) => word.includes('?'))).map((url) => [...new URL(url).searchParams.values()])
  expect(queries.filter((values) => values.includes(key))).toHaveLength(2)
})

test('a feed of each system that has one, and what is put is put and read where it is', () => {
  const served = (name: string, ...operations: readonly ReturnType<typeof operation>[]) => ({
    name,
    title: name,
    url: `http://127.0.0.1:4000/${name}`,
    operations,
  })
  const feed = operation('event.feed', 'GET', '/events')
  const put = operation('item.put', 'PUT', '/items/{item}')
  const systems = [
    served('erp', put, operation('item.read', 'GET', '/items/{item}')),
    served('mes', feed),
    served('plm', feed),
    served('desk'),
  ]
  const about = {
    source: 'plm',
    businessKey: 'PI-000001',
    about: 'item',
    system: 'erp',
    operation: 'item.put',
    input: { item: 'C9', version: 1 },
    query: {},
    body: { version: 1 },
  }
  const lines = curlLines(systems, about, 'http://127.0.0.1:4000/_mfgsync').split('\n')
  expect(lines.map((line) => line.trim()).filter((line) => line.startsWith('curl ') && !line.includes('_mfgsync'))).toEqual([
    "curl 'http://127.0.0.1:4000/plm/events?after=0&limit=1'",
    "curl 'http://127.0.0.1:4000/mes/events?after=0&limit=1'",
    `curl -X PUT 'http://127.0.0.1:4000/erp/items/C9' -H 'content-type: application/json' -d '{"version":1}'`,
    "curl 'http://127.0.0.1:4000/erp/items/C9'",
    "curl 'http://127.0.0.1:4000/erp/openapi.json'",
  ])
  // What cannot be read by itself is not asked for.
  const bare = [served('erp', put), served('plm', feed)]
  expect(curlLines(bare, about, 'http://127.0.0.1:4000')).not.toContain("curl 'http://127.0.0.1:4000/erp/items/C9'")
})
