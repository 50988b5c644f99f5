#!/bin/sh
# Two runs of one source: the second says who has it since when; what a lost machine left is taken
# over, and who was taken for lost leaves the source to the other.
. "$(dirname "$0")/flow.lib"

now=2022-03-14T06:00:00
host=$(uname -n)
short() {
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
}

ledger() {
    sqlite3 -batch -cmd '.timeout 5000' "$work/state/ledger.db" "$1" || fail "sqlite3: $1"
}

# begin ARGUMENTS...: a run in the background, which is fetching when this returns.
begin() {
    "$NHIP" run --as-of $now "$@" >"$work/out1" 2>"$work/err1" </dev/null &
    run=$!
    for _ in $(seq 100); do
        [ -z "$(find "$work/state/landing" -mindepth 3 2>/dev/null)" ] || return 0
        sleep 0.1
    done
    fail 'the run does not fetch'
}

# --- the second one does what is free, and says who has the rest ------------------------------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:drip:2
NHIP_ACTOR=timer:nhip begin dvcqg
nhip 75 run dvcqg hai-long --as-of $now
has 'who has it' "$work/err" \
    "dvcqg not run kind=later: source dvcqg is being run by timer:nhip (process $run on $host) since 2"
has 'what is free is done' "$work/err" 'hai-long@2022-03-13 loaded'
is 'its lease' "$(ledger 'SELECT source, process, actor FROM lease')" "dvcqg|$run|timer:nhip"

nhip 0 status --as-of $now
grep -E "^dvcqg +timer:nhip +$host +$run +2[-0-9T:]+ +run --as-of $now dvcqg\$" "$work/out" >/dev/null ||
    fail "who runs it: $(cat "$work/out")"
nhip 0 status --as-of $now --format json
has 'the same for a program' "$work/out" \
    "\"held_by\":\"timer:nhip\",\"held_host\":\"$host\",\"held_process\":$run,\"held_since\":\"2"
has 'and the command' "$work/out" "\"held_command\":\"run --as-of $now dvcqg\""

# --- a process that was killed leaves its lease; here it is known to have ended ---------------------
killed=$run
kill -9 "$run"
reap
is 'its lease is still there' "$(ledger 'SELECT process FROM lease')" "$killed"
nhip 0 status --as-of $now
lacks 'but the source is not being run' "$work/out" 'Being run'
start_farend --seed 5 --per-day 5 --from 2022-03-01
nhip 0 run dvcqg --as-of $now
has 'it is taken over' "$work/err" "dvcqg taken over from timer:nhip (process $killed on $host) since 2"
has 'and why' "$work/err" 'a process that has ended'
has 'all of it is done' "$work/err" 'run batches=4 loaded=4 failed=0'
is 'the lease is given back' "$(ledger 'SELECT count(*) FROM lease')" 0
is 'it is noted' "$(ledger "SELECT batch FROM event WHERE state = 'taken over'")" dvcqg

# --- the lease of another machine is kept until it is over ------------------------------------------
lease_of_another() { # SECONDS
    ledger "INSERT OR REPLACE INTO lease (source, host, process, since, actor, beat_at, expires_at)
        VALUES ('dvcqg', 'app2', 77, unixepoch() * 1000000, 'user:lan', unixepoch() * 1000000,
        (unixepoch() + $1) * 1000000)"
}
lease_of_another 600
nhip 75 run dvcqg --as-of $now --force
has 'who has it there' "$work/err" 'source dvcqg is being run by user:lan (process 77 on app2) since 2'
has 'for how long' "$work/err" '; its lease lasts until 2'
has 'nothing was tried' "$work/err" 'run batches=0'
nhip 0 status --as-of $now
has 'status says so' "$work/out" 'dvcqg   user:lan  app2       77  2'
nhip 75 abandon dvcqg@2022-03-10 --as-of $now --reason 'nothing will come'
has 'nobody gives up its windows meanwhile' "$work/err" 'source dvcqg is being run by user:lan'
lease_of_another -1
nhip 0 status --as-of $now
lacks 'a lease that is over' "$work/out" 'Being run'
nhip 0 run dvcqg --as-of $now --force
has 'it is taken over when it is over' "$work/err" \
    'dvcqg taken over from user:lan (process 77 on app2) since 2'
has 'and why' "$work/err" 'whose lease is over'
has 'all of it is done again' "$work/err" 'run batches=4 loaded=4 failed=0'

# --- who was taken for lost commits nothing ---------------------------------------------------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:slow:2
begin dvcqg
lease_of_another 600
reap
is 'a lease that is lost' "$ended" 75
cp "$work/err1" "$work/err"
has 'to whom' "$work/err" \
    'the lease of source dvcqg is lost: it is being run by user:lan (process 77 on app2) since 2'
is 'nothing is loaded' "$(sql 'SELECT count(*) FROM ho_so')" 0
is 'nor tried further' "$(grep -c ' failed kind=' "$work/err")" 1
is "the other's lease stays" "$(ledger 'SELECT host FROM lease')" app2
ledger 'DELETE FROM lease'
nhip 0 run dvcqg --as-of $now
has 'it was left to the next' "$work/err" 'run batches=4 loaded=4 failed=0'

# --- loads of different sources wait for each other -------------------------------------------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01
nhip 0 run hai-long --as-of $now
hold_store() { # SECONDS
    (
        exec 9>"$work/state/locks/store.turn"
        flock 9 && exec sleep "$1"
    ) &
    holder=$!
    for _ in $(seq 100); do
        flock -n "$work/state/locks/store.turn" true || break
        sleep 0.1
    done
}
hold_store 2
nhip 0 run dvcqg --as-of $now
has 'one waits for its turn' "$work/err" 'run batches=4 loaded=4 failed=0'
hold_store 100
begin bhyt
for _ in $(seq 100); do
    [ -z "$(find "$work/state/landing/bhyt" -name manifest.json 2>/dev/null)" ] || break
    sleep 0.1
done
sleep 0.5
kill -TERM $run
for _ in $(seq 200); do
    kill -0 $run 2>/dev/null || break
    sleep 0.1
done
reap
is 'a signal ends the waiting' "$ended" 75
cp "$work/err1" "$work/err"
has 'it is said' "$work/err" 'failed kind=later: waiting for another process: stopped by a signal'
kill $holder
wait $holder 2>/dev/null
nhip 0 run bhyt --as-of $now
has 'what had landed is loaded' "$work/err" 'bhyt@2022-03-10 loaded'

# --- a run shows that it is alive while it waits ----------------------------------------------------
short
sed -i 's/^state: .*/&\nlease: 10s/' "$work/config/nhip.yaml"
start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:drip:2
begin dvcqg
for _ in $(seq 150); do
    [ "$(ledger 'SELECT beat_at > since FROM lease')" != 1 ] || break
    sleep 0.1
done
is 'the lease is renewed amid a page' "$(ledger 'SELECT beat_at > since FROM lease')" 1
lease_of_another 600
for _ in $(seq 150); do
    kill -0 $run 2>/dev/null || break
    sleep 0.1
done
reap
is 'and its loss is seen there' "$ended" 75
cp "$work/err1" "$work/err"
has 'with the page' "$work/err" 'page 1: the lease of source dvcqg is lost'
sed -i 's/^lease: .*/lease: 1s/' "$work/config/nhip.yaml"
nhip 78 check
has 'what a lease may be' "$work/err" "'lease' does not accept '1s'; accepted: 90s|15m|2h|1d, 10..86400 s"
[ -z "${holder:-}" ] || kill "$holder" 2>/dev/null

# --- a ledger that another program keeps locked is waited for once, by whatever command --------------
# Waiting is counted in naps: clocks say more of the machine than of the program.
short
start_farend --seed 5 --per-day 5 --from 2022-03-01
nhip 0 run hai-long --as-of $now
python3 -c '
import sqlite3, sys, time
ledger = sqlite3.connect(sys.argv[1], isolation_level=None)
ledger.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(100)' "$work/state/ledger.db" >"$work/locked" &
holder=$!
for _ in $(seq 100); do
    [ ! -s "$work/locked" ] || break
    sleep 0.1
done
[ -s "$work/locked" ] || fail 'the ledger could not be locked'
waiting() { # NAME ARGUMENTS...
    ASAN_OPTIONS=detect_leaks=0 strace -f -qq -e trace=nanosleep,clock_nanosleep -o "$work/naps.$1" \
        "$NHIP" "$@" --as-of $now >"$work/out.$1" 2>"$work/err.$1" </dev/null
    echo $? >"$work/status.$1"
}
waiting run &
waiting reload hai-long@2022-03-10 &
waiting abandon dvcqg@2022-03-10 --reason r &
waiting purge &
for command in run reload abandon purge; do
    for _ in $(seq 600); do
        [ ! -s "$work/status.$command" ] || break
        sleep 0.1
    done
    cp "$work/err.$command" "$work/err"
    is "$command says what it waited for" "$(cat "$work/status.$command")" 75
    has "$command" "$work/err" 'ledger.db: database is locked'
    naps=$(wc -l <"$work/naps.$command")
    { [ "$naps" -gt 80 ] && [ "$naps" -lt 150 ]; } || fail "$command waited for $naps naps"
done
kill "$holder"
