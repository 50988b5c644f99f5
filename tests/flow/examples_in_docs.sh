#!/bin/sh
# The examples of docs/mapping.md do what the page says of them, and every word of the language is in one.
#
# Blocks are told by their kind and first line:
#   ```yaml    `mapping:` a whole mapping; `codes:` a code list; else a piece of the mapping vi_du: its
#              keys take the place of the keys there, a list of fields stands behind the fields there
#   ```xml ```json ```csv    a document of the mapping before it; one that begins with <HS stands in
#              <DS>; `<!-- config/schemas/NAME -->` makes it that schema
#   ```jsonl   the records of this document, all of them
#   ```text    what is refused of it, `refused by RULE: REASON`, and `drift: KIND NAME 'VALUE', COUNT`;
#              right behind a mapping: the mistakes in it
#   ```sh      is run by commands_in_docs.sh
# A table with a column `gives` is run row by row: its first column is a path, or what the field says
# of itself; the value is that of the column `of the text`, or stands in the document before the table.
# A column `the rule` has checks of the record before the table, which hold or do not hold.
# A block or table that is none of these is a mistake.
. "$(dirname "$0")/flow.lib"

page=docs/mapping.md
parts=$work/parts
place=$work/config
mapping=$place/mappings/example.yaml
frame=$work/frame.yaml
mkdir -p "$parts" "$place/mappings" "$place/codes" "$place/schemas"
printf 'a key for examples\n' >"$work/key"

# One file for each block and table, named by its line and kind.
awk -v parts="$parts" '
    function begin(kind) { part = sprintf("%s/%04d.%s", parts, NR, kind); printf "" >part }
    /^ +```/ { begin("indented"); next }
    /^```/ && part != "" && !rows { close(part); part = ""; next }
    /^```/ { begin(substr($0, 4) == "" ? "unnamed" : substr($0, 4)); rows = 0; next }
    /^\|/ && part == "" && /\| gives \|/ { begin("table"); rows = 1 }
    rows && !/^\|/ { close(part); part = ""; rows = 0 }
    part != "" { print >part }
' "$page"

mistakes=0
wrong() {
    echo "FAILED: $page:$line: $*" >&2
    mistakes=$((mistakes + 1))
}

# The kind of a block of YAML is its first key.
first_key() {
    sed -n '/^#/d; s/^\([a-z_]*\):.*/\1/p; s/^ *- .*/fields_only/p' "$1" | head -n 1
}

# put_into_frame PIECE: the mapping vi_du with the piece in it.
put_into_frame() {
    if [ "$(first_key "$1")" = fields_only ]; then
        cat "$frame"
        sed 's/^/  /' "$1"
        return
    fi
    awk 'FNR == NR { if (match($0, /^[a-z_]+:/)) said[substr($0, 1, RLENGTH)] = 1; next }
        match($0, /^[a-z_]+:/) { is_out = substr($0, 1, RLENGTH) in said }
        !is_out' "$1" "$frame"
    cat "$1"
}

# The name of a code list, as its file is called.
list_name() {
    sed -n 's/^codes: *//p' "$1" | tr _ -
    sed -n 's/^version: *"*\([^"]*\)"*$/@\1/p' "$1"
}

# document FILE KIND: what stands around a record is put around it.
document() {
    case $(head -c 3 "$1") in
    '<HS') { echo '<DS>' && cat "$1" && echo '</DS>'; } >"$work/input.$2" ;;
    *) cp "$1" "$work/input.$2" ;;
    esac
}

# convert: the mapping at work on a document; its records, and what is refused or drifts,
# as the page writes them.
convert() {
    "$NHIP" convert --mapping "$mapping" --key "$work/key" --quarantine "$work/refused" \
        --drift "$work/drift" "$1" >"$work/got_jsonl" 2>"$work/err" </dev/null
    status=$?
    [ "$status" = 0 ] || [ "$status" = 2 ] || [ "$status" = 65 ] || wrong "nhip ended with $status"
    # A document that stands before a table is only converted with the mapping of each row.
    sed '/^nhip: no record was found; /d' "$work/err" >"$work/said"
    [ ! -s "$work/said" ] || wrong "it says: $(cat "$work/said")"
    {
        sed -n 's/.*"rule":"\([a-z]*\)","reason":"\(.*\)"}$/refused by \1: \2/p' "$work/refused" |
            sed 's/\\"/"/g'
        sed 's/.*"kind":"\([a-z]*\)","name":"\([^"]*\)","value":\(.*\),"count":\([0-9]*\)}$/\1 \2 \3, \4/
            s/ null, /, /; s/ "\(.*\)", / '\''\1'\'', /; s/^/drift: /' "$work/drift"
    } >"$work/got_text"
    : >"$work/shown_jsonl"
    : >"$work/shown_text"
}

# try_mapping: a mapping that has no document but mistakes, as they are told.
try_mapping() {
    "$NHIP" convert --mapping "$mapping" "$work/key" >"$work/got_jsonl" 2>"$work/err"
    is "$page:$line: the status of mistakes" $? 78
    name=$(sed -n 's/^mapping: *\([a-z_]*\).*/\1/p' "$mapping")
    sed "s|^.*/example.yaml|$name.yaml|; / cannot be used$/d" "$work/err" >"$work/got_text"
    : >"$work/shown_jsonl"
    converted=$waiting
    waiting=
}

# settle NEXT: compares what a document gave with what the page shows of that.  A table takes the
# document before it for itself.
settle() {
    [ -n "$converted" ] || return
    [ "$1" != table ] || [ -s "$work/shown_jsonl" ] || [ -s "$work/shown_text" ] || return
    [ -s "$work/got_jsonl" ] || [ -s "$work/got_text" ] || line=$converted wrong 'the document gives nothing'
    for what in jsonl text; do
        cmp -s "$work/shown_$what" "$work/got_$what" ||
            line=$converted wrong "$(diff "$work/shown_$what" "$work/got_$what")"
    done
    converted=
}

# rule CELL...: the rule as the one check of the mapping before the table, which holds or does not.
rule() {
    awk '/^[a-z]/ { is_out = /^checks:/ } !is_out' "$work/ruled.yaml" >"$mapping"
    printf 'checks:\n  - {name: x, rule: "%s", else: note}\n' "$1" >>"$mapping"
    document "$above" xml
    convert "$work/input.xml"
    case $(cat "$work/got_text") in
    '') got='holds' ;;
    'drift: check x, 1') got='does not hold' ;;
    *) got=$(cat "$work/got_text") ;;
    esac
}

# value CELL...: a field as the row says it, and the value that it has.
value() {
    says=$1
    case $header in '| path |'*) says="path: \"$1\"" ;; esac
    case $says in *type:*) ;; *) says="type: text, $says" ;; esac
    case $header in
    *'| of the text |'*)
        printf '<HS so="1"><X>%s</X></HS>\n' "$(printf %s "$2" | sed 's/&/\&amp;/g; s/</\&lt;/g')" \
            >"$work/value"
        document "$work/value" xml
        says="path: X, $says"
        ;;
    *) document "$above" xml ;;
    esac
    { cat "$frame" && echo "  - {name: x, $says}"; } >"$mapping"
    convert "$work/input.xml"
    got=$(sed 's/.*,"x":\(.*\)}$/\1/; s/^"\(.*\)"$/\1/; s/\\"/"/g; s/^null$/no value/' "$work/got_jsonl")
    [ -s "$work/got_jsonl" ] || got=$(sed 's/^refused by [a-z]*: x: /refused: /' "$work/got_text")
}

row() {
    case $header in
    '| the rule |'*) rule "$1" ;;
    *) value "$1" "$2" ;;
    esac
    case $header in *'| of the text |'*) shift ;; esac
    [ "$got" = "$2" ] || wrong "\`$1\` gives '$got', not '$2'"
    rows=$((rows + 1))
}

table() {
    header=$(head -n 1 "$1")
    echo "$page:$line: $(($(wc -l <"$1") - 2)) rows"
    cp "$mapping" "$work/ruled.yaml"
    case $header in
    '| the rule | gives |'* | '| path | gives |'* | '| the field says | gives |'* | '| the field says | of the text | gives |'*) ;;
    *) wrong "a table that cannot be run: $header" ;;
    esac
    sed '1,2d; s/\\|/\x01/g; s/^| *//; s/ *| */\x02/g; s/`//g; s/\x01/|/g' "$1" >"$work/rows"
    while IFS=$(printf '\002') read -r first second third _; do
        row "$first" "$second" "$third"
    done <"$work/rows"
    converted=
}

yaml() {
    case $(first_key "$1") in
    mapping)
        cp "$1" "$mapping"
        ! grep -q '^mapping: vi_du' "$1" || cp "$1" "$frame"
        ;;
    codes)
        cp "$1" "$place/codes/$(list_name "$1" | tr -d '\n').yaml"
        return
        ;;
    '') wrong 'a block of YAML that is neither a mapping nor a piece of one' ;;
    *) put_into_frame "$1" >"$mapping" ;;
    esac
    waiting=$line
    mappings=$((mappings + 1))
    echo "$page:$line: $(head -n 1 "$1")"
}

xml() {
    schema=$(sed -n '1s/^<!-- config\/schemas\/\(.*\) -->$/\1/p' "$1")
    if [ -n "$schema" ]; then
        cp "$1" "$place/schemas/$schema"
        return
    fi
    above=$1
    run_document "$1" xml
}

run_document() {
    document "$1" "$2"
    convert "$work/input.$2"
    converted=$line
    waiting=
    documents=$((documents + 1))
}

has_document() {
    [ -z "$waiting" ] || line=$waiting wrong 'a mapping without a document'
    waiting=
}

line=0 mappings=0 documents=0 rows=0 converted='' waiting='' above=''
for part in "$parts"/*; do
    line=$(basename "$part")
    kind=${line#*.}
    line=$(printf %s "${line%%.*}" | sed 's/^0*//')
    case $kind in
    jsonl | text)
        [ "$kind" != text ] || [ -z "$waiting" ] || try_mapping
        [ -n "$converted" ] || wrong 'a result of nothing'
        cp "$part" "$work/shown_$kind"
        continue
        ;;
    esac
    settle "$kind"
    case $kind in
    yaml) [ "$(first_key "$part")" = codes ] || has_document && yaml "$part" ;;
    xml) xml "$part" ;;
    json | csv) run_document "$part" "$kind" ;;
    table) table "$part" ;;
    sh) ;;
    *) wrong "a block of kind '$kind', which nobody runs" ;;
    esac
done
settle end
has_document
echo "$page: $mappings mappings, $documents documents, $rows rows of tables"
[ "$documents" -gt 10 ] || wrong 'there are hardly any documents'
[ "$rows" -gt 10 ] || wrong 'there are hardly any rows'

# --- every word of the language is told of, and stands in an example --------------------------------
cat "$parts"/*.yaml "$parts"/*.table >"$work/examples"
line=1
for key in $(sed -n 's/^    {"\([a-z_]*\)", OPTION_.*/\1/p' transforms/*.c | sort -u); do
    grep -q "\`${key}[\`:]" "$page" || wrong "nothing is said of \`$key\`"
    grep -qE "(^|[^a-z_])$key:" "$work/examples" || wrong "no example has '$key:'"
done
for word in $(awk '/const (zeros|space|privacy|watched|contract|decoding|take|type|severity|else)_(choices|names)\[\]/,/;/' \
    transforms/*.c core/record.c | grep -o '"[a-z0-9]*"' | tr -d '"' | sort -u); do
    grep -q "[\` ]${word}[\`,} ]" "$page" || wrong "nothing is said of '$word'"
done
[ "$mistakes" = 0 ] || fail "$mistakes mistakes in the examples of $page"
