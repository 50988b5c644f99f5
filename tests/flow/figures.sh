#!/bin/sh
# Each published figure agrees with a query written by hand, and explain lists what it counts.
. "$(dirname "$0")/flow.lib"

now=2022-10-01T06:00:00
since=2022-07-01T00:00:00 until=2022-10-01T00:00:00

new_deployment
start_farend --seed 11 --per-day 10 --until 2022-10-01
nhip 0 run --as-of $now

# figure INDICATOR LEVEL UNIT: "numerator|denominator" of the third quarter as published.
figure() {
    sql "SELECT CAST(tu_so AS INTEGER) || '|' || CAST(mau_so AS INTEGER) FROM chi_tieu
         WHERE ky = '2022-Q3' AND chi_tieu = '$1' AND cap = '$2' AND don_vi = '$3'"
}

# agree INDICATOR BY-HAND: the query gives numerator and denominator over all of h for the quarter.
agree() {
    by_hand=$(sql "$2")
    is "$1" "$(figure "$1" '' '')" "$by_hand"
    [ "${by_hand#*|}" -gt 0 ] || fail "$1 is measured over nothing"
}

received="h.ngay_tiep_nhan >= '$since' AND h.ngay_tiep_nhan < '$until'"
finished="h.ngay_ket_thuc_xu_ly >= '$since' AND h.ngay_ket_thuc_xu_ly < '$until'"

. "$(dirname "$0")/figures_by_hand.lib"

# --- by level and by unit -------------------------------------------------------------------------
sql "SELECT DISTINCT chi_tieu FROM chi_tieu" | while read -r indicator; do
    for part in tu_so mau_so; do
        whole=$(sql "SELECT CAST($part AS INTEGER) FROM chi_tieu WHERE ky = '2022-Q3'
            AND chi_tieu = '$indicator' AND cap = '' AND don_vi = ''")
        is "$indicator: $part of the units" "$(sql "SELECT sum(CAST($part AS INTEGER)) FROM chi_tieu
            WHERE ky = '2022-Q3' AND chi_tieu = '$indicator' AND don_vi != ''")" "$whole"
        is "$indicator: $part of the levels" "$(sql "SELECT sum(CAST($part AS INTEGER)) FROM chi_tieu
            WHERE ky = '2022-Q3' AND chi_tieu = '$indicator' AND don_vi = '' AND cap != ''")" "$whole"
    done
    # --- explain lists exactly what the figure counts ---
    nhip 0 explain "$indicator" --period 2022-Q3 --numerator --format csv
    listed=$(($(wc -l <"$work/out") - 1))
    nhip 0 explain "$indicator" --period 2022-Q3 --denominator --format csv
    is "$indicator: explain" "$listed|$(($(wc -l <"$work/out") - 1))" "$(figure "$indicator" '' '')"
done || exit 1

# --- the ratio, the target and whether it is met --------------------------------------------------
is 'ratios are those of their parts' "$(sql "SELECT count(*) FROM chi_tieu WHERE mau_so > 0
    AND abs(CAST(gia_tri AS REAL) - 100.0 * tu_so / mau_so) > 0.0051")" 0
is 'met is what the target says' "$(sql "SELECT count(*) FROM chi_tieu WHERE muc_tieu IS NOT NULL
    AND gia_tri IS NOT NULL AND so_sanh = '>='
    AND dat != (CAST(gia_tri AS REAL) >= CAST(muc_tieu AS REAL))")" 0
for target in 'thanh-toan-truc-tuyen||30|BG22' 'ket-qua-so-hoa|tinh|50|BG22' \
    'ket-qua-so-hoa|huyen|40|BG22' 'ket-qua-so-hoa|xa|35|BG22' 'dung-han||95|HD22' \
    'toan-trinh||80|BN25' 'tai-su-dung||30|BG22' 'hai-long||90|BG22' \
    'thu-tuc-thanh-toan||60|BG22' 'nop-truc-tuyen||50|QD766'; do
    indicator=${target%%|*} rest=${target#*|}
    level=${rest%%|*} rest=${rest#*|}
    is "target of $indicator $level" "$(sql "SELECT CAST(muc_tieu AS INTEGER) || '|' || van_ban
        FROM chi_tieu WHERE ky = '2022-Q3' AND chi_tieu = '$indicator' AND cap = '$level'
        AND don_vi = ''")" "$rest"
done

# --- the provincial calendar, across the year's end -----------------------------------------------
is 'the first quarter of Hai Duong' "$(sql "SELECT min(since) || ' ' || max(until) FROM ky
    WHERE ky = 'HD-2022-Q1'")" '2021-12-15 2022-03-15'
is 'a figure in it' "$(sql "SELECT CAST(mau_so AS INTEGER) FROM chi_tieu WHERE ky = 'HD-2022-Q1'
    AND chi_tieu = 'nop-truc-tuyen' AND cap = '' AND don_vi = ''")" \
    "$(sql "SELECT count(*) FROM ho_so WHERE ngay_tiep_nhan >= '2021-12-15T00:00:00'
        AND ngay_tiep_nhan < '2022-03-15T00:00:00'")"

# --- what the command prints is what the store has -------------------------------------------------
nhip 0 indicators --period 2022-Q3 --indicator dung-han --format csv
is 'indicators' "$(sed -n 2p "$work/out" | cut -d, -f1,2)" '2022-Q3,dung-han'
nhip 0 indicators --period 2022-Q3 --format json
has 'JSON' "$work/out" '"chi_tieu"'
nhip 64 indicators --indicator no-such
nhip 64 explain dung-han --period 2022-Q9
has 'unknown period' "$work/err" "no period '2022-Q9'"
nhip 64 explain no-such --period 2022-Q3
has 'what there is' "$work/err" "no indicator 'no-such'; there are:"
