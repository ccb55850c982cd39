/** True for this machine's own addresses: 127.0.0.0/8, ::1 and localhost names. Brackets of an IPv6 host are allowed. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost') || /^127(\.\d{1,3}){3}$/.test(name)
}

/**
 * Says why a URL must not be called, in words; undefined if it may.
 * @param allowed hosts beyond loopback that the config names.
 */
export function forbiddenUrl(url: string, allowed: readonly string[]): string | undefined {
  let parsed: URL
  try {
    parsed = new URL(url)
  } catch {
    return `"${url}" is not a URL; expected one such as http://127.0.0.1:8080`
  }
  if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
    return `${parsed.protocol}// is not supported in "${url}"; expected http:// or https://`
  if (parsed.username !== '' || parsed.password !== '')
    return 'a URL must not carry a user or password; put them into an environment variable and name it in credentials_env'
  if (isLoopbackHost(parsed.hostname) || allowed.includes(parsed.hostname)) return undefined
  return `${parsed.hostname} is not this machine; name it in network.allow_hosts if it may be called`
}
