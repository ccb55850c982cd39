import * as Args from '@oclif/core/args'
import { resolve } from 'node:path'
import { BaseCommand } from '../cli/base-command.js'
import { comparisonText } from '../cli/comparison-text.js'
import { exitCodes } from '../cli/exit-codes.js'
import { withStored } from '../cli/stored-file.js'
import { compare } from '../report/compare.js'
import { openSession } from '../report/stored-sessions.js'

/** What changed between two sessions, case by case. */
export class Compare extends BaseCommand {
  static override summary = 'Say of each case of two sessions whether it is the same, fixed, regressed, or behaves otherwise.'
  static override description =
    'A session is a file below .mfgsync/sessions, what the reporter blob wrote, or a folder of runs, which means the newest below it. ' +
    'Behaviour is what a case failed by, and how many messages and facts there were. The exit code is 1 if a case regressed.'
  static override examples = ['<%= config.bin %> compare .mfgsync/sessions/20261126-101500-001.jsonl .mfgsync']
  static override args = {
    before: Args.string({ required: true, description: 'The earlier session.' }),
    after: Args.string({ required: true, description: 'The later one.' }),
  }

  async run(): Promise<unknown> {
    const { args, flags } = await this.parse(Compare)
    const [before, after] = [await openSession(resolve(args.before)), await openSession(resolve(args.after))]
    const compared = await withStored(args.before, () => compare(before, after))
    const screen = this.screenFor(flags)
    screen.write(comparisonText(compared, screen.columns))
    process.exitCode = compared.some(({ change }) => change === 'regressed') ? exitCodes.fail : exitCodes.pass
    return { cases: compared }
  }
}
