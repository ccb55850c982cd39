import { readFileSync } from 'node:fs'
import type { TestSpecification } from 'vitest/node'
import { BaseSequencer } from 'vitest/node'

/** True for a file that tries a whole set of targets. */
const triesMany = ({ moduleId }: TestSpecification): boolean => readFileSync(moduleId, 'utf8').includes("from '../targets/")

/**
 * Where vitest knows no durations, as in a fresh clone, it begins with the largest files. Those that try whole sets of targets are small
 * and take longest: begun last, they end alone.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    const byProject = Map.groupBy(sorted, ({ project }) => project)
    return [...byProject.values()].flatMap((own) => [...own.filter(triesMany), ...own.filter((file) => !triesMany(file))])
  }
}
