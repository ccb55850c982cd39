import { dirname } from 'node:path'
import { judgeJournal } from '../../../src/checks/judge.js'
import { describeError } from '../../../src/cli/errors.js'
import { exitCodeOf, worstExitCode } from '../../../src/cli/exit-codes.js'
import { withStored } from '../../../src/cli/stored-file.js'
import { openReporters } from '../../../src/report/open.js'
import { ReportSession } from '../../../src/report/session.js'

export interface Checked {
  readonly code: number
  readonly text: string
  /** Of the processor: how busy the machine is with others is no hang. */
  readonly ms: number
}

/** What `mfgsync check` does with a journal, in this process. */
export function checked(path: string): Promise<Checked> {
  return asCommand((screen) =>
    withStored(path, () => {
      const judgement = judgeJournal(path)
      const reporters = openReporters(['lines', 'json', 'junit', 'markdown'], {
        screen,
        out: dirname(path),
        tool: 'mfgsync',
        verbose: true,
      })
      const session = new ReportSession(reporters)
      session.run({ judgement, files: { dir: dirname(path), journal: path }, reproduce: { command: 'mfgsync check' } })
      return session.end([], (verdicts) => worstExitCode(verdicts.map(exitCodeOf))).exitCode
    }),
  )
}

interface Screen {
  readonly colors: false
  readonly unicode: true
  readonly isTTY: false
  readonly columns: number
  write(text: string): void
}

/** Does something as a command does: what is thrown becomes a text and an exit code. */
export async function asCommand(work: (screen: Screen) => Promise<number>): Promise<Checked> {
  const begun = process.cpuUsage()
  let text = ''
  const write = (more: string): void => void (text += more)
  const screen: Screen = { colors: false, unicode: true, isTTY: false, columns: 100, write }
  let code: number
  try {
    code = await work(screen)
  } catch (error) {
    const { text: said, exitCode } = describeError(error)
    write(said)
    code = exitCode
  }
  const { user, system } = process.cpuUsage(begun)
  return { code, text, ms: (user + system) / 1_000 }
}
