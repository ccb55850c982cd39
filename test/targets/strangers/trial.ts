import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { CheckResult } from '../../../src/checks/contract.js'
import type { CheckName } from '../../../src/checks/names.js'
import type { Variant } from '../../../src/scenario/plan.js'
import type { DedupeMode } from '../../../src/systems/contract.js'
import type { TargetInput } from '../../../src/target/settings.js'

export type Language = 'node' | 'python' | 'perl' | 'java' | 'bash'

export type Sentences = Readonly<Partial<Record<CheckName, RegExp>>>

/** What a run must end with. */
export type End =
  /** No check fails. */
  | { readonly verdict: 'innocent' }
  /** Each of these checks fails, and one of its violations says so; or those of the other list do, where chance decides. */
  | { readonly verdict: 'convicted'; readonly by: Sentences; readonly or?: Sentences }
  /** A target failure, never a verdict; the reason matches. */
  | { readonly verdict: 'set-up-error'; readonly says: RegExp }

/** Runs that end alike. */
export interface Trial {
  /** Of `scenarios/` here, else shipped. */
  readonly scenario: string
  readonly variants: readonly Variant[]
  readonly modes: readonly DedupeMode[]
  readonly end: End
}

/** An integration by another hand, with one mistake, or with one habit that is unusual and right. */
export interface Stranger {
  readonly language: Language
  readonly mistake?: string
  readonly odd?: string
  /** What it does, for people. */
  readonly line: string
  readonly settings?: Omit<Partial<TargetInput>, 'cwd' | 'start' | 'env'>
  readonly trials: readonly Trial[]
}

/** One run of one stranger. */
export interface Case {
  readonly id: string
  readonly stranger: Stranger
  readonly scenario: string
  readonly variant: Variant
  readonly mode: DedupeMode
  readonly end: End
}

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

interface Toolchain {
  /** Commands that must be there, and arguments with which they tell that they are. */
  readonly needs: readonly (readonly string[])[]
  /** Run once, into a folder of its own. */
  readonly build?: (folder: string) => readonly string[]
  readonly start: (folder: string) => readonly string[]
  readonly settings?: Stranger['settings']
}

/** Where a stranger keeps what people must look at, if it does not tell the desk. */
const byFile = { file: '${MFGSYNC_STATE_DIR}/for-people.jsonl', fields: { key: 'fact' } } as const
const feed = { mode: 'feed' } as const

const toolchains: Readonly<Record<Language, Toolchain>> = {
  node: { needs: [], start: () => [process.execPath, here('node/shift-link.cjs')] },
  python: { needs: [['python3', '-c', 'import sqlite3, zoneinfo']], start: () => ['python3', here('python/link.py')] },
  perl: {
    needs: [['perl', '-MJSON::PP', '-MHTTP::Tiny', '-MDigest::SHA', '-e', '1']],
    start: () => ['perl', here('perl/link.pl')],
    settings: { deliver: feed },
  },
  java: {
    needs: [['javac', '-version'], ['java', '-version']], // prettier-ignore
    build: (folder) => ['javac', '-d', folder, here('java/Json.java'), here('java/Link.java')],
    start: (folder) => ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', folder, 'Link'],
  },
  bash: {
    needs: [
      ['bash', '-c', '((BASH_VERSINFO[0] >= 5))'],
      ['curl', '--version'],
      ['jq', '--version'],
      ['date', '-d', '@0'],
    ],
    start: () => ['bash', here('bash/link.sh')],
    // A process for every step: it is slow, and says so.
    settings: { deliver: feed, exceptions: byFile, patience: { retry_interval_ms: 4000, client_timeout_ms: 1000 } },
  },
}

export const languages = Object.keys(toolchains) as readonly Language[]

/** The command that this machine lacks for a language; undefined if it has all. */
export function missing(language: Language): string | undefined {
  return toolchains[language].needs.find(([command = '', ...rest]) => spawnSync(command, rest).status !== 0)?.join(' ')
}

/** Makes what a language has to build; returns the command that starts it. */
export function startOf(language: Language, folder: string): readonly string[] {
  const { build, start } = toolchains[language]
  const [command, ...rest] = build?.(folder) ?? []
  if (command !== undefined) {
    const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${language} was not built: ${stderr}`)
  }
  return start(folder)
}

export function nameOf({ language, mistake, odd }: Stranger): string {
  return `${language}: ${mistake ?? odd ?? 'plain'}`
}

/** Every run that a list of strangers asks for. */
export function casesOf(strangers: readonly Stranger[]): readonly Case[] {
  return strangers.flatMap((stranger) =>
    stranger.trials.flatMap(({ scenario, variants, modes, end }) =>
      variants.flatMap((variant) =>
        modes.map((mode) => ({ id: `${nameOf(stranger)}, ${scenario} ${variant} ${mode}`, stranger, scenario, variant, mode, end })),
      ),
    ),
  )
}

/** What to give `simulate`, the folder of its files apart. */
export function asked({ stranger, scenario, variant, mode }: Case, start: readonly string[], folder: string) {
  const { language, mistake, odd, settings } = stranger
  const file = here(`scenarios/${scenario}.yaml`)
  const target: TargetInput = {
    label: nameOf(stranger),
    cwd: folder,
    env: { ...(mistake && { MISTAKE: mistake }), ...(odd && { ODD: odd }) },
    start: { command: start },
    patience: { retry_interval_ms: 1000, client_timeout_ms: 1000 },
    ...toolchains[language].settings,
    ...settings,
  }
  return { scenario: existsSync(file) ? file : scenario, variant, dedupe: mode, seeds: [1], out: join(folder, 'runs'), target }
}

interface Judged {
  readonly judgement: { readonly verdict: string; readonly why?: string; readonly results: readonly CheckResult[] }
}

/** Every sentence of every check that failed, advice included. */
export function said({ judgement }: Judged): Readonly<Record<string, readonly string[]>> {
  const failed = judgement.results.filter(({ verdict }) => verdict === 'fail')
  const sentences = failed.map(({ check, violations: { first, worst, last } }) => {
    return [check, [...new Set([first, worst, last].flatMap((each) => each?.message ?? []))]] as const
  })
  return Object.fromEntries(sentences)
}

/** What is wrong with how a run ended; empty if all is as it must be. */
export function wrongWith(run: Judged, end: End): readonly string[] {
  const { verdict, why = '', results } = run.judgement
  if (end.verdict === 'set-up-error') {
    if (verdict !== 'set-up-error') return [`${verdict} instead of a set-up error: ${why}`]
    return end.says.test(why) ? [] : [`the set-up error says: ${why}`]
  }
  if (end.verdict === 'innocent') {
    const failed = results.filter((each) => each.verdict === 'fail' && each.advisory !== true)
    return failed.map(({ check, violations }) => `${check} convicts it: ${violations.first?.message ?? ''}`)
  }
  const wrong = unsaid(run, end.by)
  return end.or && wrong.length > 0 && unsaid(run, end.or).length === 0 ? [] : wrong
}

function unsaid(run: Judged, by: Sentences): readonly string[] {
  const { verdict } = run.judgement
  const sentences = said(run)
  return Object.entries(by).flatMap(([check, says]) => {
    const heard = sentences[check]
    if (!heard) return [`${check} does not convict it (${verdict}; convicted by ${Object.keys(sentences).join(', ') || 'none'})`]
    return heard.some((sentence) => says?.test(sentence)) ? [] : [`${check} says: ${heard.join(' | ')}`]
  })
}
