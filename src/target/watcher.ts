import type { GroupIdentity } from './process-group.js'

/**
 * Reads lines until its input ends, whichever way mfgsync ended, and then ends what is left:
 *
 * - `ID MARKER`: a process that lives, or `new-N` for one that is about to be started; `-ID`: it is gone, or was started.
 * - `+ID PID START`: who descends from it and is in no session of its own leader's; started at that tick.
 *
 * What is left is the group, whoever is in the session of its leader, its descendants, and whoever carries the marker. Descendants are
 * stopped before they are looked for: whoever is stopped has no more children, so that none is missed. Then it looks until a look finds
 * nobody: who is just being started holds this pipe open, but the end of the input may be seen before the environment of the new program
 * can be read. Until then the kernel has no place for it (the 51st field of `stat` is 0), and nobody can say who that is: it looks again.
 * In plain POSIX shell: it starts in a millisecond and waits for nothing else. Without /proc it asks ps.
 *
 * @public for the tests
 */
export const watcherScript = `
trap '' INT QUIT TERM HUP
while IFS= read -r line; do
  case $line in +*) set -- "$@" "$line"; continue ;; esac
  id=\${line%% *}; id=\${id#-}; left=$#
  while [ "$left" -gt 0 ]; do
    one=$1; shift; left=$((left - 1))
    case $one in "$id "*|"+$id "*) ;; *) set -- "$@" "$one" ;; esac
  done
  case $line in -*) ;; *) set -- "$@" "$line" ;; esac
done
[ $# -gt 0 ] || exit 0
exec 2>/dev/null
startof() {
  stat=; read -r stat < "/proc/$1/stat" || return
  set -- \${stat##*) }
  echo "\${20}"
}
kin=; leaders=' '; markers=
marked() { [ -n "$1" ] && markers="$markers\${markers:+
}$1"; }
for one; do
  case $one in
    +*) set -- $one; [ "$(startof "$2")" = "$3" ] && kin="$kin $2" ;;
    new-*) marked "\${one#* }" ;;
    *) leaders="$leaders\${one%% *} "; marked "\${one#* }" ;;
  esac
done
family() {
  for file in /proc/"$1"/task/*/children; do
    kids=; read -r kids < "$file"
    for kid in $kids; do
      case "$leaders$kin " in *" $kid "*) continue ;; esac
      kin="$kin $kid"; more=1
      kill -STOP "$kid"
    done
  done
}
for one in $leaders; do kill -s STOP -- "-$one"; done
for one in $kin; do kill -STOP "$one"; done
more=1
while [ -n "$more" ]; do
  more=
  for one in $leaders $kin; do family "$one"; done
done
for one in $leaders; do kill -s KILL -- "-$one"; done
for one in $kin; do kill -KILL "$one"; done
born=$(startof $$)
look() {
  pid=\${1#/proc/}; stat=
  read -r stat < "$1/stat" || return
  set -- \${stat##*) }
  case $1 in [ZXx]) return ;; esac
  case $leaders in *" $4 "*) kill -KILL "$pid"; again=1; return ;; esac
  [ "$4" != 0 ] && [ "\${49}" = 0 ] && [ "\${20}" -ge "$born" ] && true < "$folder/environ" && again=1
}
again=1; looks=0
while [ -n "$again" ] && [ "$looks" -lt 60 ]; do
  again=; looks=$((looks + 1))
  [ "$looks" -gt 20 ] && sleep 1
  if [ -r /proc/self/stat ]; then
    for folder in /proc/[0-9]*; do look "$folder"; done
    [ -n "$markers" ] && for file in $(grep -laF -e "$markers" /proc/[0-9]*/environ); do
      pid=\${file#/proc/}; kill -KILL "\${pid%/environ}" && again=1
    done
  else
    [ "$looks" -lt 3 ] && again=1
    [ -n "$markers" ] && ps axeww -o pid=,command= | grep -F -e "$markers" | grep -vF mfgsync-watcher | while read -r pid rest; do
      kill -KILL "$pid"
    done
  fi
  for one in $leaders; do kill -s KILL -- "-$one"; done
done
`

let input: { write(text: string): unknown } | undefined
let tried = false
let expected = 0
/** What a watcher has to know, by process: one that was ended from outside is followed by another. */
const told = new Map<string, string[]>()

/** Tells the watcher of a process before it is started; call the result once it is told of by its number, or could not be started. */
export function watchForStart(marker: string): () => void {
  expected += 1
  const id = `new-${expected}`
  tell(id, `${id} ${inOneLine(marker)}\n`)
  return () => forget(id)
}

/** Tells the watcher of a target's processes; started with the first of them. */
export function watchOver({ leader }: GroupIdentity, marker: string): void {
  tell(String(leader), `${leader} ${inOneLine(marker)}\n`)
}

/** Tells the watcher of one who belongs to them, and cannot be seen to. */
export function watchToo(leader: number, pid: number, start: string): void {
  tell(String(leader), `+${leader} ${pid} ${start}\n`)
}

export function watchNoMore({ leader }: GroupIdentity): void {
  forget(String(leader))
}

function inOneLine(marker: string): string {
  return marker.replaceAll('\n', ' ')
}

function tell(id: string, line: string): void {
  if (!tried) start()
  const lines = told.get(id)
  if (lines) lines.push(line)
  else told.set(id, [line])
  input?.write(line)
}

function forget(id: string): void {
  told.delete(id)
  input?.write(`-${id}\n`)
}

/** Where there is no shell nobody watches, and a SIGKILL leaves a target behind. Windows ends children with their parent. */
function start(): void {
  tried = true
  if (process.platform === 'win32') return
  const child = process.getBuiltinModule('node:child_process').spawn('/bin/sh', ['-c', watcherScript, 'mfgsync-watcher'], {
    cwd: '/',
    env: { PATH: '/usr/bin:/bin' },
    stdio: ['pipe', 'ignore', 'ignore'],
    // A session of its own: what a terminal sends to mfgsync is none of its business.
    detached: true,
  })
  const stop = (): void => {
    if (input === child.stdin) input = undefined
  }
  child.on('error', stop)
  child.on('exit', () => {
    stop()
    // Somebody ended it: the next process that is started is watched by another, and so are those that live.
    tried = false
  })
  child.unref()
  const pipe = child.stdin
  pipe.on('error', stop)
  // It keeps no process from ending.
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  input = pipe
  for (const line of [...told.values()].flat()) pipe.write(line)
}
