/** Units of time as people write them, in milliseconds. */
export const timeUnits: Readonly<Record<string, number>> = { ms: 1, s: 1_000, min: 60_000, m: 60_000, h: 3_600_000 }

/** "500ms", "2s", "1.5s", "5m", "1h" in milliseconds; `undefined` for anything else, and for more than `ms_max`. */
export function parseDuration(text: unknown, ms_max = 24 * 3_600_000): number | undefined {
  if (typeof text !== 'string') return undefined
  const match = /^(\d{1,9}(?:\.\d{1,3})?) ?(ms|s|min|m|h)$/.exec(text.trim())
  const unit = match ? timeUnits[match[2] ?? ''] : undefined
  if (!match || unit === undefined) return undefined
  const ms = Math.round(Number(match[1]) * unit)
  return ms <= ms_max ? ms : undefined
}

/** A duration as `parseDuration` reads it: "2s", "1500ms", "5m". */
export function formatDuration(ms: number): string {
  if (ms > 0 && ms % 3_600_000 === 0) return `${ms / 3_600_000}h`
  if (ms > 0 && ms % 60_000 === 0) return `${ms / 60_000}m`
  return ms % 1_000 === 0 ? `${ms / 1_000}s` : `${ms}ms`
}

/** For people: `40 ms`, `1.25 s`, `4 min 10 s`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  if (ms < 120_000) return `${Number((ms / 1000).toFixed(2))} s`
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`
}

/** For a measured value, where two decimals would be a promise: `850 ms`, `12.3 s`. */
export function roughDuration(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`
}
