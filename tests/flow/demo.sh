#!/bin/sh
# The demo does the main job, and done again shows that nothing is due and nothing changes; the far
# ends are gone afterwards, also when it fails.
. "$(dirname "$0")/flow.lib"

# The demo works in the checkout it stands in, so it gets one of its own.
mkdir "$work/house"
cp -r "$root/config" "$root/scripts" "$work/house"
export NHIP FAREND

no_farend_left() {
    for pid in $(pgrep -f "^$FAREND .*$work/house" || true); do
        fail "far end $pid is still running"
    done
}

"$work/house/scripts/demo" >"$work/out" 2>"$work/err" || fail "the demo failed: $(cat "$work/out")"
has 'the run went well' "$work/out" 'failed=0'
has 'indicators are shown' "$work/out" 'dung-han'
has 'with their documents' "$work/out" 'BG22'
has 'the sources are fresh at the time of the demo' "$work/out" 'sources: 7, fresh: 7, over warn: 0, stale: 0; batches due: 0'
has 'and the store is named' "$work/out" 'var/demo/store.db'
no_farend_left

"$work/house/scripts/demo" >"$work/out" 2>"$work/err" || fail "the second demo failed: $(cat "$work/out")"
has 'nothing is due' "$work/out" 'nothing is due'
has 'nothing changes' "$work/out" 'the forced run changed nothing'
no_farend_left

sh -c ". '$work/house/var/demo/environment' && cd / && nhip status" >"$work/out" 2>"$work/err" || fail 'the environment does not serve'
has 'status by the environment' "$work/out" 'dvcqg'

rm -rf "$work/house/var/demo/store.db"*
mkdir "$work/house/var/demo/store.db"
! "$work/house/scripts/demo" >"$work/out" 2>"$work/err" || fail 'a demo without a store succeeded'
no_farend_left
