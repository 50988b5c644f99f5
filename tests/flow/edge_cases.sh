#!/bin/sh
# The edge cases that were met in real documents, one folder each below tests/flow/edge_cases/.
#
# A folder has `mapping.yaml`, whose first lines say what the case is, or `shipped`, which names one
# of config/mappings/; documents `input*`, or `make`, which writes them into the folder it is given;
# and what is expected: `records` and `refused`.  `UPDATE=1` writes these anew, to be read.
. "$(dirname "$0")/flow.lib"

export LC_ALL=C.UTF-8 # the order of the documents
cases=$root/tests/flow/edge_cases
printf 'a key for golden files\n' >"$work/key"

# The mapping of the case in this folder.
mapping_of() {
    if [ -f "$1/shipped" ]; then
        echo "$root/config/mappings/$(cat "$1/shipped").yaml"
    else
        echo "$1/mapping.yaml"
    fi
}

# The folder with the documents of a case.
documents_of() {
    if [ -x "$1/make" ]; then
        rm -rf "$work/documents"
        mkdir "$work/documents"
        "$1/make" "$work/documents" || fail "$1/make failed"
        echo "$work/documents"
    else
        echo "$1"
    fi
}

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

count=0
for folder in "$cases"/[0-9]*/; do
    folder=${folder%/}
    name=$(basename "$folder")
    cd "$(documents_of "$folder")" || exit 1
    timeout 120 "$NHIP" convert --mapping "$(mapping_of "$folder")" --key "$work/key" \
        --quarantine "$work/refused" input* >"$work/out" 2>"$work/err"
    is "the status of $name" $? "$(status_of "$work/refused")"
    is "what else is said of $name" "$(cat "$work/err")" ''
    if [ "${UPDATE-}" = 1 ]; then
        cp "$work/out" "$folder/records"
        cp "$work/refused" "$folder/refused"
    fi
    cmp -s "$work/out" "$folder/records" ||
        fail "$name: $(diff "$folder/records" "$work/out" | head -n 6)"
    cmp -s "$work/refused" "$folder/refused" ||
        fail "$name: $(diff "$folder/refused" "$work/refused" | head -n 6)"
    [ -s "$work/out" ] || [ -s "$work/refused" ] || fail "$name gives nothing at all"
    count=$((count + 1))
done
cd "$root" || exit 1
[ "$count" -gt 0 ] || fail 'there are no edge cases'

# Each of the 34 is a folder here or a line of the table that says where it is tested.
for number in $(seq -w 34); do
    [ -n "$(find "$cases" -maxdepth 1 -name "$number-*")" ] || grep -q "^| $number |" "$cases/README.md" ||
        fail "edge case $number is neither tested here nor told of in README.md"
done
