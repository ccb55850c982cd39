/** What generating master data needs of chance; the run's named streams fit. */
export interface Chance {
  int(n: number): number
  pick<T>(items: readonly T[]): T
}
