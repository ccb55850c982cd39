import { describe, test } from 'vitest'
import { innocents } from '../targets/manifest.js'
import { expectAcquitted } from './support/acquitted.js'
import { casesOf, titleOf, worldOf } from './support/proof.js'

describe('correct, though it looks odd', () => {
  for (const asked of casesOf(innocents)) {
    if (worldOf(asked.target) === 'module') test(titleOf(asked), { timeout: 420_000 }, () => expectAcquitted(asked))
  }
})
