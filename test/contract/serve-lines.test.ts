import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { curlLines } from '../../src/cli/serve-text.js'
import { serveScenario } from '../../src/explore/serve.js'
import { scenarioNames } from '../../src/scenario/index.js'
import { defaultNetwork } from '../../src/sim/index.js'
import { everything } from '../e2e/support/proof.js'
import { root } from '../support/source-files.js'

/** Lines as a shell takes them apart. */
function wordsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const script = `curl() { printf '%s\\0' "$@"; printf '\\n\\0'; }\n${lines.join('\n')}\n`
  const parts = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\n\0')
  return parts.slice(0, -1).map((part) => part.split('\0').slice(0, -1))
}

/** Does what curl would do. */
async function typed(words: readonly string[]): Promise<{ readonly status: number; readonly text: string }> {
  const after = (flag: string): readonly string[] => words.flatMap((word, index) => (words[index - 1] === flag ? word : []))
  const [body] = after('-d')
  const [method = body === undefined ? 'GET' : 'POST'] = after('-X')
  const headers = after('-H').map(
    (line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()] as [string, string],
  )
  const url = words.find((word) => word.startsWith('http')) ?? ''
  const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) })
  return { status: response.status, text: await response.text() }
}

const curls = (text: string): readonly string[] => text.split('\n').flatMap((line) => /^\s*(curl .*)$/.exec(line)?.[1] ?? [])

/** Lines of a page that name a port, which the server that answers them does not have. */
const ofPages = ['docs/serve.md', 'README.md'].flatMap((page) => curls(readFileSync(`${root}/${page}`, 'utf8')))

// What is asked for first is of another kind in each: a confirmation, a movement, an item, a bill of material, a version, an order.
const kinds = ['hello-confirmation', 'goods-movements', 'item-master-sync', 'bom-rollback', 'planning-versions', 'shift']

test.each(everything ? scenarioNames() : kinds)('every line that serve prints for %s is answered as it is meant', async (scenario) => {
  const serving = await serveScenario({
    scenario,
    network: { ...defaultNetwork, one_host: true },
    tool: '0',
    onError: (message) => expect.fail(message),
  })
  try {
    const { origin } = new URL(serving.controlUrl)
    const printed = curls(curlLines(serving.systems, serving.example, serving.controlUrl))
    expect(printed.some((line) => /-X (POST|PUT)/.test(line))).toBe(true)
    const asked = [...printed, ...ofPages.map((line) => line.replaceAll('http://127.0.0.1:4000', origin))]
    for (const words of wordsOf(asked)) {
      const { status, text } = await typed(words)
      expect(status, `${words.join(' ')}\n${text}`).toBeLessThan(300)
      if (words.some((word) => word.includes('?reference='))) expect(text, words.join(' ')).not.toContain('"items":[]')
    }
  } finally {
    await serving.close()
  }
})

test('the pages have such lines', () => expect(ofPages.length).toBeGreaterThan(3))
