import { refusal, refused, type Refused } from '../operation.js'

/** The plant that is meant: the only one where none is named. */
export function plantOf(plants: readonly string[], plant: string | undefined): string | Refused {
  const [first, another] = plants
  if (plant !== undefined && plants.includes(plant)) return plant
  if (plant !== undefined) return refused('UNKNOWN_PLANT', `There is no plant ${plant}.`, { plant })
  return first !== undefined && another === undefined
    ? first
    : refused('PLANT_REQUIRED', `There is ${plants.join(' and ')}; name the plant.`, { plants })
}

export const plantMissing = refusal(
  400,
  ['PLANT_REQUIRED'],
  'The request is not understood, or it names no plant.',
  'There is P1 and P2; name the plant.',
  { plants: ['P1', 'P2'] },
)
