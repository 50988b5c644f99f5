#!/bin/sh
# The main job through the command line: from three national systems to figures, and once more.
. "$(dirname "$0")/flow.lib"

now=2022-04-01T06:00:00
generator='--seed 7 --per-day 12'

new_deployment
# shellcheck disable=SC2086
start_farend $generator

nhip 0 check
has 'check tells what it read' "$work/out" 'is right: 7 sources'
[ ! -e "$work/state/ledger.db" ] || fail 'check touched the state'

nhip 0 plan --as-of $now --format csv
planned=$(($(wc -l <"$work/out") - 1))
[ "$planned" -gt 100 ] || fail "only $planned windows were planned"
[ ! -e "$work/state/ledger.db" ] || fail 'plan touched the state'

nhip 0 run --as-of $now
has 'the last line is the tally' "$work/err" "run batches=$planned loaded=$planned failed=0"
is 'the tally stands last' "$(tail -n 1 "$work/err" | grep -c ' run batches=')" 1

# --- tables --------------------------------------------------------------------------------------
for table in ho_so ho_so_giay_to ho_so_le_phi ho_so_bo_sung ho_so_ket_qua kcb thong_bao_thue phieu_chuyen thu_tuc hai_long don_vi chi_tieu muc_tieu; do
    [ "$(sql "SELECT count(*) FROM $table")" -gt 0 ] || fail "table $table is empty"
done
is 'codes have labels' "$(sql "SELECT nhan_vi FROM nhip_code WHERE danh_muc = 'dvcqg.kenh_thuc_hien'
    AND ma = '2'")" 'Trực tuyến'
is 'sources have names' "$(sql 'SELECT count(*) FROM nhip_source')" 7
is 'batches in the store' "$(sql 'SELECT count(*) FROM nhip_batch')" "$planned"
[ "$(sql 'SELECT count(*) FROM nhip_dictionary')" -gt 60 ] || fail 'the dictionary is short'
is 'every column is in the dictionary' "$(sql "
    SELECT count(*) FROM sqlite_master m JOIN pragma_table_info(m.name) c
    LEFT JOIN nhip_dictionary d ON d.bang = m.name AND d.cot = c.name
    WHERE m.type = 'table' AND (m.name LIKE 'ho_so%'
    OR m.name IN ('kcb', 'thong_bao_thue', 'thu_tuc', 'hai_long')) AND d.bang IS NULL")" 0

# What a dossier says of its children is what they say: counted and added up on two ways.
is 'dossiers whose children are others than they count' "$(sql "
    SELECT count(*) FROM ho_so h WHERE
    so_giay_to <> (SELECT count(*) FROM ho_so_giay_to c WHERE c.ma_ho_so = h.ma_ho_so)
    OR so_giay_to_so_hoa <> (SELECT count(*) FROM ho_so_giay_to c WHERE c.ma_ho_so = h.ma_ho_so
        AND duoc_so_hoa = 1)
    OR so_dong_phi <> (SELECT count(*) FROM ho_so_le_phi c WHERE c.ma_ho_so = h.ma_ho_so)
    OR tong_phi IS NOT (SELECT sum(gia) FROM ho_so_le_phi c WHERE c.ma_ho_so = h.ma_ho_so)
    OR so_lan_bo_sung <> (SELECT count(*) FROM ho_so_bo_sung c WHERE c.ma_ho_so = h.ma_ho_so)
    OR ngay_bo_sung_cuoi IS NOT (SELECT max(ngay_bo_sung) FROM ho_so_bo_sung c
        WHERE c.ma_ho_so = h.ma_ho_so)
    OR so_ket_qua_dien_tu <> (SELECT count(*) FROM ho_so_ket_qua c WHERE c.ma_ho_so = h.ma_ho_so
        AND so_tep > 0)")" 0
is 'children without a dossier' "$(sql 'SELECT count(*) FROM pragma_foreign_key_check')" 0

# --- conservation --------------------------------------------------------------------------------
is 'conservation in the store' "$(sql 'SELECT count(*) FROM nhip_batch WHERE received !=
    inserted + updated + unchanged + stale + filtered + quarantined')" 0
is 'conservation in the ledger' "$(sqlite3 "$work/state/ledger.db" 'SELECT count(*) FROM attempt
    WHERE received != inserted + updated + unchanged + stale + filtered + quarantined')" 0
is 'refusals on record' "$(sqlite3 "$work/state/ledger.db" 'SELECT count(*) FROM quarantine')" \
    "$(sql 'SELECT sum(quarantined) FROM nhip_batch')"

# What was sent and spoiled, summed over the windows of each source: a source asks by day or week.
# shellcheck disable=SC2086
"$FAREND" --truth $generator >"$work/truth" || fail 'no truth'
truth_of() { # SYSTEM SINCE UNTIL
    awk -F, -v s="$1" -v a="$2" -v b="$3" '$1 == s && (a == "" || ($2 >= a && $2 < b)) {
        n += $3; q += $4 } END { print n + 0 "|" q + 0 }' "$work/truth"
}
sql "SELECT nguon, substr(tu, 1, 10), substr(den, 1, 10), received, quarantined FROM nhip_batch" |
    while IFS='|' read -r source since until received quarantined; do
        case $source in
        dat-dai) system=thong-bao-thue ;;
        *) system=$source ;;
        esac
        case $source in
        thu-tuc | don-vi) since= until= ;;
        esac
        is "sent and spoiled, $source $since" "$received|$quarantined" \
            "$(truth_of "$system" "$since" "$until")"
    done || exit 1
[ "$(sql 'SELECT sum(quarantined) FROM nhip_batch')" -gt 20 ] || fail 'the far end spoiled too little'

# Nothing that was refused is in a table.
is 'no unknown status' "$(sql "SELECT count(*) FROM ho_so WHERE trang_thai_quoc_gia = '77'")" 0
is 'no empty key' "$(sql "SELECT count(*) FROM kcb WHERE ma_lk IS NULL OR ma_lk = ''")" 0

# --- privacy -------------------------------------------------------------------------------------
is 'persons are hidden' "$(sql "SELECT count(*) FROM ho_so
    WHERE so_giay_to_chu_ho_so IS NOT NULL AND so_giay_to_chu_ho_so NOT LIKE 'k1:%'")" 0
! grep -rqF -e demo-dvcqg -e demo-bhyt -e demo-dat-dai -e demo-hai-long -e demo-key \
    "$work/state" "$work/err" "$work/out" || fail 'a secret is in the state or the log'

# --- again: nothing is due, and a forced run changes nothing ----------------------------------------
dump_store >"$work/dump1"
nhip 0 plan --as-of $now --format csv
is 'nothing is due' "$(wc -l <"$work/out")" 1
nhip 0 run --as-of $now
has 'nothing was run' "$work/err" 'run batches=0 '
nhip 0 run --as-of $now --force
has 'all was run again' "$work/err" "run batches=$planned loaded=$planned failed=0"
has 'and changed nothing' "$work/err" ' inserted=0 updated=0 '
dump_store >"$work/dump2"
cmp -s "$work/dump1" "$work/dump2" || fail "the forced run changed the store: $(diff "$work/dump1" "$work/dump2" | head -n 5)"

# --- one window again ----------------------------------------------------------------------------
nhip 0 run dvcqg --as-of $now --from 2022-03-01 --to 2022-03-02
has 'one window was run' "$work/err" 'run batches=1 loaded=1'
nhip 0 show dvcqg@2022-03-01
has 'its attempts are kept' "$work/out" 'Attempts'
is 'three attempts' "$(sqlite3 "$work/state/ledger.db" "SELECT count(*) FROM attempt WHERE batch = 'dvcqg@2022-03-01'")" 3

# --- what people ask -----------------------------------------------------------------------------
nhip 0 status
has 'status has a line a source' "$work/out" 'dvcqg'
nhip 0 quarantine list --source bhyt --format csv
[ "$(wc -l <"$work/out")" -gt 1 ] || fail 'no refusal of bhyt is listed'
number=$(sed -n '2s/,.*//p' "$work/out")
nhip 0 quarantine show "$number"
has 'the reason is told' "$work/out" 'reason'
has 'the line is told' "$work/out" 'line'
nhip 0 connectors
has 'connectors are listed' "$work/out" 'soap'
nhip 0 report
for file in chi_tieu.txt chi_tieu.csv chi_tieu.json; do
    [ -s "$work/state/reports/$file" ] || fail "no report $file"
done
