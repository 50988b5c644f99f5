#!/bin/sh
# A disk with too little room: nothing is fetched that would not fit, and what fails in the middle of a
# write leaves the store as it was.
. "$(dirname "$0")/flow.lib"

now=2022-03-13T06:00:00

short() {
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
}

# disk TEXT: what nhip.yaml says of the room on it.
disk() {
    sed -i '/^disk:/d' "$work/config/nhip.yaml"
    echo "disk: $1" >>"$work/config/nhip.yaml"
}

short
start_farend --seed 5 --per-day 40 --from 2022-03-01 --spoil 9
disk '{free: 0, warn: 0}'
nhip 0 run --as-of $now
lacks 'nobody looks' "$work/err" ' free'
dump_store >"$work/clean"

# --- too little is free: not fetched, 74, and the rest of the run is not begun ---------------------
short
nhip 0 run dvcqg --as-of $now
dump_store >"$work/before"
disk '{free: 1000000TiB}'
nhip 74 run --as-of $now
has 'it says what is free and what is wanted' "$work/err" \
    'free and 1000000.0 TiB are wanted to fetch: 1000000.0 TiB that '
has 'and how to make room' "$work/err" "hint: 'nhip purge --dry-run' shows what may go"
is 'the run ends at once' "$(grep -c ' failed kind=io' "$work/err")" 1
[ ! -e "$work/state/landing/bhyt" ] || fail 'something was fetched'
dump_store | cmp - "$work/before" || fail 'the store changed'
nhip 0 status
has 'the failure is on record' "$work/out" 'bhyt'
disk '{free: 1KiB, warn: 1000000TiB}'
nhip 0 run --as-of $now
has 'a run warns before it is too late' "$work/err" "landing has only "
dump_store | cmp - "$work/clean" || fail 'the store is not as with a large disk'

# What a window needs is known from the last ones: twice the largest is asked for.
short
nhip 0 run bhyt --as-of 2022-03-11T06:00:00
sqlite3 "$work/state/ledger.db" "UPDATE attempt SET bytes = 1 << 50"
nhip 74 run bhyt --as-of $now
has 'the size of the last windows counts' "$work/err" 'twice the 1024.0 TiB of the largest'

disk '{free: plenty}'
nhip 78 check
has 'a wrong size is told' "$work/err" "'free' does not accept 'plenty'; accepted: bytes, as 256MiB or 1GiB"

# --- files that may not grow: whatever write it hits, nothing is half done ------------------------
# A shell's limit is in blocks of 512 bytes; they stand for disks that fill up sooner or later.
for blocks in 0 8 60 150 600; do
    short
    disk '{free: 0}'
    (ulimit -f $blocks && exec "$NHIP" run --as-of $now >/dev/null 2>&1)
    status=$?
    [ $status = 74 ] || { [ $blocks = 600 ] && [ $status = 0 ]; } || fail "with $blocks blocks it ended with $status"
    halves=$(sqlite3 -readonly "$work/state/store.db" 'SELECT count(*) FROM ho_so
        WHERE batch NOT IN (SELECT batch FROM nhip_batch)' 2>/dev/null)
    is "rows of a batch that is not loaded, with $blocks blocks" "${halves:-0}" 0
    nhip 0 run --as-of $now
    dump_store | cmp - "$work/clean" || fail "after a limit of $blocks blocks the store is another"
done

# --- a disk of its own that is full, where the machine lets us have one ----------------------------
# on_a_disk: runs the script of that name with the state on a small disk; it may stop with 99 when
# there can be none.
on_a_disk() {
    short
    disk '{free: 0, warn: 0}'
    rm -rf "$work/kept" && mkdir "$work/kept"
    unshare -rm sh "$work/$1" $now "$work/kept" 2>"$work/why"
    status=$?
    [ $status != 99 ] || return
    [ $status = 0 ] || fail "$1: $(cat "$work/why" "$work/kept/err")"
    cp "$work/kept"/store.db* "$work/state/"
    dump_store | cmp - "$work/clean" || fail "$1: the store is another"
}

cat >"$work/fills-up" <<'SH'
mount -t tmpfs -o size=700k,mode=0755 none "$NHIP_STATE" || exit 99
"$NHIP" run --as-of "$1" 2>"$2/err"
[ $? = 74 ] && grep -qE 'No space left|is full|disk I/O' "$2/err" || exit 1
mount -o remount,size=200m "$NHIP_STATE" || exit 1
"$NHIP" run --as-of "$1" 2>"$2/err" || exit 1
cp "$NHIP_STATE"/store.db* "$2/"
SH

# To its last byte, by a fetch that did not end: not even the ledger can be opened.
cat >"$work/is-full" <<'SH'
mount -t tmpfs -o size=30m,mode=0755 none "$NHIP_STATE" || exit 99
"$NHIP" run bhyt --as-of "$1" 2>"$2/err" || exit 1
mkdir -p "$NHIP_STATE/landing/dvcqg/2022-03-10/1"
dd if=/dev/zero of="$NHIP_STATE/landing/dvcqg/2022-03-10/1/page-0001.json" bs=4k 2>/dev/null
"$NHIP" run --as-of "$1" 2>"$2/err"
[ $? = 74 ] || exit 1
"$NHIP" status >/dev/null 2>"$2/err" && exit 1
"$NHIP" purge --format csv >"$2/purged" 2>"$2/err" || exit 1
grep -q 'dvcqg,dvcqg@2022-03-10,1,leftover,.*,its fetch did not end' "$2/purged" || exit 1
"$NHIP" run --as-of "$1" 2>"$2/err" || exit 1
cp "$NHIP_STATE"/store.db* "$2/"
SH

if unshare -rm true 2>/dev/null; then
    on_a_disk fills-up
    on_a_disk is-full
else
    echo 'no disk of its own to fill here'
fi
