import * as Flags from '@oclif/core/flags'

/** `-r` of every command that reports. `names`: of the reporters that there are; `chosen`: those that report where nobody says. */
export function reporterFlag(names: readonly string[], chosen?: readonly string[]) {
  return Flags.string({
    char: 'r',
    multiple: true,
    // A word that stands behind it is what is to be reported, not another reporter.
    multipleNonGreedy: true,
    description: `Any of ${names.join(', ')}, by comma; NAME=FILE writes to a file.`,
    helpValue: 'names',
    ...(chosen && { default: [...chosen] }),
  })
}
