#!/bin/sh
# Runs that are asked to end, or whose time is used up: the page under way ends, what is not done
# stays due, and nothing is lost.
. "$(dirname "$0")/flow.lib"

now=2022-03-14T06:00:00
short() {
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
}

# begin ARGUMENTS...: a run in the background, which is fetching when this returns.
begin() {
    "$NHIP" run --as-of $now "$@" >"$work/out" 2>"$work/err" </dev/null &
    run=$!
    for _ in $(seq 100); do
        [ -z "$(find "$work/state/landing" -mindepth 3 2>/dev/null)" ] || break
        sleep 0.1
    done
    [ -n "$(find "$work/state/landing" -mindepth 3)" ] || fail 'the run does not fetch'
    sleep 0.5
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

# --- a page that drips is given up; the tally is written; all of it stays due -----------------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:drip:2
begin dvcqg
kill -TERM $run
ends 'a page that drips' 75
has 'what it was doing' "$work/err" 'page 1: stopped by a signal in the midst of it'
has 'the tally' "$work/err" 'run batches=1 loaded=0 failed=1'
nhip 0 plan dvcqg --as-of $now
has 'the first window is due' "$work/out" 'dvcqg@2022-03-10'
has 'the last one too' "$work/out" 'dvcqg@2022-03-13'

# --- a second signal ends the run at once -----------------------------------------------------------
begin dvcqg
kill -TERM $run
sleep 0.3
kill -TERM $run
ends 'a second signal' 143
lacks 'at once' "$work/err" 'run batches='
start_farend --seed 5 --per-day 5 --from 2022-03-01
nhip 0 run dvcqg --as-of $now
has 'nothing is lost' "$work/err" 'run batches=4 loaded=4 failed=0'

# --- a page that ends soon is landed, sealed and loaded ---------------------------------------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:slow:2
begin dvcqg
kill -INT $run
ends 'a page that ends' 75
has 'its batch is loaded' "$work/err" 'dvcqg@2022-03-10 loaded'
has 'the next is not begun' "$work/err" 'dvcqg stopped by a signal; what is not done stays due'
has 'and counted' "$work/err" 'run batches=1 loaded=1 failed=0'
[ ! -e "$work/state/reports" ] || is 'no figures' "$(ls "$work/state/reports")" ''
nhip 0 run dvcqg --as-of $now
has 'the rest' "$work/err" 'run batches=3 loaded=3 failed=0'
[ -s "$work/state/reports/chi_tieu.csv" ] || fail 'the figures were not made up for'

# --- figures that take long are given up, and made by the next run -----------------------------------
short
cp "$work/config/indicators/hai-long.yaml" "$work/quick.yaml"
sed -i 's/^denominator: .*/denominator: "(WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n LIMIT 100000000000) SELECT count(*) FROM n) > 0"/' \
    "$work/config/indicators/hai-long.yaml"
start_farend --seed 5 --per-day 5 --from 2022-03-01
begin hai-long
for _ in $(seq 100); do
    ! grep -q 'hai-long@2022-03-13 loaded' "$work/err" || break
    sleep 0.1
done
sleep 1
kill -TERM $run
ends 'figures that take long' 75
has 'they are named' "$work/err" 'figures kind=later: '
has 'all was loaded' "$work/err" 'run batches=4 loaded=4 failed=0'
cp "$work/quick.yaml" "$work/config/indicators/hai-long.yaml"
nhip 0 run hai-long --as-of $now
[ -s "$work/state/reports/chi_tieu.csv" ] || fail 'the figures were not made up for'

# --- the budget of a run: what is under way ends, figures are made, the rest stays due --------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:slow:2
nhip 75 run dvcqg --as-of $now --budget 1s
has 'what is under way ends' "$work/err" 'run batches=1 loaded=1 failed=0'
has 'it is said' "$work/err" 'dvcqg the budget of the run is used up; what is not done stays due'
[ -s "$work/state/reports/chi_tieu.csv" ] || fail 'there are no figures'
nhip 64 run --budget 2M
has 'what a budget is' "$work/err" 'accepted: 0|90s|15m|2h|1d'

# --- the budget of a source: the others have their turn ---------------------------------------------
short
sed -i 's/^every: .*/&\nbudget: 1s/' "$work/config/sources/dvcqg.yaml"
nhip 75 run dvcqg hai-long --as-of $now
has 'it has had its time' "$work/err" 'dvcqg the budget of the source is used up; what is not done stays due'
has 'the next is run' "$work/err" 'hai-long@2022-03-13 loaded'
sed -i 's/^state: .*/&\nbudget: 1s/' "$work/config/nhip.yaml"
sed -i '/^budget/d' "$work/config/sources/dvcqg.yaml"
nhip 75 run dvcqg --as-of $now
has 'the configured budget of the run' "$work/err" 'dvcqg the budget of the run is used up'
nhip 0 run dvcqg --as-of $now --budget 0
has 'is overruled' "$work/err" 'failed=0'
nhip 0 plan dvcqg --as-of $now --format csv
is 'nothing is due' "$(wc -l <"$work/out")" 1

# --- whatever acts is asked to end in its first moments, and says so -----------------------------------
# asked STATUS FILE ARGUMENTS...: a command to which the signal comes as it opens the file.
asked() {
    _wanted=$1 _file=$2
    shift 2
    ASAN_OPTIONS=detect_leaks=0 strace -qq -o "$work/trace" -P "$_file" -e trace=openat \
        -e "inject=openat:signal=$signal:when=1" "$NHIP" "$@" --as-of $now \
        >"$work/out" 2>"$work/err" </dev/null
    _got=$?
    grep -q "$signal" "$work/trace" || fail "nhip $*: the signal did not come: $(cat "$work/trace")"
    [ "$_got" = "$_wanted" ] || fail "nhip $* ended with $_got, expected $_wanted: $(cat "$work/out")"
    has "nhip $*: it is said" "$work/err" 'stopped by a signal'
}
short
start_farend --seed 5 --per-day 12 --from 2022-03-01
nhip 0 run dvcqg --as-of 2022-03-13T06:00:00
signal=SIGINT
asked 75 "$work/config/nhip.yaml" run
signal=SIGTERM
for file in "$work/config/nhip.yaml" "$work/state/ledger.db"; do
    asked 75 "$file" run
    asked 75 "$file" run dvcqg --jobs 2
    asked 75 "$file" rerun dvcqg@2022-03-10
    asked 75 "$file" reload dvcqg --all
    asked 75 "$file" backfill dvcqg --from 2022-03-10 --to 2022-03-13 --all
    asked 75 "$file" rebuild
    asked 75 "$file" abandon dvcqg@2022-03-13 --reason 'a trial'
    asked 75 "$file" purge
    asked 75 "$file" quarantine drop 1 --reason 'a trial'
    asked 75 "$file" quarantine replay dvcqg@2022-03-10
    asked 75 "$file" quarantine export --output "$work/export.csv"
    [ -s "$work/export.csv" ] || fail 'an export that had begun is not done'
done
nhip 0 quarantine list --source dvcqg --all --format csv --as-of $now
is 'nothing is dropped' "$(cut -d , -f 11 "$work/out" | sort -u | grep -c trial)" 0
nhip 0 run dvcqg --as-of $now
has 'what was not done was due' "$work/err" 'run batches=1 loaded=1 failed=0'
