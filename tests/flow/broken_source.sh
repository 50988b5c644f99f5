#!/bin/sh
# Far ends that are down, that refuse, that send what cannot be read; disks that take nothing.
. "$(dirname "$0")/flow.lib"

now=2022-03-15T06:00:00
# Few windows, so that each case is quick.
short() {
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
}

# --- down: exit 69, the windows stay due, what has landed and what is loaded stays ------------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01
nhip 0 run dvcqg --as-of 2022-03-12T06:00:00
dump_store >"$work/before"
stop_farend
nhip 69 run dvcqg --as-of $now
has 'the log names the batch' "$work/err" 'dvcqg@2022-03-12 failed kind=source'
has 'the rest stays due' "$work/err" 'its other windows stay due'
dump_store >"$work/after"
cmp -s "$work/before" "$work/after" || fail 'a far end that is down changed the store'
nhip 0 plan dvcqg --as-of $now
has 'the window is due' "$work/out" 'dvcqg@2022-03-12'
has 'and says why' "$work/out" 'failed'
has 'the next too' "$work/out" 'dvcqg@2022-03-14'
start_farend --seed 5 --per-day 5 --from 2022-03-01
nhip 0 run dvcqg --as-of $now
has 'three windows were made up for' "$work/err" 'run batches=3 loaded=3'

# A re-run that fails takes nothing from what is known of the batch.
nhip 0 quarantine list --source dvcqg --format csv
cp "$work/out" "$work/refused"
stop_farend
nhip 69 run dvcqg --as-of $now --from 2022-03-10
nhip 0 quarantine list --source dvcqg --format csv
cmp -s "$work/out" "$work/refused" || fail 'refusals are lost with a failed re-run'
nhip 0 show dvcqg@2022-03-10
has 'its documents are still shown' "$work/out" 'page-0001.json'
start_farend --seed 5 --per-day 5 --from 2022-03-01

# --- wrong password: exit 77 ----------------------------------------------------------------------
short
secret dvcqg-password wrong-one
nhip 77 run dvcqg --as-of $now
lacks 'the secret is not told' "$work/err" 'wrong-one'
[ -z "$(find "$work/state/landing" -name manifest.json)" ] || fail 'a refused login sealed a landing'

# --- replies that are no answers ------------------------------------------------------------------
for fault in http500 throttle expire; do
    short
    start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:$fault:3
    nhip 0 run dvcqg --as-of 2022-03-12T06:00:00
    has "$fault is got over" "$work/err" 'failed=0'
done
for fault in html200 error200; do
    short
    start_farend --seed 5 --per-day 5 --from 2022-03-01 --fault dvcqg:$fault:1
    "$NHIP" run dvcqg --as-of 2022-03-11T06:00:00 >"$work/out" 2>"$work/err"
    [ $? != 0 ] || fail "$fault was taken for success"
    is "$fault loads nothing" "$(sql 'SELECT count(*) FROM ho_so')" 0
done

# --- malformed documents: quarantined whole, the batch loads without them, exit 2 -----------------
short
start_farend --seed 5 --per-day 30 --from 2022-03-01 --spoil-documents 4
nhip 2 run bhyt --as-of $now
has 'the document is named' "$work/err" 'is quarantined whole'
has 'no batch failed' "$work/err" 'failed=0'
[ "$(sql 'SELECT count(*) FROM kcb')" -gt 0 ] || fail 'the good documents were not loaded'
nhip 0 quarantine list --source bhyt --format csv
number=$(awk -F, '$9 == "document" { print $1; exit }' "$work/out")
[ -n "$number" ] || fail "no whole document is in quarantine: $(cat "$work/out")"
nhip 0 quarantine show "$number"
has 'the line is told' "$work/out" 'line '
has 'the reason is told' "$work/out" 'reason '
is 'conservation holds' "$(sql 'SELECT count(*) FROM nhip_batch WHERE received !=
    inserted + updated + unchanged + stale + filtered + quarantined')" 0

# --- a disk that takes nothing: exit 74, the store unchanged --------------------------------------
short
start_farend --seed 5 --per-day 40 --from 2022-03-01
nhip 0 run dvcqg --as-of 2022-03-11T06:00:00
dump_store >"$work/before"
(
    trap '' XFSZ
    ulimit -f 16
    exec "$NHIP" run dvcqg --as-of 2022-03-12T06:00:00 >"$work/out" 2>"$work/err"
)
is 'a file that cannot grow' $? 74
dump_store >"$work/after"
cmp -s "$work/before" "$work/after" || fail 'a full disk changed the store'
nhip 0 run dvcqg --as-of 2022-03-12T06:00:00
has 'with room again it loads' "$work/err" 'run batches=1 loaded=1'

short
mkdir -p "$work/state"
: >"$work/state/landing"
nhip 74 run dvcqg --as-of $now
has 'the path is named' "$work/err" 'landing'

# --- more refused than allowed: the batch fails, exit 2 -------------------------------------------
short
start_farend --seed 5 --per-day 30 --from 2022-03-01 --spoil 5
sed -i 's/^quarantine: .*/quarantine: {share: 1}/' "$work/config/sources/dvcqg.yaml"
nhip 2 run dvcqg --as-of 2022-03-11T06:00:00
has 'the batch failed' "$work/err" 'failed kind=quarantine'
is 'nothing was loaded' "$(sql 'SELECT count(*) FROM ho_so')" 0
nhip 0 quarantine list --source dvcqg --format csv
[ "$(wc -l <"$work/out")" -gt 1 ] || fail 'the refusals of a failed batch are not listed'

# --- what has landed is loaded without asking again, unless it was damaged ------------------------
stop_farend
sed -i 's/^quarantine: .*/quarantine: {share: 100}/' "$work/config/sources/dvcqg.yaml"
cp -r "$work/state" "$work/kept"
nhip 0 plan dvcqg --as-of 2022-03-11T06:00:00 --format csv
has 'only loading is left' "$work/out" ',load,failed'
nhip 0 run dvcqg --as-of 2022-03-11T06:00:00
has 'it loads with the far end down' "$work/err" 'run batches=1 loaded=1'
rm -rf "$work/state"
mv "$work/kept" "$work/state"
page=$(find "$work/state/landing" -name 'page-0001.json' | head -n 1)
chmod u+w "$page"
printf 'x' | dd of="$page" bs=1 seek=20 conv=notrunc 2>/dev/null
nhip 65 run dvcqg --as-of 2022-03-11T06:00:00
has 'a damaged landing is told' "$work/err" 'page-0001.json is not what has landed'
is 'and not loaded' "$(sql 'SELECT count(*) FROM ho_so')" 0
start_farend --seed 5 --per-day 30 --from 2022-03-01 --spoil 5
nhip 0 run dvcqg --as-of 2022-03-11T06:00:00
has 'it is fetched anew' "$work/err" 'run batches=1 loaded=1'

# --- a second run of the same source: exit 75 -----------------------------------------------------
short
start_farend --seed 5 --per-day 5 --from 2022-03-01
mkdir -p "$work/state/locks"
printf 'process 1 since then\n' >"$work/state/locks/dvcqg.lock"
flock "$work/state/locks/dvcqg.lock" "$NHIP" run dvcqg --as-of $now >"$work/out" 2>"$work/err"
is 'locked' $? 75
has 'who holds it' "$work/err" 'source dvcqg is being run by process 1 since then'
