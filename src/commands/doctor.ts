import * as Flags from '@oclif/core/flags'
import { resolve } from 'node:path'
import { BaseCommand } from '../cli/base-command.js'
import { defaultRunsFolder } from '../cli/config.js'
import { exitCodes } from '../cli/exit-codes.js'
import { listenForInterrupts } from '../cli/interrupts.js'
import { cleanedText, orphansText } from '../cli/orphans-text.js'
import type { Screen } from '../cli/screen.js'
import { chooseTarget, saidFirst, targetFlags } from '../cli/target-choice.js'
import { withTargetBehind } from '../cli/target-behind.js'
import { examine, type DoctorStep } from '../explore/doctor.js'
import { cleanUp, leftBehind } from '../explore/left-behind.js'
import { planCase } from '../explore/plan-cases.js'
import { scenarioFor } from '../scenario/index.js'
import type { Plan } from '../scenario/plan.js'
import { folded } from '../words/fold.js'
import { countdown, hooksMs, killAllNow } from '../sim/index.js'

const detailColumn = 34

/** Is the set-up sound? */
export class Doctor extends BaseCommand {
  static override summary = 'Try your set-up step by step: start, ready, one delivery, one understood call, restart, reset.'
  static override description =
    'With --clean nothing is tried: processes of targets whose run was ended by force, and that nobody was left to end, are listed and ' +
    'ended.'
  static override flags = {
    ...targetFlags,
    clean: Flags.boolean({
      description: 'List and end the processes that earlier runs left behind, and try nothing.',
      exclusive: Object.keys(targetFlags),
    }),
  }

  async run(): Promise<unknown> {
    const { flags } = await this.parse(Doctor, withTargetBehind(this.argv))
    if (flags.clean) return this.#clean(this.screenFor(flags))
    const chosen = await chooseTarget(flags, process.cwd())
    const { scenario, plan } = tried(chosen.target.flows)
    const screen = this.screenFor(flags)
    const interrupts = listenForInterrupts({ killAllNow, countdown, say: (text) => screen.error(text), hooks_ms: hooksMs(chosen.target) })
    // Somebody who waits at a terminal wants to know soon; a slow target says so under target.patience.
    const target =
      Object.keys(chosen.target.patience).length > 0
        ? chosen.target
        : { ...chosen.target, patience: { retry_interval_ms: 1_000, client_timeout_ms: 2_000 } }
    for (const sentence of [...saidFirst(chosen), ...(await leftBehind(chosen.target))]) screen.error(`${sentence}\n`)
    screen.write(`${chosen.target.label}\n`)
    const steps = await examine({
      plan,
      target,
      network: chosen.network,
      out: resolve(chosen.out ?? defaultRunsFolder),
      tool: this.tool,
      signal: interrupts.signal,
      tell: (step) => screen.write(stepText(step, screen.columns)),
    })
    interrupts.dispose()
    if (interrupts.signal.aborted) {
      screen.error('Nothing is diagnosed.\n')
      process.exitCode = exitCodes.interrupted
      return undefined
    }
    const sound = steps.every((step) => step.result !== 'problem')
    screen.write(
      sound ? `The set-up is sound. Next: ${screen.program} simulate ${scenario}\n` : 'Put the first problem right, and try again.\n',
    )
    if (chosen.notYours) screen.error(`${chosen.notYours.last}\n`)
    process.exitCode = sound ? exitCodes.pass : exitCodes.setUp
    return { target: chosen.target.label, sound, steps }
  }

  async #clean(screen: Screen): Promise<unknown> {
    const { found, left } = await cleanUp((them) => screen.write(orphansText(them)))
    screen.write(cleanedText(found, left))
    process.exitCode = left.length === 0 ? exitCodes.pass : exitCodes.setUp
    const isLeft = new Set(left.map(({ pid }) => pid))
    return { clean: left.length === 0, processes: found.map((each) => ({ ...each, ended: !isLeft.has(each.pid) })) }
  }
}

/** The shortest story, or the one that tries most of what the target covers where that is none of it. */
function tried(flows: readonly string[] | undefined): { readonly scenario: string; readonly plan: Plan } {
  const planOf = (scenario: string): Plan => planCase(scenario, { variant: 'clean' })
  const short = planOf('hello-confirmation')
  const isShort = flows === undefined || short.facts.some((fact) => fact.flows.some((flow) => flows.includes(flow)))
  const fitting = isShort ? undefined : scenarioFor(flows)
  return fitting === undefined ? { scenario: 'hello-confirmation', plan: short } : { scenario: fitting, plan: planOf(fitting) }
}

function stepText({ name, result, detail }: DoctorStep, columns: number): string {
  const lines = detail.split('\n').flatMap((line, index) => {
    const lead = index === 0 ? `  ${result.toUpperCase().padEnd(10)} ${name.padEnd(20)} ` : ' '.repeat(detailColumn)
    return folded(lead + line, columns, detailColumn)
  })
  return `${lines.join('\n')}\n`
}
