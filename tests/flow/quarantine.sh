#!/bin/sh
# What is refused is listed, shown without persons, loaded again when mapping or list are mended,
# dropped with a reason, and exported for its owner.
. "$(dirname "$0")/flow.lib"

now=2022-03-20T06:00:00
export NHIP_ACTOR=user:lan

# count ARGUMENTS...: how many lines a list has.
count() {
    nhip 0 quarantine list --format csv "$@"
    sed 1d "$work/out" | wc -l
}

# number ARGUMENTS...: the number of the first one in a list.
number() {
    nhip 0 quarantine list --format csv "$@"
    sed -n '2s/,.*//p' "$work/out"
}

new_deployment
sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
start_farend --seed 5 --per-day 12 --from 2022-03-01
nhip 0 run --as-of $now
refused=$(sed -n 's/.* quarantined=\([0-9]*\) .*/\1/p' "$work/err" | tail -n 1)
is 'all that was refused is listed' "$(count)" "$refused"
is 'by rule' "$(count --source dvcqg --rule code)" 2
nhip 0 quarantine list --sum --format csv
is 'a sum has them all' "$(sed 1d "$work/out" | awk -F , '{ n += $5 } END { print n }')" "$refused"

# --- shown, with persons masked -----------------------------------------------------------------
for source in dvcqg bhyt dat-dai hai-long thu-tuc don-vi; do
    nhip 0 quarantine list --source $source --format csv
    for number in $(sed '1d; s/,.*//' "$work/out"); do
        nhip 0 quarantine show "$number"
        [ "$(wc -l <"$work/out")" -gt 15 ] || fail "refusal $number of $source has no excerpt"
        cat "$work/out" >>"$work/shown"
    done
done
has 'they are open' "$work/shown" 'state       open'
is 'all of them' "$(grep -c '^state ' "$work/shown")" "$(grep -c '^state       open' "$work/shown")"
has 'JSON is shown' "$work/shown" 'TrangThaiHoSo: 77'
has 'XML in base64 is' "$work/shown" 'NGAY_RA: 202213450000'
has 'XML in SOAP is' "$work/shown" 'SO_TIEN: 12,5đ'
has 'CSV is' "$work/shown" 'cap: thon'
has 'persons are masked' "$work/shown" 'HO_TEN: ***'
# Whatever the far ends call their people, none of these values may be seen.
for field in 'ChuHoSo' 'SoGiayToChuHoSo' 'SoDinhDanh' 'NguoiDanhGia'; do
    find "$work/state/landing" -name '*.json' -exec cat {} + | grep -oE "\"$field\": *\"[^\"]+\"" |
        sed 's/.*: *"\(.*\)"/\1/' | sort -u
done >"$work/persons"
[ "$(wc -l <"$work/persons")" -gt 20 ] || fail 'there are no persons to look for'
grep -vE '^.{0,3}$' "$work/persons" | grep -qFf - "$work/shown" &&
    fail "persons are shown: $(grep -vE '^.{0,3}$' "$work/persons" | grep -Fof - "$work/shown" | head -n 3)"
is 'no identity number either' "$(grep -oE '\b[0-9]{12}\b' "$work/shown" | grep -vc '^2022')" 0
nhip 64 quarantine show 999999
nhip 64 quarantine show

# --- a code list is mended ----------------------------------------------------------------------
mended=$(number --source dvcqg --field trang_thai_quoc_gia)
is 'two have an unknown state' "$(count --source dvcqg --field trang_thai_quoc_gia)" 2
before=$(sql 'SELECT count(*) FROM ho_so')
since=$(sed -n '2p' "$work/out" | cut -d , -f 10)
sed -i 's/^list:/list:\n  - {code: "77", vi: "Mới", en: "new kind"}/' "$work/config/codes/dvcqg.trang-thai.yaml"
nhip 0 check
stop_farend
later=2022-03-25T06:00:00
nhip 0 quarantine replay --source dvcqg --dry-run --format csv --as-of $later
is 'batches with refusals are loaded again' "$(sed 1d "$work/out" | grep -c 'load,refused records')" \
    "$(nhip 0 quarantine list --source dvcqg --format csv; sed 1d "$work/out" | cut -d , -f 2 | sort -u | wc -l)"
nhip 0 quarantine replay --source dvcqg --reason 'state 77 is known now' --as-of $later
is 'they are mended' "$(count --source dvcqg --field trang_thai_quoc_gia)" 0
nhip 0 quarantine show "$mended"
has 'who still has its number is told' "$work/out" 'state       mended: attempt 2 does not refuse it'
is 'and in the store' "$(sql 'SELECT count(*) FROM ho_so')" $((before + 2))
[ "$(count --source dvcqg)" -gt 0 ] || fail 'others should still be refused'
is 'those are as old as they were' "$(sed -n '2p' "$work/out" | cut -d , -f 10)" "$since"
nhip 0 run dvcqg --as-of $now
has 'and nothing is due' "$work/err" 'run batches=0 '

# --- one number, one batch ----------------------------------------------------------------------
one=$(number --source hai-long)
batch=$(sed -n 2p "$work/out" | cut -d , -f 2)
nhip 0 quarantine replay "$one" --as-of $later
has 'its batch is loaded' "$work/err" "$batch loaded"
has 'and no other' "$work/err" 'run batches=1 '
again=$(number --source hai-long)
nhip 0 quarantine show "$one"
has 'it is refused again' "$work/out" "state       refused again as $again"
nhip 0 quarantine replay "$batch" --as-of $later
nhip 64 quarantine replay 999999
nhip 64 quarantine replay "$batch" --rule date

# --- dropped ------------------------------------------------------------------------------------
all=$(count)
nhip 64 quarantine drop "$(number --source hai-long)"
has 'a reason is wanted' "$work/err" 'drop needs a --reason'
one=$(number --source hai-long)
nhip 64 quarantine drop "$one" --reason 'only a trial' --dry-run
has 'nobody takes it for a trial' "$work/err" 'quarantine drop has no option --dry-run; accepted: --source'
for part in 'list --jobs 2' 'list --reason r' 'show 1 --sum' 'show 1 --source bhyt' "drop $one --reason r --budget 1h" \
    'export --format json' 'export --sum' 'replay --all' 'replay --rule date'; do
    # shellcheck disable=SC2086 # words on purpose
    nhip 64 quarantine $part
    has 'an option that would do nothing is none' "$work/err" ' has no option --'
done
nhip 0 quarantine drop "$one" --reason 'the department knows'
is 'it is off the list' "$(count)" $((all - 1))
is 'but on record' "$(count --all)" "$all"
nhip 0 quarantine show "$one"
has 'it is dropped' "$work/out" 'state       dropped'
has 'with who' "$work/out" 'dropped_by  user:lan'
has 'and why' "$work/out" 'drop_reason the department knows'
nhip 0 quarantine replay --source hai-long --as-of $later
is 'it stays dropped when refused again' "$(count)" $((all - 1))
nhip 0 quarantine drop --source thu-tuc --rule required --reason 'no key, no record'
has 'a filter drops several' "$work/out" 'dropped 2'
is 'the tally of batches stays' "$(sql 'SELECT count(*) FROM nhip_batch WHERE received <>
    inserted + updated + unchanged + stale + filtered + quarantined')" 0

# --- exported -----------------------------------------------------------------------------------
nhip 0 quarantine export --source bhyt --output "$work/bhyt.csv"
has 'the owner finds the record by its key' "$work/bhyt.csv" 'SAI990022203180000010'
has 'and what is wrong' "$work/bhyt.csv" 'is no date that exists'
nhip 0 quarantine export --source bhyt
cmp -s "$work/out" "$work/bhyt.csv" || fail 'standard output has another export'
nhip 0 audit list --format csv
has 'an export is on record' "$work/out" 'quarantine export --source bhyt'
has 'so is what was dropped' "$work/out" 'no key, no record'
nhip 0 audit verify

# --- a document that is malformed ---------------------------------------------------------------
printf 'ma_don_vi,ten_don_vi,cap,ma_cha\n000.00.77.H05,"Nguyễn Văn Tám,xa,\n' >"$work/drop/don-vi-hong.csv"
nhip 2 run don-vi --as-of $now
one=$(number --batch don-vi@don-vi-hong.csv)
nhip 0 quarantine show "$one"
has 'the lines are shown' "$work/out" '2: 999.99.99.x99,"xxxxxx xxx xxx,xx,'
lacks 'without their persons' "$work/out" 'Nguy'

# --- values that would command the terminal -------------------------------------------------------
printf 'ma_don_vi,ten_don_vi,cap,ma_cha\n000.00.78.H05,A,th\033[2J\302\2332J\342\200\256on,\n' \
    >"$work/drop/don-vi-la.csv"
nhip 0 run don-vi --as-of $now
nhip 0 quarantine list --batch don-vi@don-vi-la.csv
cp "$work/out" "$work/shown"
nhip 0 quarantine show "$(number --batch don-vi@don-vi-la.csv)"
cat "$work/out" >>"$work/shown"
nhip 0 show don-vi@don-vi-la.csv
cat "$work/out" >>"$work/shown"
has 'they are shown' "$work/shown" 'th [2J 2J on'
LC_ALL=C grep -qE "$(printf '\033|\302\233|\342\200\256')" "$work/shown" && fail 'with their commands'

# --- a document that is not the one that was refused ------------------------------------------------
one=$(number --source bhyt)
nhip 0 quarantine show "$one"
has 'the record is shown' "$work/out" 'NGAY_RA: '
document=$(find "$work/state/landing/bhyt" -name "$(sed -n 's/^document *//p' "$work/out")*" | grep \
    "/$(sed -n 's/^batch *bhyt@//p' "$work/out")/")
cp "$document" "$work/landed"
printf ' ' >>"$document"
nhip 65 quarantine show "$one"
has 'one that was changed' "$work/err" 'is not what has landed'
has 'the refusal is shown' "$work/out" 'state       open'
lacks 'and no record' "$work/out" 'NGAY_RA: '
cp "$work/landed" "$document"
sqlite3 -batch "$work/state/ledger.db" "UPDATE quarantine SET hash = printf('%064d', 7) WHERE number = $one"
nhip 65 quarantine show "$one"
has 'another one of that name' "$work/err" 'is not the one that was refused: it has the SHA-256'
lacks 'and no record either' "$work/out" 'NGAY_RA: '

# --- limits hold for a replay too -----------------------------------------------------------------
sed -i 's/^quarantine: .*/quarantine: {count: 0}/' "$work/config/sources/dvcqg.yaml"
dump_store >"$work/before"
nhip 2 quarantine replay --source dvcqg --as-of $later
has 'too many are refused' "$work/err" 'records were refused, 0 are allowed'
dump_store >"$work/after"
cmp -s "$work/before" "$work/after" || fail 'a replay over the limit changed the store'
sed -i 's/^quarantine: .*/quarantine: {share: 20}/' "$work/config/sources/dvcqg.yaml"
nhip 0 quarantine replay --source dvcqg --as-of $later
has 'with the limit raised they load' "$work/err" 'failed=0'
