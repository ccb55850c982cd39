import type { GroupIdentity } from './process-group.js'

/**
 * Reads, line by line, `PID MARKER` of what lives and `-PID` of what is gone, and when its input ends, whichever way mfgsync ended, ends
 * what is left: the group, whoever is in the session of its leader, and, where there is /proc, whoever carries the marker. In plain POSIX
 * shell: it starts in a millisecond and waits for nothing else.
 */
const script = `
trap '' INT QUIT TERM HUP
while IFS= read -r line; do
  pid=\${line%% *}; pid=\${pid#-}; left=$#
  while [ "$left" -gt 0 ]; do
    one=$1; shift; left=$((left - 1))
    case $one in "$pid "*) ;; *) set -- "$@" "$one" ;; esac
  done
  case $line in -*) ;; *) set -- "$@" "$line" ;; esac
done
[ $# -gt 0 ] || exit 0
for one; do kill -KILL -- "-\${one%% *}"; done 2>/dev/null
for again in 1 2; do
  for one; do
    leader=\${one%% *}; marker=\${one#* }
    for folder in /proc/[0-9]*; do
      read -r stat < "$folder/stat" || continue
      rest=\${stat##*) }; rest=\${rest#* * * }
      [ "\${rest%% *}" = "$leader" ] && kill -KILL "\${folder#/proc/}"
    done
    [ -n "$marker" ] && for file in $(grep -laF -e "$marker" /proc/[0-9]*/environ); do
      pid=\${file#/proc/}; kill -KILL "\${pid%/environ}"
    done
    kill -KILL -- "-$leader"
  done
done 2>/dev/null
`

let input: { write(text: string): unknown } | undefined
let tried = false

/** Tells the watcher of a target's processes; started with the first of them. */
export function watchOver({ leader, marker }: GroupIdentity): void {
  tell(`${leader} ${marker.replaceAll('\n', ' ')}\n`)
}

export function watchNoMore({ leader }: GroupIdentity): void {
  if (input) tell(`-${leader}\n`)
}

function tell(line: string): void {
  if (!tried) start()
  input?.write(line)
}

/** Where there is no shell nobody watches, and a SIGKILL leaves a target behind. Windows ends children with their parent. */
function start(): void {
  tried = true
  if (process.platform === 'win32') return
  const child = process.getBuiltinModule('node:child_process').spawn('/bin/sh', ['-c', script, 'mfgsync-watcher'], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own: what a terminal sends to mfgsync is none of its business.
    detached: true,
  })
  const stop = (): void => {
    input = undefined
  }
  child.on('error', stop)
  child.on('exit', stop)
  child.unref()
  const pipe = child.stdin
  pipe.on('error', stop)
  // It keeps no process from ending.
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  input = pipe
}
