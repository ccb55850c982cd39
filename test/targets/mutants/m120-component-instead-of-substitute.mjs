// M120: posts the component of the bill of material, not the substitute that was used.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () => integrate({ consumed: (data) => ({ ...data, item: data.item === 'C1S' ? 'C1' : data.item }) })
