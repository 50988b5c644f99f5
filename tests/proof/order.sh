#!/bin/sh
# What has landed is loaded in random orders, some of it several times: the store is always the
# same, and is what nhip rebuild makes of the landing.
#
#   tests/proof/order.sh SEEDS [FIRST]
. tests/flow/flow.lib
. tests/proof/world.lib

last=$(($1 + ${2:-1} - 1))

# Each batch, and every third of them again: in an order that the seed gives.
shuffled() {
    awk -v seed="$1" 'BEGIN { srand(seed) }
        { print rand(), $0; if (rand() < 0.34) print rand(), $0 }' "$work/batches" | sort | cut -d' ' -f2
}

world_again
in_world run --as-of 2022-03-25T06:00:00
in_world rerun dvcqg@2022-03-22 --from fetch --as-of 2022-03-25T07:00:00
now=2022-03-25T08:00:00
world=$work/before
# In this order as in any other, with nothing left of the order in which it was fetched.
rm "$world/state/store.db"
in_world run --as-of $now
"$PROOF" describe "$world" | grep '^store\.' >"$work/wanted"
(cd "$world" && "$NHIP" status --batches --format csv --as-of $now) | sed '1d; s/,.*//' >"$work/batches"
[ "$(wc -l <"$work/batches")" -gt 8 ] || fail "too few batches for an order: $(cat "$work/batches")"

loads=0
for seed in $(seq "${2:-1}" $last); do
    rm -f "$world/state/store.db" "$world/state/store.db-wal" "$world/state/store.db-shm"
    shuffled "$seed" >"$work/order"
    while read -r batch; do
        in_world rerun "$batch" --from load --as-of $now
        loads=$((loads + 1))
    done <"$work/order"
    "$PROOF" describe "$world" >"$work/all"
    ! grep BROKEN "$work/all" || fail "broken with seed $seed"
    grep '^store\.' "$work/all" >"$work/got"
    cmp -s "$work/wanted" "$work/got" || fail "seed $seed gives another store:
$(diff "$work/wanted" "$work/got" | head -n 6)
  repeat: tests/proof/order.sh 1 $seed"
    (cd "$world" && "$NHIP" rebuild --check --as-of $now >out 2>err) ||
        fail "rebuild finds another store with seed $seed: $(cat "$world/out")
  repeat: tests/proof/order.sh 1 $seed"
done
echo "order seeds=$1 batches=$(wc -l <"$work/batches") loads=$loads rebuilds=$1"
