#!/bin/sh
# What operators do to batches: backfill, rerun, reload, abandon; and what is on record of it.
. "$(dirname "$0")/flow.lib"

now=2022-03-15T06:00:00
export NHIP_ACTOR=user:lan

# Few windows, so that each case is quick.
new_deployment
sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
begin_farend() {
    start_farend --seed 5 --per-day 5 --from 2022-03-01
}

# The same as nhip, for lists as CSV: without the carriage returns at the ends of their lines.
csv() {
    nhip "$@" --format csv
    tr -d '\r' <"$work/out" >"$work/lines"
    mv "$work/lines" "$work/out"
}

# The plan that was shown, as "window why" after each other.
planned() {
    sed '1d; s/^[^@]*@//; s/,.*,\([^,]*\)$/ \1/' "$work/out" | paste -sd ';'
}

# --- backfill -------------------------------------------------------------------------------------
begin_farend
csv 0 backfill dvcqg --from 2022-03-12 --to 2022-03-14 --dry-run --as-of $now
is 'a dry run shows what is missing' "$(planned)" '2022-03-12 never loaded;2022-03-13 never loaded'
[ ! -e "$work/state/ledger.db" ] || fail 'a dry run made a ledger'
nhip 0 backfill dvcqg --from 2022-03-12 --to 2022-03-14 --reverse --as-of $now
is 'the newest window came first' \
    "$(sed -n 's/.* dvcqg@\(2022-03-1.\) loaded .*/\1/p' "$work/err" | paste -sd ';')" \
    '2022-03-13;2022-03-12'
csv 0 backfill dvcqg --from 2022-03-10 --to 2022-03-15 --missing --dry-run --as-of $now
is 'what is loaded is not missing' "$(planned)" \
    '2022-03-10 never loaded;2022-03-11 never loaded;2022-03-14 never loaded'
csv 0 backfill dvcqg --from 2022-03-13 --to 2022-03-15 --all --dry-run --as-of $now
is 'all are all' "$(planned)" '2022-03-13 forced;2022-03-14 never loaded'
nhip 64 backfill dvcqg --from 2022-03-13
has 'a stretch has two ends' "$work/err" 'backfill needs --from and --to'
nhip 64 backfill dvcqg --from 2022-03-13 --to 2022-03-14 --all --failed
nhip 64 backfill dvcqg --from 2022-03-01 --to 2022-03-12 --as-of $now
has 'windows before the start are told' "$work/err" \
    "dvcqg starts at 2022-03-10T00:00:00; hint: an earlier 'start' in its file"

# --- a failed night, and exactly that once more ---------------------------------------------------
stop_farend
nhip 69 run dvcqg --as-of $now
begin_farend
csv 0 backfill dvcqg --from 2022-03-10 --to 2022-03-15 --failed --dry-run --as-of $now
is 'one has failed, the others were not tried' "$(planned)" '2022-03-10 failed'
csv 0 rerun --failed --dry-run --as-of $now
is 'rerun knows it too' "$(planned)" '2022-03-10 failed'
nhip 0 rerun --failed --reason 'the portal was down' --as-of $now
has 'only that was done' "$work/err" 'run batches=1 loaded=1'
csv 0 log dvcqg@2022-03-10 --as-of $now
is 'its history' "$(sed 1d "$work/out" | cut -d , -f 2,3 | paste -sd ';')" \
    '1,fetching;1,failed;2,fetching;2,landed;2,loading;2,loaded'
is 'with why' "$(sed -n '$p' "$work/out" | cut -d , -f 6,7)" 'the portal was down,user:lan'
nhip 0 show dvcqg@2022-03-10
has 'attempts have it too' "$work/out" 'the portal was down'

# --- one batch anew, from either end ---------------------------------------------------------------
nhip 0 run --as-of $now
dump_store >"$work/before"
nhip 0 rerun dvcqg@2022-03-12 --as-of $now
has 'it was fetched' "$work/err" 'run batches=1 loaded=1 failed=0'
csv 0 log dvcqg@2022-03-12
is 'anew' "$(grep -c fetching "$work/out")" 2
stop_farend
nhip 0 rerun dvcqg@2022-03-12 dvcqg@2022-03-13 --from load --as-of $now
has 'what has landed needs no far end' "$work/err" 'run batches=2 loaded=2 failed=0'
dump_store >"$work/after"
cmp -s "$work/before" "$work/after" || fail 'a rerun changed the store'
nhip 64 rerun dvcqg@2022-03-31 --as-of $now
has 'a window that there is not' "$work/err" "no batch 'dvcqg@2022-03-31'"
nhip 64 rerun dvcqg@2022-03-12 bhyt --as-of $now
has 'batches or sources' "$work/err" 'either batches or sources can be named'
nhip 64 rerun dvcqg
nhip 64 rerun

# --- a mapping with a new version -------------------------------------------------------------------
sed -i 's/^version: 1/version: 2/; s/type: text, required: true/type: text, required: true, max: 90/' \
    "$work/config/mappings/ho-so.yaml"
csv 0 plan dvcqg --as-of $now
is 'all is outdated' "$(planned)" "$(printf '2022-03-1%s mapping changed;' 0 1 2 3 4 | sed 's/;$//')"
has 'and to be loaded only' "$work/out" ',reload,'
nhip 0 run dvcqg --as-of $now
has 'a run leaves that alone' "$work/err" 'nothing is due'
has 'but says it' "$work/err" 'outdated batches=5: the mappings are ho_so=2 now; hint: nhip reload dvcqg'
csv 0 status dvcqg
is 'they are marked' "$(grep -c ',outdated,' "$work/out")" 5
nhip 0 reload dvcqg@2022-03-10 --as-of $now
nhip 0 reload --as-of $now
has 'reload does the rest' "$work/err" 'run batches=4 loaded=4 failed=0'
csv 0 plan --as-of $now
is 'nothing is outdated' "$(planned)" ''
dump_store >"$work/after"
cmp -s "$work/before" "$work/after" || fail 'a reload with the same meaning changed the store'
sed -i 's/^version: 2/version: 3/' "$work/config/mappings/ho-so.yaml"
mv "$work/state/landing/dvcqg/2022-03-11" "$work/away"
nhip 65 reload dvcqg@2022-03-11 --as-of $now
has 'a landing that is gone is told' "$work/err" 'nhip rerun dvcqg@2022-03-11 --from fetch'
mv "$work/away" "$work/state/landing/dvcqg/2022-03-11"
csv 0 reload dvcqg --dry-run --as-of $now
is 'all others wait' "$(sed 1d "$work/out" | wc -l)" 5
nhip 0 reload --as-of $now
nhip 0 reload dvcqg --all --as-of $now
has 'all means all' "$work/err" 'run batches=5 loaded=5'

# --- all is also what the store has lost; without the ledger nobody knows what all is -----------------
dump_store >"$work/before"
rm -f "$work"/state/store.db*
nhip 0 reload dvcqg --all --as-of $now
has 'what is lost is said' "$work/err" 'is not in the store any more'
has 'and loaded' "$work/err" 'run batches=5 loaded=5'
nhip 0 reload --all --as-of $now
dump_store >"$work/after"
cmp -s "$work/before" "$work/after" || fail 'reload --all did not bring back what the store had'
mkdir "$work/ledger" && mv "$work"/state/ledger.db* "$work/ledger"
for command in 'reload' 'reload dvcqg --all' 'reload --all --dry-run'; do
    # shellcheck disable=SC2086
    nhip 65 $command --as-of $now
    has "$command: what to do" "$work/err" "so nobody knows what was loaded; hint: restore it"
done
[ ! -e "$work/state/ledger.db" ] || fail 'a ledger was made in the place of the lost one'
mv "$work"/ledger/* "$work/state"

# --- abandoned windows ------------------------------------------------------------------------------
now=2022-03-17T06:00:00
nhip 69 run dvcqg --as-of $now
nhip 64 abandon dvcqg@2022-03-15 --as-of $now
has 'a reason is wanted' "$work/err" 'abandon needs a --reason'
nhip 0 abandon dvcqg@2022-03-15 --reason 'moved house that day' --as-of $now
csv 0 plan dvcqg --as-of $now
is 'it is off the list' "$(planned)" '2022-03-16 never loaded'
csv 0 status dvcqg
is 'and seen' "$(grep -c 'dvcqg@2022-03-15,abandoned,' "$work/out")" 1
nhip 0 log dvcqg@2022-03-15
has 'with its reason' "$work/out" 'moved house that day'
nhip 64 abandon dvcqg@2022-03-12 --reason x --as-of $now
has 'what is loaded is on no list' "$work/err" 'dvcqg@2022-03-12 is loaded'
nhip 64 abandon dvcqg@2022-03-40 --reason x --as-of $now
begin_farend
nhip 0 run dvcqg --as-of $now
has 'a run leaves it' "$work/err" 'run batches=1 loaded=1'
nhip 0 backfill dvcqg --from 2022-03-14 --to 2022-03-17 --as-of $now
has 'a backfill too' "$work/err" 'run batches=0 '
nhip 0 rerun dvcqg@2022-03-15 --reason 'they sent it after all' --as-of $now
has 'who names it takes it up' "$work/err" 'run batches=1 loaded=1'

# --- the audit --------------------------------------------------------------------------------------
head=$(sed -n 's/.* audit=\([0-9]*:[0-9a-f]*\)$/\1/p' "$work/err")
nhip 0 audit verify --head "$head"
has 'it is sound' "$work/out" 'sound rows='
csv 0 audit list
has 'actions are on record' "$work/out" "rerun,rerun dvcqg@2022-03-15 --reason they sent it after all"
has 'and abandoned windows' "$work/out" 'moved house that day'
is 'each request has its answer' \
    "$(grep -cE ',(received|not received),' "$work/out")" "$(grep -c ',request,' "$work/out")"
lacks 'no secret is in it' "$work/out" demo-dvcqg
manifest=$(sed -n 's/.*,received,dvcqg@2022-03-15,.*manifest=//p' "$work/out")
is 'what was received is named by its manifest' "$manifest" \
    "$(sha256sum "$work"/state/landing/dvcqg/2022-03-15/*/manifest.json | tail -n 1 | cut -d ' ' -f 1)"
sqlite3 "$work/state/ledger.db" "DELETE FROM audit WHERE number = 3" 2>"$work/err" &&
    fail 'a row could be removed'
has 'by mistake nobody removes a row' "$work/err" 'the audit only grows'
sqlite3 "$work/state/ledger.db" "DROP TRIGGER audit_is_not_changed;
    UPDATE audit SET actor = 'user:minh' WHERE number = 3"
nhip 65 audit verify
has 'a changed row is found' "$work/err" 'row 3 of the audit was changed'

# What an older program has loaded has no history, but it is there.
sqlite3 "$work/state/ledger.db" 'DELETE FROM event'
nhip 0 log dvcqg@2022-03-12
nhip 64 log dvcqg@2022-03-40
