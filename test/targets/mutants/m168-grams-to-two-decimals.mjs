// M168: writes grams as kilograms with two decimals.
import { start as integrate } from '../shared/engineering.mjs'

export const start = () =>
  integrate({ lineOf: (line) => (line.unit === 'G' ? { ...line, unit: 'KG', rate: Math.round(line.rate / 10) / 100 } : line) })
