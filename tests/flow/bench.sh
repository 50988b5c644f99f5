#!/bin/sh
# The bench on a small document: every tool runs, no record is lost, and the peers that are installed
# give the same output.  No time is asserted: that would be a test of the machine.
. "$(dirname "$0")/flow.lib"
: "${TOOLS:?the programs of tests/bench}"

bench() {
    status=$1
    shift
    env NHIP="$NHIP" TOOLS="$TOOLS" BENCH_SHORT=1 BENCH_ROUNDS=1 "$@" scripts/bench \
        >"$work/out" 2>"$work/err"
    _got=$?
    [ "$_got" = "$status" ] || fail "the bench ended with $_got: $(cat "$work/out")"
}

bench 0 BENCH_RECORDS=1000
for row in 'inflate + parse with empty handlers' 'nhip run from drop folder into SQLite' \
    'Jansson alone' 'inflate + outer parse + base64 + inner parse' 'Java StAX to JSON lines' \
    'Python lxml + sqlite3' 'the night' 'a text of 1 MB, unmapped'; do
    has 'the report' "$work/out" "$row"
done

# --- a run that did not do its work is told --------------------------------------------------------
cat >"$work/forgetful" <<END
#!/bin/sh
case \$1 in
convert) "$NHIP" "\$@" | sed 1d ;;
*) exec "$NHIP" "\$@" ;;
esac
END
chmod +x "$work/forgetful"
bench 1 BENCH_RECORDS=1000 NHIP="$work/forgetful"
has 'a lost record' "$work/err" 'bench: convert lost records'
bench 1 BENCH_RECORDS=many
has 'a wrong number' "$work/err" "bench: BENCH_RECORDS is 'many'; expected a number"
