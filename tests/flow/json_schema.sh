#!/bin/sh
# nhip convert --schema: what nhip writes is valid by what it promises, and the promise is no empty
# one.
. "$(dirname "$0")/flow.lib"

expected=$root/tests/flow/expected
mappings=config/mappings
printf 'a key for golden files\n' >"$work/key"

# The first python3 that has a validator.
python=
for candidate in python3 /usr/bin/python3; do
    [ -n "$python" ] || ! "$candidate" -c 'from jsonschema import Draft202012Validator' 2>/dev/null ||
        python=$candidate
done
[ -n "$python" ] || fail 'no python3 has jsonschema; hint: packaging/setup'

# validate FILE: what is wrong with the records of a file, into $work/wrong.
validate() {
    "$python" "$root/tests/flow/json_schema.py" "$work/schema" "$1" >"$work/wrong" ||
        fail 'the validator failed'
}

# --- the records of every sample are valid by the schema of their mapping --------------------------
for folder in "$expected"/*/; do
    mapping=$(basename "$folder")
    nhip 0 convert --schema --mapping "$mappings/$mapping.yaml"
    mv "$work/out" "$work/schema"
    for file in "$folder"*.out; do
        sample=$(basename "$file" .out)
        "$NHIP" convert --mapping "$mappings/$mapping.yaml" --key "$work/key" "samples/$sample" \
            >"$work/records" 2>"$work/err"
        validate "$work/records"
        is "what is wrong with samples/$sample by $mapping" "$(head -n 3 "$work/wrong")" ''
    done
done

# --- and what no record may be is not ---------------------------------------------------------------
# spoil NAME SED: a record of ho-so that was changed so is refused.
nhip 0 convert --schema --mapping "$mappings/ho-so.yaml"
cp "$work/out" "$work/schema"
spoil() {
    head -n 1 "$expected/ho-so/dvcqg-ho-so.json.out" | sed "$2" >"$work/spoilt"
    validate "$work/spoilt"
    [ -s "$work/wrong" ] || fail "$1 is valid"
}
head -n 1 "$expected/ho-so/dvcqg-ho-so.json.out" >"$work/spoilt"
validate "$work/spoilt"
is 'the record before it is spoilt' "$(cat "$work/wrong")" ''
spoil 'another member' 's/}$/,"them":1}/'
spoil 'a missing member' 's/"ma_tthc":"[^"]*",//'
spoil 'a required null' 's/"ma_ho_so":"[^"]*"/"ma_ho_so":null/'
spoil 'a number as text' 's/"so_giay_to":\([0-9]*\)/"so_giay_to":"\1"/'
spoil 'a time with a zone' 's/"ngay_tiep_nhan":"\([^"]*\)"/"ngay_tiep_nhan":"\1Z"/'
spoil 'a month 13' 's/"ngay_tiep_nhan":"....-../"ngay_tiep_nhan":"2022-13/'
spoil 'children that are not there' 's/"le_phi":\[\]/"le_phi":null/'
spoil 'a child without members' 's/"le_phi":\[\]/"le_phi":[{}]/'
spoil 'an unknown code' 's/"trang_thai_quoc_gia":"[^"]*"/"trang_thai_quoc_gia":"99"/'

# --- what cannot be done ----------------------------------------------------------------------------
nhip 64 convert --schema samples/don-vi.csv
has 'the missing option' "$work/err" '--mapping is missing'
nhip 64 convert --schema --mapping $mappings/don-vi.yaml samples/don-vi.csv
has 'the input too many' "$work/err" '--schema converts nothing, so it takes no input'
printf 'mapping: x\n' >"$work/bad.yaml"
nhip 78 convert --schema --mapping "$work/bad.yaml"
is 'nothing is written of a bad mapping' "$(wc -c <"$work/out")" 0
