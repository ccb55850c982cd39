import { join } from 'node:path'
import { exitCodeOf, exitCodes, worstExitCode } from '../../../src/cli/exit-codes.js'
import { withStored } from '../../../src/cli/stored-file.js'
import { runCampaign } from '../../../src/explore/campaign.js'
import { readCase } from '../../../src/explore/case-file.js'
import { planCases } from '../../../src/explore/plan-cases.js'
import { wholeOf } from '../../../src/report/merge.js'
import { openReporters } from '../../../src/report/open.js'
import { ReportSession } from '../../../src/report/session.js'
import { defaultNetwork, targetSettings } from '../../../src/sim/index.js'
import { asCommand, type Checked } from './checked.js'

/** What `mfgsync replay` does with a case, with a target in process. */
export function replayed(path: string, module: string): Promise<Checked> {
  return asCommand(async () => {
    const { plan } = readCase(path)
    const [usual] = planCases({ scenarios: ['hello-confirmation'], variant: 'clean' })
    if (!usual) throw new Error('There is no such case.')
    const { finished } = await withStored(path, () =>
      runCampaign({
        cases: [{ ...usual, scenario: plan.scenario.name, seed: plan.seed, plan: () => plan }],
        target: targetSettings({ module, cwd: join(path, '..') }),
        network: defaultNetwork,
        invocation: { flags: {}, cwd: join(path, '..') },
        out: join(path, '../replayed'),
        tool: 'mfgsync',
        jobs: 1,
        observer: {},
      }),
    )
    return worstExitCode(finished.map(({ judgement }) => exitCodeOf(judgement.verdict)))
  })
}

/** What `mfgsync merge` does with a folder. */
export function merged(folder: string): Promise<Checked> {
  return asCommand(async (screen) => {
    const parts = await wholeOf(folder)
    const reporters = openReporters(['lines', 'json', 'junit', 'markdown', 'html'], { screen, out: folder, tool: 'mfgsync', verbose: true })
    const session = new ReportSession(reporters)
    for (const part of parts) {
      await withStored(part.path, async () => {
        for await (const run of part.runs()) session.run(run)
      })
    }
    return withStored(folder, () => session.end([], (verdicts) => worstExitCode([exitCodes.pass, ...verdicts.map(exitCodeOf)])).exitCode)
  })
}
