import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { checks } from '../../../src/checks/index.js'
import { planted } from '../../e2e/support/planted.js'
import { root } from '../../support/source-files.js'
import { provenAlone } from '../../targets/alone.js'
import { nameMutants, targetsUnderProof } from '../../targets/manifest.js'

/** About every fact, whatever it is of: they say in general what the check of the thing says of it. */
const ofEverything = new Set([1, 8, 13, 51, 73, 74])
const isAble = (check: (typeof checks)[number]): boolean => check.provenBy.length > 0 && check.class !== 'D'
const general = new Set(checks.flatMap(({ number, name, addsUp }) => (ofEverything.has(number) || addsUp === true ? name : [])))
const advisory = new Set(checks.filter((check) => !isAble(check)).map(({ name }) => name))
const ofThePlugin = readFileSync(`${root}/test/e2e/plugin.test.ts`, 'utf8')

/** Whoever else may tell of it. */
const areGeneral = (names: readonly string[], name: string): boolean =>
  names.every((other) => other === name || general.has(other) || advisory.has(other))

/** A run that tests make in which the check convicts, and no other but the general ones may. */
function isProvenAlone(name: string): boolean {
  return (
    planted.some(({ sees, nothingElse }) => nothingElse === true && name in sees && areGeneral(Object.keys(sees), name)) ||
    [...targetsUnderProof, ...nameMutants, ...provenAlone].some(({ proofs }) =>
      proofs.some(
        ({ expected }) =>
          expected.verdict === 'convicted' &&
          expected.besides !== undefined &&
          expected.by.includes(name) &&
          areGeneral([...expected.by, ...(expected.anyOf ?? []), ...expected.besides], name),
      ),
    ) ||
    (general.has(name) && new RegExp(`\\['\\S+', '\\w+', '${name}'`).test(ofThePlugin))
  )
}

test('every check that can fail a run has a bug that no other tells of, save those that are about everything', () => {
  const able = checks.filter((check) => isAble(check) && check.addsUp !== true)
  expect(able.length).toBeGreaterThan(45)
  expect(able.map(({ name }) => name).filter((name) => !isProvenAlone(name))).toEqual([])
})
