#!/bin/sh
# CSV as offices have it: semicolons, decimal commas, a byte order mark, breaks in cells, `sep=`, and
# headers that lack a column.
. "$(dirname "$0")/flow.lib"

empty_deployment

# mapping [NAME [SEPARATOR]]: a mapping of agencies.
mapping() {
    name=${1-don_vi}
    cat >"$work/config/mappings/$name.yaml" <<YAML
mapping: $name
format: csv
separator: "${2-;}"
record: row
key: [ma]
fields:
  - {name: ma, path: "'Mã đơn vị'", type: text}
  - {name: ten, path: "'Tên đơn vị'", type: text, required: true}
  - {name: ghi_chu, path: "'Ghi chú'", type: text}
YAML
}

source_of() { # MAPPINGS
    cat >"$work/config/sources/don-vi.yaml" <<YAML
source: don-vi
connector: drop
format: csv
mappings: [$1]
options: {folder: $work/drop}
YAML
}

# --- what a table program set to Vietnamese writes ------------------------------------------------
office=$work/office.csv
printf '\357\273\277Mã đơn vị;Tên đơn vị;"Ghi\nchú";\r\n' >"$office"
printf 'H01;"Sở Một; cơ sở 2";"dòng một\r\ndòng ""hai""";\r\n\r\nH02;Sở Hai;1.234,5;\r\n' >>"$office"
mapping
nhip 0 convert --mapping "$work/config/mappings/don_vi.yaml" "$office"
is 'the records' "$(cat "$work/out")" \
    '{"ma":"H01","ten":"Sở Một; cơ sở 2","ghi_chu":"dòng một\r\ndòng \"hai\""}
{"ma":"H02","ten":"Sở Hai","ghi_chu":"1.234,5"}'

{ printf 'sep=;\r\n' && tail -c +4 "$office"; } >"$work/sep.csv"
mapping commas ,
nhip 0 convert --mapping "$work/config/mappings/commas.yaml" "$work/sep.csv"
has 'the document says it' "$work/out" '"ten":"Sở Một; cơ sở 2"'
nhip 65 convert --mapping "$work/config/mappings/commas.yaml" --quarantine "$work/refused" "$office"
has 'a header of one cell' "$work/refused" \
    'the header is one cell with semicolons in it, expected commas between the cells; hint: '

# --- numbers as such a program writes them ----------------------------------------------------------
sed '/ghi_chu/s/type: text/type: decimal, scale: 1, decimal_sign: comma/' \
    "$work/config/mappings/don_vi.yaml" >"$work/numbers.yaml"
nhip 2 convert --mapping "$work/numbers.yaml" --quarantine "$work/refused" "$office"
is 'a decimal comma' "$(cat "$work/out")" '{"ma":"H02","ten":"Sở Hai","ghi_chu":1234.5}'
has 'no number' "$work/refused" 'is no number with a decimal comma'

# --- a draft sees the separator -------------------------------------------------------------------
for separator in ';' '|' '	'; do
    tr ';' "$separator" <"$office" >"$work/sample.csv"
    nhip 0 inspect "$work/sample.csv"
    has 'inspect' "$work/out" ' between the cells'
    nhip 0 inspect --draft "$work/sample.csv"
    has 'the draft' "$work/out" '# It makes 2 records of them; 0 elements cannot be read.'
    cp "$work/out" "$work/draft.yaml"
    nhip 0 convert --mapping "$work/draft.yaml" "$work/sample.csv"
    is 'records of the draft' "$(grep -c '"ghi_chu":' "$work/out")" 2
done
has 'a tab' "$work/draft.yaml" 'separator: tab'
printf 'a,b\n1,2\n' >"$work/comma.csv"
nhip 0 inspect --draft "$work/comma.csv"
lacks 'a comma goes without saying' "$work/out" 'separator'
nhip 64 inspect --draft "$work/comma.csv" "$office"
has 'several separators' "$work/err" 'the documents have several separators between their cells'

# --- check ----------------------------------------------------------------------------------------
source_of 'don_vi, commas'
nhip 78 check
has 'two separators' "$work/err" \
    'the mappings read the same documents with two separators: semicolons and commas'
mapping commas slash
nhip 78 check
has 'no separator' "$work/err" "'separator' does not accept 'slash'; accepted: ',', ';', 'tab', '|'"
lacks 'one mistake' "$work/err" 'two separators'
rm "$work/config/mappings/commas.yaml"
source_of don_vi
nhip 0 check

# --- a column that is not there is told once, and the other files are loaded ------------------------
printf 'Ma don vi;Tên đơn vị\nH03;Sở Ba\nH04;Sở Bốn\n' >"$work/drop/b.csv"
cp "$office" "$work/drop/a.csv"
nhip 2 run don-vi
is 'loaded' "$(sql 'SELECT group_concat(ma) FROM don_vi')" H01,H02
nhip 0 quarantine list
is 'told once' "$(grep -c "is not in the header" "$work/out")" 1
has 'with what it has' "$work/out" "column 'Mã đơn vị' is not in the header (the header has: \
Ma don vi, Tên đơn vị); hint: is it 'Ma don vi'?"
printf 'Mã đơn vị;Tên đơn vị\nH03;Sở Ba\nH04;Sở Bốn\n' >"$work/drop/b.csv"
nhip 0 run don-vi
is 'mended' "$(sql 'SELECT group_concat(ma) FROM (SELECT ma FROM don_vi ORDER BY ma)')" \
    H01,H02,H03,H04

# --- the list for the owner of the data runs nothing in a spreadsheet ---------------------------------
printf 'Mã đơn vị;Tên đơn vị;Ghi chú\n"-5;=1+2"; ;x\n' >"$work/drop/c.csv"
nhip 0 run don-vi
nhip 0 quarantine export --source don-vi
has 'a formula behind a semicolon' "$work/out" ",\"'-5;'=1+2\","
