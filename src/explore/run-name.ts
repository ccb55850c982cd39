import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Plan } from '../scenario/index.js'
import { wallClock } from '../sim/clock.js'
import { makeFolder } from '../sim/folder.js'
import { isFileName } from '../words/file-name.js'

/** `20260302-061500-mes-confirmation-burst-faulty-s1`, with a number behind it if there is one already. */
export function runName(out: string, plan: Plan): string {
  // Checked where plans come in; a folder elsewhere would be written all the same if one way in forgot to.
  if (!isFileName(plan.scenario.name) || !isFileName(plan.variant)) throw new Error('the name of a scenario is no name of a folder')
  const base = `${wallClock().stamp}-${plan.scenario.name}-${plan.variant}-s${plan.seed}`
  for (let count = 1; ; count += 1) {
    const name = count === 1 ? base : `${base}-${count}`
    if (existsSync(join(out, name))) continue
    makeFolder(join(out, name))
    return name
  }
}
