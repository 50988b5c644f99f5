#!/bin/sh
# Any order and any repetition of batches gives the same store, which is what a rebuild gives too.
# $SEEDS says how many random orders; without it one is tried.
. "$(dirname "$0")/flow.lib"

now=2022-04-01T06:00:00
seeds=${SEEDS:-1}

# Runs every window in the order of the lines of a file of batch ids.
run_in_order() {
    while read -r batch; do
        source=${batch%@*} window=${batch#*@}
        case $source in
        thu-tuc | don-vi) nhip 0 run "$source" --as-of $now --force ;;
        *) nhip 0 run "$source" --as-of $now --from "$window" --to "${window}T00:00:01" ;;
        esac
        has "$batch was run alone" "$work/err" 'run batches=1 loaded=1'
    done <"$1"
}

new_deployment
start_farend --seed 3 --per-day 6 --from 2022-03-01 --lifetime $((280 * (seeds + 2)))
sed -i 's/^start: .*/start: 2022-03-01/' "$work"/config/sources/*.yaml
nhip 0 run --as-of $now
dump_store >"$work/forward"
nhip 0 rebuild
nhip 0 status --batches --as-of $now --format csv
sed '1d; s/,.*//' "$work/out" >"$work/batches"
[ "$(wc -l <"$work/batches")" -gt 30 ] || fail 'too few batches for an order'

rm -rf "$work/state"
mkdir "$work/state"
tac "$work/batches" >"$work/order"
run_in_order "$work/order"
dump_store >"$work/backward"
cmp -s "$work/forward" "$work/backward" ||
    fail "backward differs: $(diff "$work/forward" "$work/backward" | head -n 5)"
nhip 0 rebuild

# A shuffle for each seed, with every third batch twice.
for seed in $(seq "$seeds"); do
    rm -rf "$work/state"
    mkdir "$work/state"
    awk -v seed="$seed" '{ print (NR * 7919 * seed) % 104729, $0
        if (NR % 3 == 0) print (NR * 104723 * seed) % 7907, $0 }' "$work/batches" |
        sort -n | sed 's/^[0-9]* //' >"$work/order"
    run_in_order "$work/order"
    dump_store >"$work/shuffled"
    cmp -s "$work/forward" "$work/shuffled" ||
        fail "shuffle $seed differs: $(diff "$work/forward" "$work/shuffled" | head -n 5)"
    nhip 0 rebuild
done
