/** A command as a shell completes it. */
export interface CompletedCommand {
  /** `simulate`, `scenarios show`. */
  readonly name: string
  readonly flags: readonly { readonly name: string; readonly char?: string; readonly values: readonly string[]; readonly title: string }[]
  /** What may stand behind it, besides files. */
  readonly words: readonly string[]
}

const writers: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = { bash, zsh, fish, powershell }

/** Shells for which there is a completion. */
export const completedShells: readonly string[] = Object.keys(writers)

export function completionFor(shell: string, commands: readonly CompletedCommand[]): string {
  return writers[shell]?.(commands) ?? ''
}

/** Names of commands, each with what may follow it: a topic is followed by its commands. */
function nextWords(commands: readonly CompletedCommand[], behind: string): string {
  const names = commands.flatMap(({ name }) =>
    behind === '' ? name.split(' ')[0] : name.startsWith(`${behind} `) ? name.split(' ')[1] : [],
  )
  return [...new Set(names)].join(' ')
}

function bash(commands: readonly CompletedCommand[]): string {
  const topics = [...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? name.split(' ')[0] : [])))]
  const values = commands.flatMap(({ name, flags }) =>
    flags.filter((flag) => flag.values.length > 0).map((flag) => `    "${name} --${flag.name}") words="${flag.values.join(' ')}" ;;`),
  )
  const own = commands.map(({ name, flags, words }) => {
    const all = [...words, ...flags.map((flag) => `--${flag.name}`)].join(' ')
    return `    "${name}") words="${all}" ;;`
  })
  return `# eval "$(mfgsync completion bash)"
_mfgsync() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}" words="" from=2
  case "$command" in
    ${topics.join('|')}) command="$command \${COMP_WORDS[2]}" from=3 ;;
  esac
  if [ "$COMP_CWORD" -lt "$from" ]; then
    case "$COMP_CWORD \${COMP_WORDS[1]}" in
${topics.map((topic = '') => `      "2 ${topic}") words="${nextWords(commands, topic)}" ;;`).join('\n')}
      *) words="${nextWords(commands, '')}" ;;
    esac
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case "$command $before" in
${values.join('\n')}
  esac
  if [ -n "$words" ]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
    return
  fi
  case "$command" in
${own.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current") $(compgen -f -- "$current"))
}
complete -F _mfgsync mfgsync
`
}

function zsh(commands: readonly CompletedCommand[]): string {
  const script = bash(commands).split('\n').slice(1).join('\n')
  // A shell without a configuration has not yet begun to complete anything.
  const begin = '(( $+functions[compdef] )) || { autoload -Uz compinit && compinit -u }'
  return `# eval "$(mfgsync completion zsh)"\n${begin}\nautoload -U +X bashcompinit && bashcompinit\n${script}`
}

function fish(commands: readonly CompletedCommand[]): string {
  const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
  const lines = [`complete -c mfgsync -n __fish_use_subcommand -f -a ${quoted(nextWords(commands, ''))}`]
  for (const { name, flags, words } of commands) {
    const [first = '', second] = name.split(' ')
    const seen = second === undefined ? '' : `; and __fish_seen_subcommand_from ${second}`
    const here = quoted(`__fish_seen_subcommand_from ${first}${seen}`)
    if (second !== undefined) {
      const others = nextWords(commands, first)
      const open = quoted(`__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${others}`)
      lines.push(`complete -c mfgsync -n ${open} -f -a ${second}`)
    }
    if (words.length > 0) lines.push(`complete -c mfgsync -n ${here} -a ${quoted(words.join(' '))}`)
    for (const flag of flags) {
      const short = flag.char === undefined ? '' : ` -s ${flag.char}`
      const values = flag.values.length === 0 ? '' : ` -x -a ${quoted(flag.values.join(' '))}`
      lines.push(`complete -c mfgsync -n ${here} -l ${flag.name}${short} -d ${quoted(flag.title)}${values}`)
    }
  }
  return `# mfgsync completion fish | source\n${lines.join('\n')}\n`
}

function powershell(commands: readonly CompletedCommand[]): string {
  const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`
  const list = (words: readonly string[]): string => `@(${words.map(quoted).join(', ')})`
  const topics = [...new Set(commands.flatMap(({ name }) => (name.includes(' ') ? name.split(' ')[0] : [])))]
  const next = ['', ...topics].map((topic = '') => `    ${quoted(topic)} = ${list(nextWords(commands, topic).split(' '))}`)
  const values = commands.flatMap(({ name, flags }) =>
    flags.filter((flag) => flag.values.length > 0).map((flag) => `    ${quoted(`${name} --${flag.name}`)} = ${list(flag.values)}`),
  )
  const own = commands.map(
    ({ name, flags, words }) => `    ${quoted(name)} = ${list([...words, ...flags.map((flag) => `--${flag.name}`)])}`,
  )
  return `# mfgsync completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName mfgsync -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $next = @{
${next.join('\n')}
  }
  $values = @{
${values.join('\n')}
  }
  $own = @{
${own.join('\n')}
  }
  $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { $_.ToString() })
  $command = ''
  $from = 1
  if ($typed.Count -gt 0) { $command = $typed[0] }
  if ($typed.Count -gt 1 -and $next.ContainsKey($command)) { $command = "$command $($typed[1])"; $from = 2 }
  if ($typed.Count -lt $from -or ($typed.Count -eq 1 -and $next.ContainsKey($command))) { $words = $next[$command] }
  elseif ($values.ContainsKey("$command $($typed[-1])")) { $words = $values["$command $($typed[-1])"] }
  else { $words = $own[$command] }
  $words | Where-Object { $_ -like "$wordToComplete*" } |
    ForEach-Object { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
}
`
}
