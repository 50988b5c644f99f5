#!/bin/sh
# nhip convert: records on standard output, refusals with reason and place beside them, gzip by its
# bytes, and an exit status that a script can trust.
#
# The samples' records stand in tests/flow/expected/, a folder for each mapping; `UPDATE=1` writes
# them anew, to be read.
. "$(dirname "$0")/flow.lib"

expected=$root/tests/flow/expected
mappings=config/mappings
printf 'a key for golden files\n' >"$work/key"

# convert STATUS MAPPING INPUT...
convert() {
    status=$1 mapping=$2
    shift 2
    nhip "$status" convert --mapping "$mappings/$mapping.yaml" --key "$work/key" "$@"
}

# --- every sample gives the records and refusals that are expected of it ----------------------------
# tests/flow/expected/MAPPING/SAMPLE.out says that this mapping reads this sample; an empty file and
# `UPDATE=1` are the beginning of a new one.

# What the exit status must be, seen from the refusals.
status_of() {
    if grep -q '"rule":"document"' "$1"; then
        echo 65
    elif [ -s "$1" ]; then
        echo 2
    else
        echo 0
    fi
}

sample() {
    "$NHIP" convert --mapping "$mappings/$1.yaml" --key "$work/key" --quarantine "$work/refused" \
        "samples/$2" >"$work/out" 2>"$work/err"
    is "the status of samples/$2" $? "$(status_of "$work/refused")"
    for part in out refused; do
        [ "${UPDATE-}" != 1 ] || cp "$work/$part" "$expected/$1/$2.$part"
        cmp -s "$work/$part" "$expected/$1/$2.$part" ||
            fail "samples/$2 by $1: $(diff "$expected/$1/$2.$part" "$work/$part" | head -n 6)"
    done
    is "nothing else is said of $2" "$(wc -c <"$work/err")" 0
}
for file in "$expected"/*/*.out; do
    mapping=$(basename "$(dirname "$file")")
    sample "$mapping" "$(basename "$file" .out)"
done
for file in samples/*.*; do
    [ -n "$(find "$expected" -name "$(basename "$file").out")" ] ||
        fail "$file is read by no mapping; make tests/flow/expected/MAPPING/$(basename "$file").out"
done
for file in "$mappings"/*.yaml; do
    [ -s "$(find "$expected/$(basename "$file" .yaml)" -name '*.out' -size +0 2>/dev/null |
        head -n 1)" ] || fail "$file has no sample that gives a record"
done

# No person is in what comes out: the samples' persons are called so, and have such numbers.
for word in Người Cán.bộ nhiệt Thôn GD4990 HC4990 Z00 example.org '"000000[0-9]+"'; do
    ! grep -lE "$word" "$expected"/*/*.out "$expected"/*/*.refused ||
        fail "'$word' of a person came through"
done

# Every line is JSON on its own.
if command -v python3 >/dev/null; then
    for file in "$expected"/*/*.out "$expected"/*/*.refused; do
        python3 -c 'import json, sys
for line in open(sys.argv[1]): json.loads(line)' "$file" || fail "$file has a line that is no JSON"
    done
fi

# --- gzip by its bytes, standard input, several inputs ----------------------------------------------
convert 0 thong-bao-thue samples/dat-dai-thong-bao-mot.xml
cp "$work/out" "$work/plain"
gzip -c samples/dat-dai-thong-bao-mot.xml >"$work/misnamed.xml"
convert 0 thong-bao-thue "$work/misnamed.xml"
cmp -s "$work/out" "$work/plain" || fail 'gzip is not recognised by its bytes'
for input in samples/dat-dai-thong-bao-mot.xml "$work/misnamed.xml"; do
    "$NHIP" convert --mapping $mappings/thong-bao-thue.yaml --key "$work/key" - <"$input" >"$work/out" ||
        fail 'standard input failed'
    cmp -s "$work/out" "$work/plain" || fail 'standard input differs'
    "$NHIP" convert --mapping $mappings/thong-bao-thue.yaml --key "$work/key" <"$input" >"$work/out" ||
        fail 'no input is not standard input'
    cmp -s "$work/out" "$work/plain" || fail 'no input differs'
done
convert 0 thong-bao-thue samples/dat-dai-thong-bao-mot.xml "$work/misnamed.xml"
is 'two inputs' "$(wc -l <"$work/out")" $((2 * $(wc -l <"$work/plain")))

head -c 300 "$work/misnamed.xml" >"$work/cut.xml"
convert 65 thong-bao-thue "$work/cut.xml"
has 'cut gzip is told' "$work/err" '"rule":"document"'
is 'and gives nothing' "$(wc -c <"$work/out")" 0

# --- hostile documents: refused with a reason, no record, no crash ----------------------------------
for file in samples/hostile/*; do
    case $file in
    *.json) mapping=ho-so ;;
    *.csv) mapping=don-vi ;;
    *) mapping=kcb ;;
    esac
    timeout 20 "$NHIP" convert --mapping $mappings/$mapping.yaml --key "$work/key" "$file" \
        >"$work/out" 2>"$work/err"
    status=$?
    case $status,$file in
    2,*/inside_*) has "$file" "$work/err" '"rule":"inside"' ;;
    65,*)
        has "$file" "$work/err" '"rule":"document"'
        is "records of $file" "$(wc -c <"$work/out")" 0
        ;;
    *) fail "$file ended with $status: $(cat "$work/err")" ;;
    esac
done
convert 65 kcb samples/hostile/xxe.xml
has 'DOCTYPE is refused' "$work/err" 'a DOCTYPE is not accepted'
lacks 'and nothing is read through it' "$work/err" 'root:'
convert 65 kcb samples/hostile/xxe.xml samples/bhyt-giamdinh.xml
[ -s "$work/out" ] || fail 'the input behind a hostile one was not converted'

# Of a text, any length is read; of a name, no more than a name can have.
{ printf '{"result": ["'; head -c 20000000 /dev/zero | tr '\0' 'x'; printf '"]}'; } >"$work/long.json"
convert 2 ho-so "$work/long.json"
has 'only the record is refused' "$work/err" '"rule":"required"'
{ printf '{"'; head -c 20000000 /dev/zero | tr '\0' 'x'; printf '": 1}'; } >"$work/long.json"
convert 65 ho-so "$work/long.json"
has 'too long is told' "$work/err" 'a name is longer than'

# --- what cannot be done ----------------------------------------------------------------------------
nhip 64 convert samples/don-vi.csv
has 'the missing option' "$work/err" '--mapping is missing'
convert 74 don-vi samples/no-such-file.csv
has 'the missing file' "$work/err" 'samples/no-such-file.csv'
nhip 78 convert --mapping "$work/no-such.yaml" samples/don-vi.csv
has 'the missing mapping' "$work/err" 'no-such.yaml'
# Whatever --config says, the lists stand beside the mapping.
mkdir -p "$work/own/mappings" "$work/own/codes"
cp $mappings/don-vi.yaml "$work/own/mappings/"
nhip 78 convert --config config --mapping "$work/own/mappings/don-vi.yaml" samples/don-vi.csv
has 'where code lists are looked for' "$work/err" \
    "there is no code list 'don_vi.cap'; hint: code lists are read from $work/own/mappings/../codes"
"$NHIP" convert --mapping $mappings/don-vi.yaml samples/don-vi.csv >/dev/full 2>"$work/err"
is 'a full disk' $? 74
has 'is told' "$work/err" 'No space left on device'

# --- what is read is not overwritten ------------------------------------------------------------------
cp samples/don-vi.csv "$work/units.csv"
convert 64 don-vi --quarantine "$work/units.csv" "$work/units.csv"
has 'the file that is both' "$work/err" 'is to be read and written at once'
cmp -s samples/don-vi.csv "$work/units.csv" || fail 'the input was overwritten'
convert 64 don-vi --quarantine "$work/both" --drift "$work/both" "$work/units.csv"

# --- a document without records is told ---------------------------------------------------------------
echo '{"renamed": []}' >"$work/none.json"
convert 0 ho-so "$work/none.json"
has 'a path that finds nothing' "$work/err" 'no record was found'

# --- persons are hidden with or without a key -------------------------------------------------------
nhip 2 convert --mapping $mappings/kcb.yaml samples/bhyt-giamdinh.xml
has 'a key of this run only' "$work/out" '"so_cccd":"run:'
