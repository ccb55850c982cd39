import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { planted } from '../../e2e/support/planted.js'
import { root } from '../../support/source-files.js'
import { nameMutants, targetsUnderProof } from '../../targets/manifest.js'

/** Bugs of the toy plugin's integration, by name (`test/e2e/plugin.test.ts`). */
const ofThePlugin = readFileSync(`${root}/test/e2e/plugin.test.ts`, 'utf8')
const decision = readFileSync(`${root}/docs/decisions/0025-the-judges-own-trial.md`, 'utf8')
const [, advisory = ''] = decision.split('## Advisory, and why')
const reasons = new Map([...advisory.matchAll(/^- `([a-z-]+)`: (.+)$/gm)].map(([, name = '', reason = '']) => [name, reason]))

const isAble = (check: (typeof checks)[number]): boolean => check.provenBy.length > 0 && check.class !== 'D'

test('what proves a check is a target that tests convict by it', () => {
  const convicts = (id: string, name: string): boolean =>
    planted.some((bug) => bug.id === id && name in bug.sees) ||
    [...targetsUnderProof, ...nameMutants].some(
      (target) =>
        target.id === id &&
        target.proofs.some(
          ({ expected }) => expected.verdict === 'convicted' && [...expected.by, ...(expected.anyOf ?? [])].includes(name),
        ),
    ) ||
    new RegExp(`\\['${id}', '\\w+', '${name}'`).test(ofThePlugin)
  const unproven = checks.filter(isAble).filter(({ name, provenBy }) => !provenBy.some((id) => convicts(id, name)))
  expect(unproven.map(({ name }) => name)).toEqual([])
})

test('what cannot fail a run stands in the docs, with the reason, and nothing else does', () => {
  const unable = checks.filter((check) => !isAble(check)).map(({ name }) => name)
  expect([...reasons.keys()].toSorted()).toEqual(unable.toSorted())
  for (const [name, reason] of reasons) expect(reason.length, name).toBeGreaterThan(20)
})
