#!/bin/sh
# Sources side by side: the same store and the same tally as one after another; a process that dies is
# its source's failure; none outlives the run.
. "$(dirname "$0")/flow.lib"

now=2022-03-14T06:00:00
short() {
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
}

# begin ARGUMENTS...: a run in the background, in a group of its own, whose dvcqg is fetching when this
# returns.
begin() {
    setsid "$NHIP" run --jobs 4 --as-of $now "$@" >"$work/out" 2>"$work/err" </dev/null &
    run=$!
    for _ in $(seq 100); do
        [ -z "$(find "$work/state/landing/dvcqg" -mindepth 2 2>/dev/null)" ] || return 0
        sleep 0.1
    done
    fail 'the run does not fetch'
}

# ends WHAT STATUS: the run that was begun does, long before what it waits for would.
ends() {
    for _ in $(seq 200); do
        kill -0 $run 2>/dev/null || break
        sleep 0.1
    done
    ! kill -0 $run 2>/dev/null || fail "$1: still there after twenty seconds"
    reap
    is "$1" "$ended" "$2"
}

# The process that runs dvcqg, as its lock tells.
worker() {
    sed -n 's/.*(process \([0-9]*\) on .*/\1/p' "$work/state/locks/dvcqg.lock" | head -n 1
}

tally() {
    grep ' run batches=' "$work/err" | sed 's/.* run batches=/run batches=/; s/ audit=.*//'
}

# --- as one after another -----------------------------------------------------------------------------
short
start_farend --seed 5 --per-day 20 --from 2022-03-01 --spoil 9
nhip 0 run --as-of $now
dump_store >"$work/in_turn"
tally >"$work/tally"
short
nhip 0 run --as-of $now --jobs 4
dump_store >"$work/side_by_side"
cmp -s "$work/in_turn" "$work/side_by_side" ||
    fail "the stores differ: $(diff "$work/in_turn" "$work/side_by_side" | head -n 5)"
is 'the tally is of all' "$(tally)" "$(cat "$work/tally")"
[ "$(sqlite3 "$work/state/ledger.db" 'SELECT count(DISTINCT process) FROM attempt')" -ge 4 ] ||
    fail 'the sources were not run in processes of their own'
is 'all leases are given back' "$(sqlite3 "$work/state/ledger.db" 'SELECT count(*) FROM lease')" 0
[ -s "$work/state/reports/chi_tieu.csv" ] || fail 'there are no figures'
nhip 0 plan --as-of $now --format csv
is 'nothing is due' "$(wc -l <"$work/out")" 1
nhip 64 run --jobs 0
has 'how many there may be' "$work/err" 'accepted: number 1..64'

# --- a process that dies is its source's failure ------------------------------------------------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:drip:2
begin dvcqg bhyt dat-dai hai-long
kill -9 "$(worker)"
ends 'a process that dies' 70
has 'it is told by name' "$work/err" 'dvcqg its process was ended by signal 9'
is 'it is noted' "$(sqlite3 "$work/state/ledger.db" "SELECT kind, status FROM last_run
    WHERE source = 'dvcqg'")" 'bug|70'
has 'the others go on' "$work/err" 'hai-long@2022-03-13 loaded'
[ -s "$work/state/reports/chi_tieu.csv" ] || fail 'there are no figures of the others'

# --- a signal ends them all, and they tell, also when each of them gets it ----------------------------
short
begin
kill -TERM -$run
ends 'a signal' 75
has 'what was under way' "$work/err" 'page 1: stopped by a signal in the midst of it'
has 'the tally' "$work/err" ' run batches='

# --- none outlives the run ----------------------------------------------------------------------------
short
begin dvcqg hai-long
kill -9 $run
reap
for _ in $(seq 100); do
    ! flock -n "$work/state/locks/dvcqg.lock" true || break
    sleep 0.1
done
flock -n "$work/state/locks/dvcqg.lock" true || fail 'a process has outlived its run'

# --- what ends a run ends it for all ------------------------------------------------------------------
short
mkdir -p "$work/state/landing"
: >"$work/state/landing/hai-long"
begin
ends 'a disk that takes nothing' 74
has 'what has happened' "$work/err" 'hai-long not run kind=io'
# Whatever they were at: a page, a login, or a pause.
grep -q 'dvcqg@2022-03-10 failed kind=later: .*stopped by a signal' "$work/err" ||
    fail "the others are not asked to end: $(cat "$work/err")"
