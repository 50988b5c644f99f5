#!/bin/sh
# Sources that change without a word: what drifts is loaded, refused or fails, as the mapping says,
# and is named for each source.
. "$(dirname "$0")/flow.lib"

now=2022-03-14T06:00:00
mapping=$work/config/mappings/ho-so.yaml
export TZ=Asia/Ho_Chi_Minh

# A few windows of one source, under this contract and with these checks.
short() { # CONTRACT CHECK...
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work/config/sources/dvcqg.yaml"
    sed -i 's/^quarantine: .*/quarantine: {share: 100}/' "$work/config/sources/dvcqg.yaml"
    sed -i "s/^contract: .*/contract: $1/" "$mapping"
    shift
    sed -i '/^checks:/d; /, else: [a-z]*}$/d' "$mapping"
    printf 'checks:\n' >>"$mapping"
    for _ in "$@"; do
        printf '  - %s\n' "$_" >>"$mapping"
    done
}

# --- noted: loaded, counted, named with the first batch -------------------------------------------
short '{unknown_codes: evolve, missing_fields: evolve}' \
    '{name: giay_to, rule: "so_giay_to >= 3", else: note}' \
    "{name: ho_ten, rule: \"chu_ho_so = 'x'\", else: note}"
start_farend --seed 5 --per-day 40 --from 2022-03-01 --spoil 5
sed -i 's/path: NoiNopHoSo/path: NoiNopDaDoiTen/' "$mapping"
nhip 0 run dvcqg --as-of $now
nhip 0 status --drift --format csv
cp "$work/out" "$work/drift"
has 'the columns are named' "$work/drift" 'source,mapping,kind,name,value,count,first_batch'
has 'an unknown code, with its value' "$work/drift" 'dvcqg,ho_so,code,trang_thai_quoc_gia,77,'
has 'a renamed element, in every record' "$work/drift" \
    "dvcqg,ho_so,missing,noi_nop,,$(sql 'SELECT sum(received - quarantined) FROM nhip_batch'),dvcqg@2022-03-10"
broken=$(awk -F, '$4 == "giay_to" { print $6 }' "$work/drift")
[ "${broken:-0}" -gt 0 ] || fail "no record breaks the check: $(cat "$work/drift")"
has 'a check over a person' "$work/drift" 'dvcqg,ho_so,check,ho_ten,,'
is 'what only drifts is loaded' "$(sql "SELECT count(*) > 0 FROM ho_so WHERE trang_thai_quoc_gia = '77'")" 1
nhip 0 status
has 'people see it below the sources' "$work/out" 'Drift'
has 'with its name' "$work/out" 'giay_to'
nhip 0 status --format csv
lacks 'machines get one table' "$work/out" 'giay_to'
nhip 0 status bhyt --drift --format csv
is 'another source has none' "$(wc -l <"$work/out")" 1
nhip 0 show dvcqg@2022-03-10
has 'a batch names its own' "$work/out" 'noi_nop'

# Doing it again counts nothing twice.
nhip 0 run dvcqg --as-of $now --from 2022-03-10
nhip 0 status --drift --format csv
cmp -s "$work/out" "$work/drift" || fail "a second run changed the drift: $(cat "$work/out")"

# --- refused: by the check's name, with the values, but no person's ---------------------------------
short '{unknown_codes: evolve, missing_fields: ignore}' \
    '{name: giay_to, rule: "so_giay_to >= 3", else: quarantine}' \
    "{name: ho_ten, rule: \"chu_ho_so = 'x' or so_giay_to >= 4\", else: quarantine}"
nhip 0 run dvcqg --as-of $now
is 'none that breaks it is loaded' "$(sql 'SELECT count(*) FROM ho_so WHERE so_giay_to < 3')" 0
nhip 0 quarantine list --source dvcqg --format csv
is 'each that breaks it is refused' "$(grep -c ',giay_to,,check,' "$work/out")" "$broken"
has 'the rule and its values are shown' "$work/out" 'giay_to: so_giay_to >= 3 does not hold: so_giay_to is '
has 'a person is not' "$work/out" 'does not hold: chu_ho_so is personal, so_giay_to is 3'

# --- failed: nothing of the batch is loaded, and status says why ------------------------------------
short '{unknown_codes: quarantine}' '{name: giay_to, rule: "so_giay_to >= 3", else: fail}'
nhip 65 run dvcqg --as-of 2022-03-11T06:00:00
is 'nothing is loaded' "$(sql 'SELECT count(*) FROM ho_so')" 0
nhip 0 status
has 'the rule is the last error' "$work/out" 'giay_to: so_giay_to >= 3 does not hold'
nhip 0 show dvcqg@2022-03-10
has 'what drifted until then is on record' "$work/out" 'check  giay_to'

# --- a document that is not what it declares to be is refused whole ---------------------------------
bhyt() { # DECLARED
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work/config/sources/bhyt.yaml"
    sed -i 's/^quarantine: .*/quarantine: {share: 100}/' "$work/config/sources/bhyt.yaml"
    sed -i "s|^declared: .*|declared: $1|" "$work/config/mappings/kcb.yaml"
}
bhyt '{path: GIAMDINHHS/THONGTINHOSO/SOLUONGHOSO, else: quarantine}'
nhip 0 run bhyt --as-of 2022-03-11T06:00:00
[ "$(sql 'SELECT count(*) FROM kcb')" -gt 0 ] || fail 'documents that declare the truth are not loaded'
bhyt '{path: GIAMDINHHS/THONGTINHOSO/NGAYLAP, else: quarantine}'
nhip 2 run bhyt --as-of 2022-03-11T06:00:00
is 'nothing of them is loaded' "$(sql 'SELECT count(*) FROM kcb')" 0
nhip 0 quarantine list --source bhyt --format csv
has 'both numbers are told' "$work/out" 'NGAYLAP is 2022'
bhyt '{path: GIAMDINHHS/THONGTINHOSO/NGAYLAP, else: note}'
nhip 0 run bhyt --as-of 2022-03-11T06:00:00
nhip 0 status bhyt --drift --format csv
has 'a note is drift' "$work/out" 'bhyt,kcb,check,declared,,'

# --- convert tells what drifted to who asks ---------------------------------------------------------
printf '<R><N>3</N><A><K>1</K><B>2</B></A><A><K>2</K></A></R>' >"$work/input.xml"
cat >"$work/m.yaml" <<END
mapping: m
format: xml
record: R/A
key: [k]
contract: {missing_fields: evolve}
declared: {path: R/N, else: quarantine}
fields:
  - {name: k, path: K, type: integer}
  - {name: b, path: B, type: integer}
checks:
  - {name: gap, rule: "b < k", else: note}
END
nhip 65 convert --mapping "$work/m.yaml" --drift "$work/drift" "$work/input.xml"
is 'all of it' "$(sed 's/.*"kind"/"kind"/' "$work/drift" | tr -d '\n')" \
    '"kind":"check","name":"gap","value":null,"count":1}"kind":"missing","name":"b","value":null,"count":1}"kind":"check","name":"declared","value":null,"count":1}'
nhip 74 convert --mapping "$work/m.yaml" --drift "$work/no/where" "$work/input.xml"
has 'a file that cannot be' "$work/err" 'cannot open'

# --- mistakes in rules are told before anything runs ------------------------------------------------
short '{unknown_codes: freeze}' '{name: a, rule: "ngay_tra > so_giay_to", else: note}' \
    '{name: b, rule: "ngay_tre = ngay_tra", else: note}'
nhip 78 check
has 'two types' "$work/err" "'>' compares two of a kind; here are a date and a number"
has 'no such field' "$work/err" "there is no field 'ngay_tre'"
