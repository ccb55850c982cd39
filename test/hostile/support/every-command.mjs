// Runs calls of the command line one after the other in this process, and writes what each printed to a file: argv [calls, results].
import { readFileSync, writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [root, calls, results] = process.argv.slice(2)
const { start } = await import(pathToFileURL(`${root}/dist/cli/start.js`).href)
process.setMaxListeners(0)
let printed = ''
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (text, ...rest) => {
    printed += text
    rest.find((each) => typeof each === 'function')?.()
    return true
  }
}
class Exit extends Error {}
process.exit = (code) => {
  process.exitCode = code
  throw new Exit()
}
const done = []
for (const { words, interrupted } of JSON.parse(readFileSync(calls, 'utf8'))) {
  printed = ''
  process.exitCode = 0
  process.argv = [process.execPath, 'mfgsync', ...words]
  const timer = interrupted && setInterval(() => printed !== '' && process.emit('SIGINT', 'SIGINT'), 50)
  try {
    await start(pathToFileURL(`${root}/bin/run.js`).href)
  } catch (error) {
    if (!(error instanceof Exit)) throw error
  }
  clearInterval(timer)
  done.push({ words, code: process.exitCode, printed })
  writeFileSync(results, JSON.stringify(done))
}
process.reallyExit(0)
