import { describe, expect, test } from 'vitest'
import { refuseCommandAmong, withTargetBehind } from '../../../src/cli/target-behind.js'
import { belongsElsewhere } from '../../../src/cli/where-it-belongs.js'
import { Init } from '../../../src/commands/init.js'
import { Simulate } from '../../../src/commands/simulate.js'
import { scenarioNames } from '../../../src/scenario/index.js'
import { splitCommand } from '../../../src/target/command-line.js'

const takes = Simulate.prototype.takes()
const said = (argv: readonly string[], message = ''): readonly string[] => belongsElsewhere(argv, message, Simulate.flags, takes)

describe('a word that was given to the wrong option', () => {
  test.each([
    ['full', '--variant', '--size'],
    ['storm', '--size', '--variant'],
    ['clean', '--dedupe', '--variant'],
    ['none', '--identifiers', '--dedupe'],
    ['feed', '--demo', '--deliver'],
    ['naive', '--tag', '--demo'],
    ['junit', '--tag', '--reporter'],
  ])('%s behind %s is told to be for %s', (word, given, meant) => {
    const sentence = [`"${word}" is for ${meant}.`]
    expect(said(['hello-confirmation', given, word])).toEqual(sentence)
    expect(said([`${given}=${word}`, 'hello-confirmation'])).toEqual(sentence)
  })

  test('every word of every list is told at every other list that does not have it', () => {
    const lists = Object.entries(Simulate.flags).flatMap(([name, flag]) =>
      'options' in flag && flag.options !== undefined ? [{ name, options: [...flag.options] as readonly string[] }] : [],
    )
    expect(lists.length).toBeGreaterThan(4)
    for (const { name, options } of lists)
      for (const other of lists.filter((each) => each.name !== name))
        for (const word of options.filter((each) => !other.options.includes(each)))
          expect(said([`--${other.name}`, word]).join(' ')).toContain(`--${name}`)
  })

  test('without a flag, behind one that takes a number, and a scenario behind a flag', () => {
    expect(said(['hello-confirmation', 'full', '-j', '2', 'storm'])).toEqual(['"full" is for --size.', '"storm" is for --variant.'])
    expect(said(['--seed', 'storm'], '--seed: Expected an integer but received: storm')).toEqual(['"storm" is for --variant.'])
    expect(said(['--variant', 'hello-confirmation'])).toEqual(['"hello-confirmation" stands without a flag.'])
    expect(belongsElsewhere(['--flows', 'confirmation,webhook'], '', Init.flags, Init.prototype.takes())).toEqual([
      '"webhook" is for --deliver.',
    ])
    const others = [{ name: 'simulate', flags: Simulate.flags }]
    expect(belongsElsewhere(['storm'], '', {}, { '': scenarioNames() }, others)).toEqual(['"storm" is for --variant of simulate.'])
  })

  test('what is where it belongs, and what any word may be, is not told', () => {
    expect(said(['hello-confirmation', '--variant', 'storm', '--size', 'full', '--out', 'full', '--quiet', 'nowhere'])).toEqual([])
  })
})

describe('the command of the target', () => {
  test('stands behind two dashes as well, whatever its words are', () => {
    const words = ['node', 'my file.js', '--port', "it's"]
    const [, flag, command = ''] = withTargetBehind(['hello-confirmation', '--', ...words])
    expect(flag).toBe('--target')
    expect(splitCommand(command)).toEqual({ command: words })
    expect(withTargetBehind(['x', '--', 'node my.js'])).toEqual(['x', '--target', 'node my.js'])
    expect(withTargetBehind(['x', '--seed', '2'])).toEqual(['x', '--seed', '2'])
    expect(() => withTargetBehind(['x', '--demo=naive', '--', 'node', 'my.js'])).toThrow('--demo names one too')
  })

  test('is no scenario; a scenario behind two dashes is one', () => {
    for (const scenario of ['hello-confirmation', 'mine.yaml'])
      expect(withTargetBehind(['--', scenario], scenarioNames())).toEqual(['--', scenario])
    expect(() => refuseCommandAmong(['hello-confirmation', 'node', 'my.js'], scenarioNames())).toThrow(
      expect.objectContaining({ message: 'node my.js is no scenario.', advice: expect.stringContaining('--target "node my.js"') }),
    )
    for (const words of [['hello-confirmation', './mine.yaml'], ['hello-confirmaton']])
      expect(refuseCommandAmong(words, scenarioNames())).toBeUndefined()
  })
})
