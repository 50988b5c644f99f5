#!/bin/sh
# nhip status is one screen that says what to do, in colours only where somebody can see them, and one
# table for machines.
. "$(dirname "$0")/flow.lib"

now=2022-03-12T06:00:00
escape=$(printf '\033')

# on_terminal NAME=VALUE: nhip status on a terminal with this in its environment, into $work/screen.
on_terminal() {
    env -u NO_COLOR TERM=xterm "$@" script -qec "$NHIP status --as-of $now" /dev/null \
        >"$work/screen" 2>&1 </dev/null || fail "nhip status on a terminal: $(cat "$work/screen")"
}

new_deployment
start_farend --seed 9 --per-day 30 --from 2022-03-01
sed -i 's/^start: .*/start: 2022-03-01/' "$work"/config/sources/*.yaml
sed -i 's/^options:/&\n  retry: {times: 0}/' "$work/config/sources/dvcqg.yaml"
nhip 65 status
has 'nothing was ever run' "$work/err" 'there is no ledger yet'
nhip 0 run --as-of 2022-03-09T06:00:00
nhip 0 abandon bhyt@2022-03-09 --reason 'the gateway lost that day' --as-of $now
stop_farend
nhip 69 run dvcqg --as-of 2022-03-10T06:00:00

nhip 0 status --as-of $now
has 'the first line sums up' "$work/out" '2022-03-12T06:00:00  sources: 7, fresh: 4, over warn: 2, stale: 1; batches due: 6; quarantined: '
is 'how much is refused in all' "$(sed -n '1s/.*quarantined: //p' "$work/out")" \
    "$(sqlite3 -readonly "$work/state/ledger.db" 'SELECT count(*) FROM open_refusal')"
has 'what to do' "$work/out" 'source        window           lag    limit  state  due  failed  outdated  abandoned  quarantined  oldest  drifting'
has 'a source that failed' "$work/out" 'dvcqg         2022-03-08       3d 6h  3d     stale    3       1         0          0'
has 'one with a day given up' "$work/out" 'bhyt          2022-03-09       2d 6h  3d     warn     2       0         0          1'
has 'its windows' "$work/out" 'bhyt                             ########-..'
has 'those of the other' "$work/out" 'dvcqg                            ########x..'
has 'a legend' "$work/out" '# loaded, x failed, ! refused whole, ~ outdated, > under way, . due, - abandoned'
has 'the reason' "$work/out" 'dvcqg@2022-03-09  source  POST http'
has 'what drifts' "$work/out" 'ma_loai_kcb'
lacks 'nobody runs anything' "$work/out" 'Being run'
lacks 'no colours in a file' "$work/out" "$escape"
[ "$(wc -l <"$work/out")" -le 40 ] || fail "it is more than a screen: $(wc -l <"$work/out") lines"

on_terminal A=b
has 'colours on a terminal' "$work/screen" "$escape[31mstale$escape[0m"
has 'in the strip too' "$work/screen" "$escape[32m########$escape[0m$escape[31mx"
on_terminal NO_COLOR=1
lacks 'unless they are not wanted' "$work/screen" "$escape"
on_terminal NO_COLOR=
has 'an empty wish is none' "$work/screen" "$escape[31m"
on_terminal TERM=dumb
lacks 'nor possible' "$work/screen" "$escape"

nhip 0 status --format json --as-of $now
python3 - "$work/out" <<'END' || fail "the JSON is not as machines expect it: $(cat "$work/out")"
import json, sys
rows = {row["source"]: row for row in json.load(open(sys.argv[1], encoding="utf-8"))}
dvcqg = rows["dvcqg"]
assert dvcqg["state"] == "stale" and dvcqg["failed"] == 1 and dvcqg["due"] == 3, dvcqg
assert dvcqg["lag_seconds"] == 280800 and dvcqg["error_seconds"] == 259200, dvcqg
assert dvcqg["windows"].strip() == "########x.." and len(dvcqg["windows"]) == 30, dvcqg
assert dvcqg["exit_status"] == 69 and "login" in dvcqg["last_error"], dvcqg
assert dvcqg["held_by"] is None and dvcqg["held_process"] is None, dvcqg
assert rows["don-vi"]["error_seconds"] is None and rows["bhyt"]["abandoned"] == 1, rows
END

# --- a mapping that is mended makes outdated what it has loaded --------------------------------------
sed -i 's/^version: .*/version: 99/' "$work/config/mappings/kcb.yaml"
nhip 0 status --as-of $now
has 'what is outdated' "$work/out" 'bhyt                             ~~~~~~~~-..'
