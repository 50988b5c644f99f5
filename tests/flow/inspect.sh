#!/bin/sh
# nhip inspect: unknown documents are shown without showing persons, and a draft converts the very
# documents that it was made of.
. "$(dirname "$0")/flow.lib"

samples=$root/samples

# --- what is shown ----------------------------------------------------------------------------------
nhip 0 inspect "$samples/bhyt-giamdinh.xml"
has 'an inner document' "$work/out" 'base64 of xml document 8 (1 malformed)'
has 'a path in it' "$work/out" 'HOSO/FILEHOSO/NOIDUNGFILE > TONG_HOP/MA_LK '
has 'codes as they are' "$work/out" 'XML1 (6), XML2 (2)'
has 'a personal tag' "$work/out" 'Xxxxx xxxx 999999'
has 'why it is personal' "$work/out" "a person's name"
lacks 'an identity number' "$work/out" '000000000001'
nhip 0 inspect --format json "$samples/dvcqg-ho-so.json" "$samples/hai-long.json"
has 'JSON' "$work/out" '"path":"result/MaHoSo","count":6,"in":"6 of 6","each":"1"'
for canary in 000000000001 0000000001 example.org nguoi0 'Người nộp'; do
    lacks 'a person' "$work/out" "$canary"
done
gzip -c "$samples/don-vi.csv" | "$NHIP" inspect - >"$work/out" 2>"$work/err" || fail 'a pipe'
has 'gzip' "$work/out" 'csv document 1'
has 'codes of small letters' "$work/out" 'tinh (2), xa (3), thon (1)'
nhip 65 inspect "$samples/hostile/cut.xml" "$samples/don-vi.csv"
has 'where a document is malformed' "$work/err" 'hostile/cut.xml'
has 'the others are shown' "$work/out" 'row/ma_don_vi'
for sample in "$samples"/hostile/*; do
    "$NHIP" inspect "$sample" >"$work/out" 2>"$work/err" </dev/null
    status=$?
    [ $status = 0 ] || [ $status = 65 ] || fail "$sample ended with $status"
    [ $status = 0 ] || has "$sample" "$work/err" "$sample:"
done
nhip 74 inspect "$work/none.xml"
nhip 64 inspect
nhip 0 inspect "$samples/dvcqg-ho-so.json" "$samples/don-vi.csv"
has 'two formats' "$work/out" 'documents of several formats 2'
nhip 64 inspect --draft "$samples/dvcqg-ho-so.json" "$samples/don-vi.csv"
has 'no mapping for both' "$work/err" 'the documents are of several formats, and a mapping reads one'
nhip 64 inspect --record X "$samples/don-vi.csv"
nhip 64 inspect --draft -
has 'a draft from a pipe' "$work/err" 'hint: put it into a file'
nhip 64 inspect --draft --record NONE "$samples/don-vi.csv"
has 'no such path' "$work/err" "no element has the path 'NONE'; hint: nhip inspect shows them"

# --- every sample can be drafted, checked and converted ------------------------------------------------
new_deployment
mkdir -p "$work/drafts/mappings" "$work/drafts/codes"
count=0
for sample in "$samples"/*.*; do
    count=$((count + 1))
    draft=$work/drafts/mappings/thu_$count.yaml
    nhip 0 inspect --draft "$sample"
    sed "s/^mapping: .*/mapping: thu_$count/" "$work/out" >"$draft"
    # "It makes N records of them; M elements cannot be read."
    records=$(sed -n 's/^# It makes \([0-9]*\) records\{0,1\} of them; .*/\1/p' "$draft")
    unreadable=$(sed -n 's/^# It makes .*; \([0-9]*\) elements\{0,1\} cannot be read.*/\1/p' "$draft")
    "$NHIP" convert --mapping "$draft" --quarantine "$work/refused" "$sample" >"$work/out" 2>"$work/err"
    is "$sample: refused" "$(wc -l <"$work/refused")" "$unreadable"
    is "$sample: records" "$(wc -l <"$work/out")" "$records"
    [ "$records" -gt 0 ] || fail "$sample: no records"
    ! grep -vE '"rule":"(inside|damaged)"' "$work/refused" || fail "$sample: a value was refused"
    cp "$draft" "$work/config/mappings/"
done
nhip 0 check
lacks 'warnings of drafts' "$work/err" 'mappings/thu_'
is 'what cannot be read' "$(grep -h '^# It makes' "$work"/drafts/mappings/*.yaml | grep -cv '; 0 elements')" 2

# As many records as there are elements.
nhip 0 inspect --draft --record 'result/DanhSachLePhi' "$samples/dvcqg-ho-so.json"
cp "$work/out" "$work/drafts/mappings/fees.yaml"
nhip 0 convert --mapping "$work/drafts/mappings/fees.yaml" "$samples/dvcqg-ho-so.json"
is 'fees' "$(wc -l <"$work/out")" 3

# What a draft leaves out is named as --record takes it.
for sample in bhyt-chi-phi y-te-chung-tu dvcqg-danh-gia-so-hoa; do
    nhip 0 inspect --draft "$samples/$sample".*
    has "$sample: more than the draft" "$work/out" '# Not in this draft; hint: --record drafts them:'
    sed -n 's/^#   \(.*\) ([0-9]*)$/\1/p' "$work/out" >"$work/rest"
    [ -s "$work/rest" ] || fail "$sample: nothing is named"
    while read -r path; do
        nhip 0 inspect --draft --record "$path" "$samples/$sample".*
    done <"$work/rest"
done
nhip 0 inspect --draft "$samples/don-vi.csv"
lacks 'nothing is left out' "$work/out" 'Not in this draft'

# One is one.
printf '{"ma_thu":"A","so_thu":1}' >"$work/one.json"
nhip 0 inspect --draft "$work/one.json"
has 'one record' "$work/out" '# It makes 1 record of them; 0 elements cannot be read.'
