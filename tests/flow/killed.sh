#!/bin/sh
# A run that is killed again and again, at whatever instruction, ends in the same store as one that
# was left in peace, and no batch is counted twice.
. "$(dirname "$0")/flow.lib"

now=2022-03-25T06:00:00
rounds=25

new_deployment
start_farend --seed 9 --per-day 10 --from 2022-03-01
sed -i 's/^start: .*/start: 2022-03-01/' "$work"/config/sources/*.yaml
nhip 0 run --as-of $now
dump_store >"$work/peaceful"

rm -rf "$work/state"
mkdir "$work/state"
killed=0
for round in $(seq $rounds); do
    "$NHIP" run --as-of $now >"$work/out" 2>"$work/err" &
    run=$!
    # Pauses that differ from round to round and cover the length of a run.
    sleep "0.$(printf '%02d' $((round * 37 % 60)))"
    kill -9 $run 2>/dev/null
    reap
    [ "$ended" != 137 ] || killed=$((killed + 1))
    # What was begun and not finished is due again, or known to be loaded.
    if [ -e "$work/state/store.db" ]; then
        is 'its own tables are all there, or none' "$(sqlite3 "$work/state/store.db" "SELECT count(*)
            FROM sqlite_master WHERE name IN ('nhip_batch', 'nhip_dictionary')" | tr 0 2)" 2
        is 'the store is sound' "$(sqlite3 "$work/state/store.db" 'PRAGMA integrity_check')" ok
    fi
    # Where all is loaded there is nothing left to strike.
    if "$NHIP" plan --as-of $now --format csv 2>/dev/null | sed 1d | grep -q .; then continue; fi
    rm -rf "$work/state"
    mkdir "$work/state"
done
[ $killed -ge 10 ] || fail "only $killed of $rounds runs were killed in time"

nhip 0 run --as-of $now
dump_store >"$work/killed"
cmp -s "$work/peaceful" "$work/killed" ||
    fail "the stores differ: $(diff "$work/peaceful" "$work/killed" | head -n 5)"
is 'every batch is loaded' "$(sqlite3 "$work/state/ledger.db" "SELECT count(*) FROM batch
    WHERE state != 'loaded'")" 0
is 'ledger and store agree' "$(sqlite3 "$work/state/ledger.db" "ATTACH '$work/state/store.db' AS s;
    SELECT count(*) FROM batch b JOIN attempt a ON a.batch = b.batch AND a.number = b.loaded_attempt
    LEFT JOIN s.nhip_batch n ON n.batch = b.batch AND n.lan = b.loaded_attempt
    AND n.received = a.received AND n.quarantined = a.quarantined WHERE n.batch IS NULL")" 0
is 'refusals are on record once' "$(sqlite3 "$work/state/ledger.db" "SELECT count(*)
    FROM quarantine q JOIN batch b ON b.batch = q.batch AND b.loaded_attempt = q.attempt")" \
    "$(sql 'SELECT sum(quarantined) FROM nhip_batch')"
nhip 0 plan --as-of $now --format csv
is 'nothing is due' "$(wc -l <"$work/out")" 1

# --- a store that was lost is made again from the landing, with the far ends down ------------------
stop_farend
rm -f "$work/state/store.db" "$work/state/store.db-wal" "$work/state/store.db-shm"
nhip 0 run --as-of $now
has 'the loss is told' "$work/err" 'is not in the store any more; it is due again'
dump_store >"$work/again"
cmp -s "$work/peaceful" "$work/again" ||
    fail "the store made again differs: $(diff "$work/peaceful" "$work/again" | head -n 5)"
nhip 0 run --as-of $now
has 'then nothing is due' "$work/err" 'run batches=0 '
