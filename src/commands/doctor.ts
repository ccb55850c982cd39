import { resolve } from 'node:path'
import { BaseCommand } from '../cli/base-command.js'
import { defaultRunsFolder } from '../cli/config.js'
import { exitCodes } from '../cli/exit-codes.js'
import { listenForInterrupts } from '../cli/interrupts.js'
import { chooseTarget, saidFirst, targetFlags } from '../cli/target-choice.js'
import { examine } from '../explore/doctor.js'
import { planCase } from '../explore/plan-cases.js'
import { countdown, hooksMs, killAllNow } from '../sim/index.js'

/** Is the set-up sound? */
export class Doctor extends BaseCommand {
  static override summary = 'Try your set-up step by step: start, ready, one delivery, one understood call, restart, reset.'
  static override flags = { ...targetFlags }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Doctor)
    const chosen = await chooseTarget(flags, process.cwd())
    const plan = planCase('hello-confirmation', { variant: 'clean' })
    const screen = this.screenFor(flags)
    const interrupts = listenForInterrupts({ killAllNow, countdown, say: (text) => screen.error(text), hooks_ms: hooksMs(chosen.target) })
    // Somebody who waits at a terminal wants to know soon; a slow target says so under target.patience.
    const target =
      Object.keys(chosen.target.patience).length > 0
        ? chosen.target
        : { ...chosen.target, patience: { retry_interval_ms: 1_000, client_timeout_ms: 2_000 } }
    for (const sentence of saidFirst(chosen)) screen.error(`${sentence}\n`)
    screen.write(`${chosen.target.label}\n`)
    const steps = await examine({
      plan,
      target,
      network: chosen.network,
      out: resolve(chosen.out ?? defaultRunsFolder),
      tool: this.tool,
      signal: interrupts.signal,
    })
    interrupts.dispose()
    if (interrupts.signal.aborted) {
      screen.error('Nothing is diagnosed.\n')
      process.exitCode = exitCodes.interrupted
      return undefined
    }
    for (const { name, result, detail } of steps) {
      const [first = '', ...rest] = detail.split('\n')
      screen.write(
        `  ${result.toUpperCase().padEnd(10)} ${name.padEnd(20)} ${first}\n${rest.map((line) => `${' '.repeat(34)}${line}\n`).join('')}`,
      )
    }
    const sound = steps.every((step) => step.result !== 'problem')
    screen.write(
      sound ? 'The set-up is sound. Next: mfgsync simulate hello-confirmation\n' : 'Put the first problem right, and try again.\n',
    )
    if (chosen.notYours) screen.error(`${chosen.notYours.last}\n`)
    process.exitCode = sound ? exitCodes.pass : exitCodes.setUp
    return { target: chosen.target.label, sound, steps }
  }
}
