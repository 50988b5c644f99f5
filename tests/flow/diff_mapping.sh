#!/bin/sh
# nhip diff-mapping: what a change of a mapping would change, without showing persons.
. "$(dirname "$0")/flow.lib"

new_deployment
mappings=$work/config/mappings
sample=$root/samples/dvcqg-ho-so.json

# change SED: another version of the mapping of dossiers.
change() {
    sed "$1" "$mappings/ho-so.yaml" >"$mappings/new.yaml"
    ! cmp -s "$mappings/ho-so.yaml" "$mappings/new.yaml" || fail "the change '$1' changes nothing"
}

diff_mapping() {
    status=$1
    shift
    nhip "$status" diff-mapping "$mappings/ho-so.yaml" "$mappings/new.yaml" "$@"
}

# Nothing but a comment.
change '1s/^/# new\n/'
diff_mapping 0 "$sample"
has 'all the same' "$work/out" 'same        3    3'
lacks 'no differences' "$work/out" 'Differences'
lacks 'no fields' "$work/out" 'Fields'

# Another fold changes one value of one record.
change 's/take: max/take: min/'
diff_mapping 1 --format csv "$sample"
has 'the record, the field and both values' "$work/out" \
    '000.00.18.H05-211220-00012,changed,ngay_bo_sung_cuoi,2021-12-28T10:00:00,2021-12-22T10:00:00'
has 'how many' "$work/out" 'changed,1,1'
has 'the field' "$work/out" 'ngay_bo_sung_cuoi,datetime,datetime,1,0,0'

# What was kept and is dropped is hidden, for it is as personal as before.
change '/^  - name: ten_tthc/,/type: text/s/type: text/&\n    private: drop/'
diff_mapping 1 "$sample"
has 'the dropped field' "$work/out" 'ten_tthc  (hidden)'

# A private field changes, and nobody sees from what to what; neither when it becomes public.
for way in mask keep; do
    change "s/private: hash/private: $way/"
    diff_mapping 1 "$sample"
    has "$way: the field" "$work/out" 'changed  so_giay_to_chu_ho_so  (hidden)  (hidden)'
    lacks "$way: no identity number" "$work/out" '000000000001'
    lacks "$way: not its end" "$work/out" '*001'
done

# A rule refuses more.
change '/^  - name: ngay_tra$/,/title/s/form: .*/form: dd-MM-yyyy/'
diff_mapping 1 "$sample"
has 'a record is gone' "$work/out" 'gone'
has 'by the rule' "$work/out" 'date      ngay_tra               0    1'

# A field more, a field less, another type.
change 's/name: noi_nop$/name: noi_nop_ho_so/; /^  - name: ma_tthc$/,/title/s/required: true/required: false/'
diff_mapping 1 --limit 2 "$sample"
has 'the old field' "$work/out" 'noi_nop        text  -'
has 'the new field' "$work/out" 'noi_nop_ho_so  -     text'
has 'more than the limit' "$work/err" 'more differences; hint: --limit'
change '/^  - name: tong_phi$/,/title/s/scale: 0/scale: 2/'
diff_mapping 1 "$sample"
has 'another scale' "$work/out" 'tong_phi  decimal (scale 0)  decimal (scale 2)'

# Another key: no record meets its other self, and people hear why.
lacks 'one key' "$work/err" 'the keys differ'
change 's/^key: .*/key: [ma_ho_so, ma_don_vi]/'
diff_mapping 1 "$sample"
has 'both keys' "$work/err" \
    'the keys differ: OLD has [ma_ho_so], NEW has [ma_ho_so, ma_don_vi]; hint: records meet by'

# Truth is told as in JSON.
printf 'ma,co,khac\n1,1,0\n' >"$work/flags.csv"
printf '%s\n' 'mapping: co' 'version: 1' 'format: csv' 'record: row' 'key: [ma]' 'fields:' \
    '  - {name: ma, path: ma, type: text, required: true}' \
    '  - {name: co, path: co, type: boolean}' >"$mappings/co-old.yaml"
sed 's/path: co,/path: khac,/' "$mappings/co-old.yaml" >"$mappings/co-new.yaml"
nhip 1 diff-mapping --format csv "$mappings/co-old.yaml" "$mappings/co-new.yaml" "$work/flags.csv"
has 'true and false' "$work/out" '1,changed,co,true,false'

# Where a key comes twice, the newer counts: later inputs are newer.
sed 's/Đăng ký/Cấp lại/' "$sample" >"$work/later.json"
change 's/path: TenTTHC/path: MaTTHC/'
diff_mapping 1 --format csv "$sample" "$work/later.json"
has 'the newer of two' "$work/out" 'Cấp lại'
lacks 'not the older' "$work/out" 'Đăng ký'

# Malformed documents are counted; what cannot be compared is told.
diff_mapping 1 "$sample" "$root/samples/hostile/cut.json"
has 'a document' "$work/out" 'document'
diff_mapping 64 -
diff_mapping 74 "$work/none.json"
change 's/^key: .*/key: [none]/'
diff_mapping 78 "$sample"
has 'where the mistake is' "$work/err" "there is no field 'none'"
nhip 64 diff-mapping "$mappings/ho-so.yaml"
