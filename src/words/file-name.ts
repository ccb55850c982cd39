const fileNameCharsMax = 120

/**
 * True for a name that may become a part of a path on every platform: it leads nowhere else and hides nothing. Names come out of files that
 * anybody may have written.
 */
export function isFileName(text: unknown): text is string {
  return typeof text === 'string' && text.length <= fileNameCharsMax && /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$/.test(text)
}
