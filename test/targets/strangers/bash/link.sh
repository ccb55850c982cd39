#!/usr/bin/env bash
# Polls the change feed and posts to the ERP with curl and jq; a folder for each fact. People get a file of JSON lines.
# MISTAKE=<name> makes it commit exactly one mistake, ODD=<name> makes it do something unusual that is right.
set -u
LC_ALL=C
mistake=${MISTAKE:-} odd=${ODD:-}
facts=$MFGSYNC_STATE_DIR/facts people=$MFGSYNC_STATE_DIR/for-people.jsonl cursor=$MFGSYNC_STATE_DIR/cursor
mkdir -p "$facts"
: >>"$people"
trap 'exit 0' TERM

declare -A not_before tries

# set_to VARIABLE FILE: what stands in it; empty where it is not there, or where a death left it empty.
set_to() { printf -v "$1" '%s' "$(cat "$2" 2>/dev/null)"; }

# Sets `escaped`.
escape() {
  local i letter
  escaped=
  for ((i = 0; i < ${#1}; i++)); do
    letter=${1:i:1}
    case $letter in
      [A-Za-z0-9._~-]) escaped+=$letter ;;
      *) printf -v letter '%%%02X' "'$letter"; escaped+=%${letter: -2} ;;
    esac
  done
}

in_url() { if [ "$mistake" = no-encoding ]; then escaped=$1; else escape "$1"; fi; }

# call METHOD URL [BODY] [KEY]: sets status (000 where nobody knows), answer, after.
call() {
  local out
  local arguments=(--silent --max-time 1 --noproxy '*' --globoff --request "$1" --write-out '\n%{http_code} %header{retry-after}')
  [ $# -ge 3 ] && arguments+=(--header 'content-type: application/json' --data-binary "$3")
  if [ $# -ge 4 ] && [ -n "$4" ]; then
    escape "$4"
    arguments+=(--header "idempotency-key: $escaped")
  fi
  if out=$(curl "${arguments[@]}" "$2"); then
    answer=${out%$'\n'*}
    read -r status after <<<"${out##*$'\n'}"
  else
    status=000 answer='{}' after=
  fi
  after=${after:-0}
}

# A page of the feed. Of each fact first the event, then what this script needs of it, and last a dot: without it the fact is not there.
poll() {
  local at next id stream seq type key plant time order original original_id event
  set_to at "$cursor"
  escape "${at:-0}"
  call GET "$MFGSYNC_MES_URL/events?limit=100&after=$escaped"
  [ "$status" = 200 ] || return 1
  {
    IFS= read -r next
    [ "$next" = "$at" ] && return 1
    while IFS= read -r id && IFS= read -r stream && IFS= read -r seq && IFS= read -r type && IFS= read -r key && IFS= read -r plant &&
      IFS= read -r time && IFS= read -r order && IFS= read -r original && IFS= read -r original_id && IFS= read -r event; do
      id=$facts/${id//\//_}
      [ -d "$id" ] || mkdir "$id"
      [ -f "$id/state" ] && continue
      printf '%s' "$event" >"$id/event"
      printf '%s\n' "$stream" "$seq" "$type" "$key" "$plant" "$time" "$order" "$original" "${original_id//\//_}" . >"$id/place"
    done
  } < <(jq -r '.next, (.events[].event | (
      ("\(.source)|\(.subject)" | @base64), ("\(.source)|\(.partitionkey)" | @base64), .sequence, .type, .subject, .data.plant,
      .data.occurredAt, .data.order, (if .type | test("reversed") then .data.confirmation, ("\(.source)|\(.data.confirmation)" | @base64)
      else "", "" end), (.data | tojson)))' <<<"$answer")
  printf '%s' "$next" >"$cursor"
}

# Of every order the first open fact, if nothing is missing before it: sets `next_ones`.
choose() {
  local place id stream seq state
  local -A at=() by_place=() streams=()
  next_ones=()
  for place in "$facts"/*/place; do
    [ -f "$place" ] || continue
    id=${place%/place} id=${id##*/}
    { read -r stream; read -r seq; } <"$place"
    streams[$stream]=1
    by_place[$stream/$seq]=$id
  done
  for stream in "${!streams[@]}"; do
    for ((seq = 1; ; seq++)); do
      id=${by_place[$stream/$seq]:-}
      [ -n "$id" ] || break
      state=
      [ -f "$facts/$id/state" ] && read -r state <"$facts/$id/state"
      if [ -z "$state" ]; then
        next_ones+=("$id")
        break
      fi
    done
  done
}

# Sets `day`.
day_of() {
  local zone=Europe/Berlin
  [ "$1" = P2 ] && zone=America/Chicago
  if [ "$mistake" = dated-today ]; then day=$(date +%F); else day=$(TZ=$zone date -d "$2" +%F); fi
}

# posting TYPE KEY DAY BUSINESS_DAY: the body, from the data on its input.
posting() {
  jq -c --arg type "$1" --arg key "$2" --arg day "$3" --arg happened "$4" --arg mistake "$mistake" '
    if $type | test("reversed") then { postingDate: $day, reference: $key, reason: (.reason // "cancelled") }
    else
      { order, operation, plant, postingDate: $day, documentDate: $happened, reference: $key } +
      if $type | test("consumed") then
        { type: "issue", item, location, quantity: { quantity, unit } } + if (.lot // "") == "" then {} else { lot } end
      else
        { kind, yield } + if .scrap.quantity > 0 then { scrap } else {} end + if .rework.quantity > 0 then { rework } else {} end
      end
    end
    | if $mistake == "scrap-as-yield" and .scrap then .yield.quantity += .scrap.quantity | del(.scrap) else . end
    | if $mistake == "order-of-another-table" and .order then .order = "WO/" + .order else . end'
}

# look COLLECTION REFERENCE PLANT: sets `document`, empty where there is none; fails where the ERP cannot say.
look() {
  in_url "$2"
  local reference=$escaped
  in_url "$3"
  call GET "$MFGSYNC_ERP_URL/$1?reference=$reference&plant=$escaped"
  [ "$status" = 200 ] || return 1
  document=
  [[ $answer =~ \"document\":\"([^\"]*)\" ]] && document=${BASH_REMATCH[1]}
  return 0
}

end_as() {
  [ -n "${3:-}" ] && printf '%s' "$3" >"$facts/$1/document"
  echo "$2" >"$facts/$1/state"
}

hand_over() {
  jq -cn --arg id "$1" --arg key "$2" --arg plant "$5" --arg code "$3" --arg reason "$4" \
    '{ exception: $id, status: "open", fact: $key, plant: $plant, class: "business", code: $code, reason: $reason,
    owner: "foreman" }' >>"$people"
  end_as "$1" people
}

take_back() {
  jq -cn --arg id "$1" --arg key "$2" --arg plant "$3" '{ exception: $id, status: "closed", resolution: "discarded",
    fact: $key, plant: $plant, class: "business", reason: "cancelled at the source", owner: "foreman" }' >>"$people"
}

# try_it ID: fails where it has to be tried again, after `pause` seconds.
try_it() {
  local id=$1 type key plant time order original original_id url collection=confirmations day happened state=
  pause=0
  { read -r _; read -r _; IFS= read -r type; IFS= read -r key; read -r plant; read -r time; IFS= read -r order; IFS= read -r original
    read -r original_id; } <"$facts/$id/place"
  [[ $type == *consumed* ]] && collection=goods-movements
  if [ -f "$facts/$id/unreleased" ]; then
    in_url "$order"
    url=$MFGSYNC_ERP_URL/production-orders/$escaped
    in_url "$plant"
    call GET "$url?plant=$escaped"
    pause=0.3
    [ "$status" = 200 ] && [[ $answer != *'"status":"created"'* ]] || return 1
    rm "$facts/$id/unreleased"
  fi
  [ -n "$original" ] && [ -f "$facts/$original_id/state" ] && read -r state <"$facts/$original_id/state"
  if [ "$state" = people ]; then
    take_back "$original_id" "$original" "$plant"
    end_as "$id" void
    return
  fi
  if { [ -f "$facts/$id/sent" ] && [ "$mistake" != posts-again-blindly ]; } || [ "$odd" = looks-first ]; then
    look "$collection" "$key" "$plant" || return 1
    [ -n "$document" ] && { end_as "$id" posted "$document"; return; }
  fi
  url=$MFGSYNC_ERP_URL/$collection
  if [ -n "$original" ]; then
    set_to document "$facts/$original_id/document"
    [ -n "$document" ] || look confirmations "$original" "$plant" || return 1
    [ -n "$document" ] || { pause=0.3; return 1; }
    [ "$mistake" = reference-for-document ] && document=$original
    in_url "$document"
    url=$url/$escaped/reversal
  fi
  day_of "$plant" "$time"
  happened=$day
  [ -f "$facts/$id/day" ] && set_to day "$facts/$id/day"
  : >"$facts/$id/sent"
  [ "$mistake" = posts-again-blindly ] && state= || state=$plant/$key/$day
  call POST "$url" "$(posting "$type" "$key" "$day" "$happened" <"$facts/$id/event")" "$state"
  understand "$id" "$key" "$plant"
}

understand() {
  local id=$1 key=$2 plant=$3 code= message=refused later= document=
  [[ $answer =~ \"document\":\"([^\"]*)\" ]] && document=${BASH_REMATCH[1]}
  if [[ $status == 4* ]]; then
    { IFS= read -r code; IFS= read -r message; IFS= read -r later; } < <(
      jq -r '.error | (.code // ""), (.message // "refused"), (.nextOpenDate // "")' <<<"$answer" 2>/dev/null)
  fi
  case $status/$code in
    20[01]/* | */DUPLICATE_REFERENCE | */ALREADY_REVERSED) end_as "$id" posted "$document" ;;
    5*) if [ "$mistake" = 5xx-is-posted ]; then end_as "$id" posted; else pause=$after; return 1; fi ;;
    000/* | */CONFLICT | 401/* | 403/* | 408/* | 423/* | 429/*) pause=$after; return 1 ;;
    */PERIOD_CLOSED)
      if [ -n "$later" ] && [ ! -f "$facts/$id/day" ]; then printf '%s' "$later" >"$facts/$id/day"; return 1; fi
      hand_over "$id" "$key" "$code" "$message" "$plant" ;;
    */ORDER_NOT_RELEASED) : >"$facts/$id/unreleased"; pause=0.3; return 1 ;;
    *) hand_over "$id" "$key" "$code" "$message" "$plant" ;;
  esac
}

while :; do
  moved=
  poll && moved=yes
  choose
  for id in "${next_ones[@]}"; do
    [ "${not_before[$id]:-0}" -gt "${EPOCHREALTIME/./}" ] && continue
    if try_it "$id"; then
      moved=yes
    else
      tries[$id]=$((${tries[$id]:-0} + 1))
      wait=$((80000 * (tries[$id] > 5 ? 12 : tries[$id])))
      [[ $pause =~ ^([0-9]+)(\.([0-9]))?$ ]] || pause=1
      asked=$((BASH_REMATCH[1] * 1000000 + ${BASH_REMATCH[3]:-0} * 100000))
      not_before[$id]=$((${EPOCHREALTIME/./} + (asked > wait ? asked : wait)))
    fi
  done
  [ -n "$moved" ] || sleep 0.1
done
