#!/bin/sh
# The store is held against what its landing makes of it; what differs is named, and a swap mends it
# while readers look on and processes are killed.
. "$(dirname "$0")/flow.lib"

now=2022-03-12T06:00:00

tamper() {
    sqlite3 -batch "$work/state/store.db" "PRAGMA busy_timeout = 5000; $1" >/dev/null ||
        fail "sqlite3: $1"
}

# The result of a table in the list of the last rebuild.
result_of() {
    awk -v table="$1" '$1 == table { print $8 }' "$work/out"
}

new_deployment
start_farend --seed 5 --per-day 8 --from 2022-03-01
sed -i 's/^start: .*/start: 2022-03-01/' "$work"/config/sources/*.yaml

nhip 65 rebuild
has 'without a ledger there is nothing to rebuild' "$work/err" 'there is no ledger yet'
[ ! -e "$work/state/store.db" ] || fail 'a rebuild made a store'

nhip 0 run --as-of $now
stop_farend

# --- a store that is as it should be --------------------------------------------------------------
sqlite3 "$work/state/store.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
before=$(cksum <"$work/state/store.db")
ledger_before=$(sqlite3 "$work/state/ledger.db" .dump | cksum)
nhip 0 rebuild
for table in ho_so ho_so_le_phi kcb thu_tuc don_vi nhip_batch nhip_dictionary; do
    is "table $table" "$(result_of $table)" same
done
has 'sources are told' "$work/err" 'dvcqg rebuilt batches=11'
is 'the store is untouched' "$(cksum <"$work/state/store.db")" "$before"
is 'the ledger is untouched' "$(sqlite3 "$work/state/ledger.db" .dump | cksum)" "$ledger_before"
is 'nothing is left over' "$(ls "$work/state/spool")" ''
nhip 0 rebuild --check --format csv
has 'the list for machines' "$work/out" 'ho_so,'
nhip 64 rebuild --check --swap

# --- what was changed by hand is found and mended, and readers see old or new -------------------------
one=$(sql 'SELECT min(ma_ho_so) FROM ho_so_le_phi')
gone=$(sql "SELECT max(ma_lk) FROM kcb")
tamper "UPDATE ho_so SET ma_tthc = 'khác' WHERE ma_ho_so = '$one';
    UPDATE ho_so_le_phi SET gia = gia + 1 WHERE ma_ho_so = '$one' AND thu_tu = 1;
    DELETE FROM kcb WHERE ma_lk = '$gone';
    INSERT INTO don_vi SELECT 'X99', ten_don_vi, cap, ma_cha, nguon, batch, tai_lieu, vi_tri,
    phien_ban, nhan_luc, het_han, thay_lan_cuoi, xoa_luc FROM don_vi LIMIT 1"
nhip 65 rebuild --format csv
has 'a changed value and its column' "$work/out" "ho_so,$one,changed,ma_tthc"
has 'a changed child' "$work/out" "ho_so_le_phi,$one 1,changed,gia"
has 'a missing row' "$work/out" "kcb,$gone,missing in the store,"
has 'a surplus row' "$work/out" 'don_vi,X99,in the store only,'
has 'how many' "$work/err" 'not what the landing makes of them: 4'
has 'what to do' "$work/err" 'nhip rebuild --swap'

mkfifo "$work/questions"
sqlite3 -readonly -batch "$work/state/store.db" <"$work/questions" >"$work/answers" 2>&1 &
reader=$!
exec 3>"$work/questions"
question="SELECT count(*) FROM ho_so WHERE ma_tthc = 'khác';"
echo "BEGIN; $question" >&3
for _ in $(seq 100); do
    [ -s "$work/answers" ] && break
    sleep 0.1
done
nhip 0 rebuild --swap --as-of $now --reason 'changed by hand'
echo "$question COMMIT; $question" >&3
exec 3>&-
wait $reader
is 'the reader sees the old to the end of its transaction, then the new' \
    "$(tr '\n' ' ' <"$work/answers")" '1 1 0 '
nhip 0 rebuild
is 'the swap is in the audit' "$(sqlite3 "$work/state/ledger.db" \
    "SELECT detail FROM audit WHERE action = 'rebuild'")" 'changed by hand'
[ "$(sql 'SELECT count(*) FROM chi_tieu')" -gt 0 ] || fail 'there are no figures after a swap'
[ -s "$work/state/reports/chi_tieu.csv" ] || fail 'there are no reports after a swap'
[ ! -e "$work/state/figures.stale" ] || fail 'figures are marked as stale'
nhip 0 plan --as-of $now --format csv
is 'nothing is due after a swap' "$(wc -l <"$work/out")" 1

# --- a source that is being run -------------------------------------------------------------------
exec 9>>"$work/state/locks/dvcqg.lock"
flock -n 9 || fail 'the lock is held'
nhip 75 rebuild
has 'who is waited for' "$work/err" 'source dvcqg is being run'
exec 9>&-

# --- a mapping that changes: a column that is left, and a key that only a swap can change -------------
mapping="$work/config/mappings/don-vi.yaml"
cp "$mapping" "$work/don-vi.yaml"
sed -i 's/^version: .*/version: 2/; /name: ma_cha/,$d' "$mapping"
nhip 65 rebuild
has 'it is outdated' "$work/err" 'outdated batches=1'
nhip 0 reload --as-of $now
nhip 0 rebuild
has 'the column is told' "$work/out" 'No mapping makes these any more'
has 'by its name' "$work/out" 'ma_cha'
is 'but is no difference' "$(result_of don_vi)" same
nhip 0 rebuild --swap --as-of $now
is 'the swap leaves it out' "$(sql "SELECT count(*) FROM pragma_table_info('don_vi')
    WHERE name = 'ma_cha'")" 0
sed 's/^version: .*/version: 3/; s/^key: .*/key: [ma_don_vi, cap]/' "$work/don-vi.yaml" >"$mapping"
nhip 78 reload --as-of $now
has 'the hint' "$work/err" "replace the store with 'nhip rebuild --swap'"
nhip 65 rebuild
has 'the key is told' "$work/out" 'its key has changed'
nhip 0 rebuild --swap --as-of $now
nhip 0 reload --as-of $now
nhip 0 rebuild

# --- killed at whatever point ----------------------------------------------------------------------
killed=0
for round in $(seq 10); do
    tamper "UPDATE ho_so SET ma_tthc = 'khác'"
    all=$(sql 'SELECT count(*) FROM ho_so')
    : >"$work/out"
    "$NHIP" rebuild --swap --as-of $now >"$work/out" 2>"$work/err" &
    swap=$!
    # The list is told just before the swap.
    for _ in $(seq 600); do
        [ -s "$work/out" ] && break
        sleep 0.05
    done
    sleep "0.$(printf '%03d' $((round % 2 ? round * 17 : round * 4)))"
    kill -9 $swap 2>/dev/null
    wait $swap 2>/dev/null
    [ $? != 137 ] || killed=$((killed + 1))
    changed=$(sql "SELECT count(*) FROM ho_so WHERE ma_tthc = 'khác'")
    [ "$changed" = "$all" ] || [ "$changed" = 0 ] || fail "$changed of $all rows are old"
    is 'the store is sound' "$(sql 'PRAGMA integrity_check')" ok
    is 'nothing is left over' "$(ls "$work/state/spool")" ''
done
[ $killed -ge 3 ] || fail "only $killed of 10 swaps were killed in time"
nhip 0 rebuild --swap --as-of $now
nhip 0 rebuild

# --- ended by a signal, it leaves all as it was ------------------------------------------------------
tamper "UPDATE ho_so SET ma_tthc = 'khác'"
: >"$work/err"
"$NHIP" rebuild --swap >"$work/out" 2>"$work/err" &
swap=$!
for _ in $(seq 600); do
    grep -q rebuilt "$work/err" && break
    sleep 0.02
done
kill $swap
wait $swap
is 'the status' $? 75
is 'no row is new' "$(sql "SELECT count(*) FROM ho_so WHERE ma_tthc <> 'khác'")" 0

# --- a store that is no database any more is moved away, and comes back by a swap ---------------------
nhip 0 rebuild --swap --as-of $now
dump_store >"$work/before"
sqlite3 "$work/state/store.db" 'PRAGMA wal_checkpoint(TRUNCATE)' >/dev/null
dd if=/dev/zero of="$work/state/store.db" bs=4096 count=4 conv=notrunc 2>/dev/null
nhip 74 rebuild --swap
has 'what is wrong' "$work/err" 'file is not a database'
mv "$work/state/store.db" "$work/damaged.db"
rm -f "$work/state/store.db-wal" "$work/state/store.db-shm"
nhip 0 rebuild --swap --as-of $now
dump_store >"$work/after"
cmp -s "$work/before" "$work/after" || fail "$(diff "$work/before" "$work/after" | head -n 5)"
nhip 0 plan --as-of $now --format csv
is 'nothing is due' "$(wc -l <"$work/out")" 1

# --- what cannot be rebuilt is not lost ---------------------------------------------------------------
mv "$work/config/sources/hai-long.yaml" "$work/hai-long.yaml"
nhip 65 rebuild --swap
has 'why' "$work/out" 'its source is not configured'
has 'how much could be' "$work/err" 'hai-long rebuilt batches=0'
is 'what cannot be compared is not the same' "$(result_of nhip_batch)" unproven
has 'what would happen' "$work/err" 'what only the store has of them would be lost'
[ "$(sql 'SELECT count(*) FROM hai_long')" -gt 0 ] || fail 'rows were lost'
