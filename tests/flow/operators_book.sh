#!/bin/sh
# The operator's book, chapter by chapter: every command that docs/operations.md shows in a block
# "```sh NAME" is run in the situation of that name, and ends as the page says.
#
# A situation is prepared here by the function before_NAME.  A command whose comment has "exit N"
# must end with N, all others with 0.
. "$(dirname "$0")/flow.lib"

page=$root/docs/operations.md
now=2022-03-15T06:00:00
export NHIP_ACTOR=user:lan

# The page's nhip is the program, at the page's time.
mkdir "$work/bin"
cat >"$work/bin/nhip" <<END
#!/bin/sh
exec "$NHIP" "\$@" --as-of "\$NOW"
END
chmod +x "$work/bin/nhip"
PATH=$work/bin:$PATH

# New sources that have one window a day since 10 March.
new_house() {
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
    rm -f "$work/drop"/*
    start_farend --seed 5 --per-day 12 --from 2022-03-01 "$@"
}

# A house where all went well until the morning of 14 March.
quiet_house() {
    new_house "$@"
    nhip 0 run --as-of 2022-03-14T06:00:00
}

before_a_day() {
    quiet_house
}

before_a_failed_night() {
    quiet_house
    stop_farend
    nhip 69 run --as-of 2022-03-15T05:00:00
}

before_the_portal_is_back() {
    start_farend --seed 5 --per-day 12 --from 2022-03-01
}

before_a_broken_source() {
    quiet_house
    start_farend --seed 5 --per-day 12 --from 2022-03-01 --fault dvcqg:html200:1
}

before_once_more() {
    :
}

before_a_window_without_data() {
    :
}

before_refused_records() {
    quiet_house
}

before_a_list_mended() {
    quiet_house
    sed -i 's/^list:/list:\n  - {code: "77", vi: "Mới", en: "new kind"}/' \
        "$work/config/codes/dvcqg.trang-thai.yaml"
}

before_a_mapping_mended() {
    quiet_house
    mkdir "$work/config/old"
    cp "$work/config/mappings/ho-so.yaml" "$work/config/old"
    sed -i 's/^version: 1/version: 2/' "$work/config/mappings/ho-so.yaml"
}

before_a_disk_full() {
    quiet_house
    sed -i 's/^disk:.*/disk: {free: 900000GiB}/' "$work/config/nhip.yaml"
}

before_room_again() {
    sed -i 's/^disk:.*/disk: {free: 1MiB}/' "$work/config/nhip.yaml"
}

before_a_host_lost() {
    quiet_house
    hold_lease 3600
}

before_the_lease_is_over() {
    hold_lease -60
}

# A lease of a host that will not come back, which ends in so many seconds.
hold_lease() {
    sqlite3 "$work/state/ledger.db" "DELETE FROM lease; INSERT INTO lease (source, host, process, actor,
        since, beat_at, expires_at) SELECT 'dvcqg', 'dem-cu', 4711, 'timer:nhip@dvcqg',
        1000000 * (now - 7200), 1000000 * (now - 3600), 1000000 * (now + $1)
        FROM (SELECT unixepoch() AS now)" || fail 'no lease'
}

before_a_store_that_differs() {
    quiet_house
    sqlite3 "$work/state/store.db" "UPDATE ho_so SET trang_thai_quoc_gia = '1' WHERE ma_ho_so =
        (SELECT min(ma_ho_so) FROM ho_so)"
}

before_an_audit() {
    quiet_house
}

# run_block NAME: the lines of one block, each with the status that its comment says.
run_block() {
    while read -r line; do
        case $line in '' | '#'*) continue ;; esac
        wanted=$(printf '%s' "$line" | sed -n 's/.*#.*exit \([0-9]*\).*/\1/p')
        (cd "$work" && NOW=$now sh -c "$line") >"$work/out" 2>"$work/err" </dev/null
        got=$?
        [ "$got" = "${wanted:-0}" ] ||
            fail "$1: $line: ended with $got, expected ${wanted:-0}: $(tail -n 5 "$work/out")"
        case $line in *'>'*) continue ;; esac
        [ -s "$work/out" ] || [ -s "$work/err" ] || fail "$1: $line: says nothing"
    done
}

names=$(sed -n 's/^```sh \([a-z-]*\)$/\1/p' "$page")
[ "$(printf '%s\n' "$names" | sort -u | wc -l)" -ge 10 ] || fail 'the book has too few chapters'
[ "$(printf '%s\n' "$names" | sort | uniq -d)" = '' ] || fail 'two blocks have one name'
for name in $names; do
    before=before_$(printf '%s' "$name" | tr - _)
    "$before" || fail "nothing is known of '$name'"
    awk -v name="$name" '$0 == "```sh " name { inside = 1; next } /^```/ { inside = 0 } inside' "$page" \
        >"$work/block"
    run_block "$name" <"$work/block"
done
