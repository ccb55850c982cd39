// The paths of somebody who is new, from an empty folder to a first verdict, with the package as it was installed:
//   node scripts/newcomer.mjs FOLDER      FOLDER has mfgsync in its node_modules
// README line by line, the page that begins with init --flows, and what init writes to begin with, in each language that is here.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stepsOf } from './docs/page-commands.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const installed = resolve(process.argv[2] ?? '.', 'node_modules')
const page = (path) => readFileSync(join(root, path), 'utf8')
const hello = { line: 'npx mfgsync simulate hello-confirmation', exit: 0 }
const init = (what) => [{ line: `npx mfgsync init ${what}`, exit: 0 }, hello]

const paths = [
  { name: 'README, line by line (JavaScript)', steps: stepsOf(page('README.md')) },
  { name: 'receipts by hand, line by line (JavaScript)', steps: stepsOf(page('docs/receipts-by-hand.md')) },
  { name: 'init --python', needs: 'python3', steps: init('--python') },
  { name: 'init --java', needs: 'javac', steps: init('--java') },
  { name: 'init --express', needsPackage: 'express', steps: init('--express') },
]

/** Many seeds are many times the same, and what is installed already is not installed again. */
function shortened(steps) {
  return steps.flatMap((step) => {
    if (step.save !== undefined) return [step]
    if (step.line.startsWith('npm ')) return []
    return [{ ...step, line: step.line.replace(/--seeds (\d+)-\d+/, '--seeds $1').replace('npx mfgsync', 'npx --no-install mfgsync') }]
  })
}

/** Runs a line as a person's shell does. */
function typed(line, cwd) {
  return new Promise((done) => {
    const child = spawn('bash', ['-c', line], { cwd, env: { ...process.env, CI: '' }, stdio: ['ignore', 'pipe', 'pipe'] })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (said += text))
    child.once('close', (code) => done({ code, said }))
  })
}

async function walked({ name, needs, needsPackage, steps }) {
  if (needsPackage !== undefined && !existsSync(join(installed, needsPackage))) {
    return { name, result: 'absent', text: `ABSENT  ${name}: ${needsPackage} is not installed beside mfgsync, so nobody walked it.` }
  }
  if (needs !== undefined && spawnSync(needs, ['--version']).error) {
    return { name, result: 'absent', text: `ABSENT  ${name}: there is no ${needs} on this machine, so nobody walked it.` }
  }
  const cwd = mkdtempSync(join(tmpdir(), 'mfgsync-newcomer-'))
  try {
    symlinkSync(installed, join(cwd, 'node_modules'))
    const from = performance.now()
    let first
    for (const step of shortened(steps)) {
      if (step.save !== undefined) {
        mkdirSync(dirname(join(cwd, step.save)), { recursive: true })
        writeFileSync(join(cwd, step.save), step.text)
        continue
      }
      const { code, said } = await typed(step.line, cwd)
      if (code !== (step.exit ?? 0)) return { name, result: 'failed', text: `FAIL  ${name}: "${step.line}" ended with ${code}:\n${said}` }
      // The demo is not theirs.
      if (first === undefined && /^(PASS|FAIL) {2}/m.test(said) && !step.line.includes('--demo')) first = performance.now()
    }
    if (first === undefined) return { name, result: 'failed', text: `FAIL  ${name}: there was no verdict` }
    return { name, result: 'passed', text: `ok    ${name}: first verdict after ${((first - from) / 1000).toFixed(1)} s` }
  } finally {
    rmSync(cwd, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }
}

// They mostly wait: all at once.
const ended = await Promise.all(paths.map(walked))
for (const { text } of ended) console.log(text)
const count = (result) => ended.filter((each) => each.result === result).length
console.log(`${count('passed')} passed, ${count('failed')} failed`)
process.exitCode = count('failed') > 0 ? 1 : 0
