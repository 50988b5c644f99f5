#!/bin/sh
# Every command that README and docs show in a ```sh block does what one would expect: it succeeds.
#
# Blocks run in the state that the demo leaves, in the checkout, line by line.  Blocks of other
# kinds (```text, ```ini, ```yaml) are not run.
. "$(dirname "$0")/flow.lib"

mkdir "$work/house"
cp -r "$root/config" "$root/scripts" "$root/samples" "$root/packaging" "$root"/*.md "$root/docs" "$work/house"
export NHIP FAREND
"$work/house/scripts/demo" >"$work/out" 2>"$work/err" || fail "the demo failed: $(cat "$work/out")"

# blocks FILE: the lines of its sh blocks, but for those that build or install.
blocks() {
    awk '/^```sh$/ { inside = 1; next } /^```/ { inside = 0 } inside' "$1" |
        grep -vE '^ *(make|sudo|git|systemctl|#|$)'
}

for page in README.md README.vi.md docs/*.md; do
    blocks "$page" >"$work/commands"
    [ "$page" != README.md ] || [ -s "$work/commands" ] || fail 'README has no commands'
    while read -r line; do
        (cd "$work/house" && sh -e -c ". var/demo/environment
            $line") >"$work/out" 2>"$work/err" </dev/null ||
            fail "$page: $line: $(tail -n 5 "$work/out")"
    done <"$work/commands"
done
