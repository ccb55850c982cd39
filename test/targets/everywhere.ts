import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FlowName } from '../../src/domain/names.js'
import { planOf } from '../../src/index.js'
import { variants, type Variant } from '../../src/scenario/plan.js'
import { dedupeModes, type DedupeMode } from '../../src/systems/contract.js'
import { engineering, engineeringInnocents } from './engineering-manifest.js'
import { innocents, type TargetUnderProof } from './manifest.js'
import { planningInnocents } from './planning.js'
import { sideInnocents } from './side.js'
import { stockInnocents } from './stock.js'

/** A correct integration in one story. */
export interface Acquittal {
  readonly target: TargetUnderProof
  readonly scenario: string
  readonly variant: Variant
  readonly mode: DedupeMode
}

/** Each of them is correct whatever happens, and not only in the stories that it was made for. */
export const correct: readonly TargetUnderProof[] = [
  engineering,
  ...innocents,
  ...engineeringInnocents,
  ...stockInnocents,
  ...sideInnocents,
  ...planningInnocents,
].filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index)

const shipped = readdirSync(fileURLToPath(new URL('../../scenarios', import.meta.url)))
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => basename(file, '.yaml'))
  .toSorted()
  .map((scenario) => ({ scenario, flows: planOf({ scenario }).flows }))

/** What an integration cannot do, and nobody else can do for it: one of several facts that it posted as one cannot be taken back. */
const unableTo: Readonly<Record<string, FlowName>> = { T04: 'reversal' }

/** Stories in which something happens that the target covers, and nothing that it cannot do. */
function storiesOf({ id, settings: { flows: covered } }: TargetUnderProof): readonly string[] {
  const unable = unableTo[id]
  const able = shipped.filter(({ flows }) => !unable || !flows.includes(unable))
  return able.filter(({ flows }) => !covered || flows.some((flow) => covered.includes(flow))).map(({ scenario }) => scenario)
}

/** Modes in which it is correct: as its own proofs say. */
const modesOf = ({ proofs }: TargetUnderProof): readonly DedupeMode[] =>
  dedupeModes.filter((mode) => proofs.every(({ modes }) => modes.includes(mode)))

/** Every correct integration in every story, variant and mode. */
export const everywhere = (): readonly Acquittal[] =>
  correct.flatMap((target) =>
    storiesOf(target).flatMap((scenario) =>
      variants.flatMap((variant) => modesOf(target).map((mode): Acquittal => ({ target, scenario, variant, mode }))),
    ),
  )

/** Where lots and revisions are told anew: whoever remembers them from an earlier run would do nothing. */
const remembered: Readonly<Record<string, readonly string[]>> = { T26: ['bom-rollback', 'lot-receipt-quality-hold'] }

/**
 * A sample that costs little: every so many stories of each, from another one on for each, so that every story is in it several times;
 * with faults, in the mode that asks most of it.
 */
export const sampleOf = (every: number): readonly Acquittal[] =>
  correct.flatMap((target, first) =>
    storiesOf(target)
      .filter((scenario, index) => remembered[target.id]?.includes(scenario) ?? index % every === first % every)
      .flatMap((scenario) =>
        modesOf(target)
          .slice(0, 1)
          .map((mode): Acquittal => ({ target, scenario, variant: 'faulty', mode })),
      ),
  )
