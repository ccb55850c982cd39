import { expect } from 'vitest'
import { wrap } from '../../src/explain/text.js'

/** A text that would make a line too long stands in a snapshot on several lines. */
expect.addSnapshotSerializer({
  test: (value) => typeof value === 'string' && value.length > 120 && !value.includes('\n'),
  serialize: (value: string, _config, indentation) => `"${wrap(value, 116).join(`\n${indentation} `)}"`,
})
