#!/bin/sh
# Retention: what may go goes, and is told; what anything needs stays, whatever its age.
. "$(dirname "$0")/flow.lib"

now=2022-03-13T06:00:00
later=2023-05-01T06:00:00
landing=$work/state/landing

short() {
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
}

# retention TEXT: what nhip.yaml says of it.
retention() {
    sed -i '/^retention:/d' "$work/config/nhip.yaml"
    echo "retention: $1" >>"$work/config/nhip.yaml"
}

ledger() {
    sqlite3 -batch "$work/state/ledger.db" "$1" || fail "sqlite3: $1"
}

# attempts SOURCE: what lies in the landing of a source, sealed or not.
attempts() {
    (cd "$landing" && find "$1" -mindepth 2 -type d 2>/dev/null | sort | tr '\n' ' ')
}

# everything: all that a command could have touched, but for the audit, which has every command.
everything() {
    (cd "$work/state" && find landing -type f | sort | xargs -r sha256sum)
    ledger 'SELECT * FROM batch; SELECT * FROM attempt; SELECT * FROM quarantine; SELECT * FROM event'
    dump_store
}

short
start_farend --seed 5 --per-day 30 --from 2022-03-01 --spoil 9
nhip 65 purge
has 'without a ledger nothing is known' "$work/err" 'there is no ledger at'
nhip 0 run --as-of $now
dump_store >"$work/clean"
everything >"$work/before"

# --- nothing is said: nothing goes ----------------------------------------------------------------
nhip 0 purge --as-of 2025-01-01 --format csv
is 'nothing went' "$(wc -l <"$work/out")" 1
everything | cmp - "$work/before" || fail 'a purge without retention touched something'
nhip 0 audit list
has 'the audit has it' "$work/out" 'purge --as-of 2025-01-01 --format csv'

# --- by age: shown first, then gone, but for the newest snapshot ----------------------------------
retention '{landing: 400d, quarantine: 400d}'
nhip 0 purge --as-of 2023-04-01 --dry-run --format csv
is 'what is younger stays' "$(wc -l <"$work/out")" 1
nhip 64 purge --as-of 2099-01-01
has 'why not' "$work/err" '--as-of is in the future'
everything | cmp - "$work/before" || fail 'what is not due yet went'
nhip 0 purge --as-of 2099-01-01 --dry-run --format csv
has 'what will go then' "$work/out" ',landed before 2097-11-27T00:00:00'
nhip 0 purge --as-of $later --dry-run --format csv
everything | cmp - "$work/before" || fail 'a dry run touched something'
has 'what goes' "$work/out" 'dvcqg,dvcqg@2022-03-10,1,landing,,'
has 'and why' "$work/out" ',landed before 2022-03-27T06:00:00'
has 'refusals too' "$work/out" ',refusals,'
has 'the sum is told' "$work/err" 'purge would remove landings='
lacks 'the newest snapshot stays' "$work/out" 'thu-tuc@2022-03-13,1,landing'
cp "$work/out" "$work/shown"
bytes=$(cd "$landing" && find dvcqg bhyt -type f -exec cat {} + | wc -c)
is 'bytes' "$(awk -F, '$1 == "dvcqg" || $1 == "bhyt" { sum += $6 } END { print sum }' "$work/out")" "$bytes"
nhip 0 purge --as-of $later --format csv
cmp "$work/out" "$work/shown" || fail 'the purge did something else than was shown'
is 'gone' "$(attempts dvcqg)$(attempts bhyt)$(attempts don-vi)" ''
[ ! -d "$landing/dvcqg" ] || fail 'an empty folder was left'
is 'the newest snapshot' "$(attempts thu-tuc)" 'thu-tuc/2022-03-13/1 '
dump_store | cmp - "$work/clean" || fail 'a purge changed the store'
is 'no refusal is left' "$(ledger 'SELECT count(*) FROM quarantine')" 0
nhip 0 purge --as-of $later --format csv
is 'once is enough' "$(wc -l <"$work/out")" 1

# --- what was purged is carried over when the store is made anew -----------------------------------
nhip 0 rebuild --as-of $now --format csv
grep -A99 '^source,batches,rows' "$work/out" >"$work/carried"
has 'how much, and from how many batches' "$work/carried" \
    "dvcqg,3,$(sql "SELECT count(*) FROM ho_so WHERE nguon = 'dvcqg'")"
lacks 'none of them is told one by one' "$work/out" 'dvcqg@'
lacks 'nor in the log' "$work/err" 'dvcqg@'
nhip 0 rebuild --as-of $now
has 'what that means' "$work/out" 'the landing was purged, so nothing proves these rows'
lacks 'nothing differs' "$work/out" differs
nhip 0 rebuild --swap --as-of $now
dump_store | cmp - "$work/clean" || fail 'a swap lost what was purged'
nhip 0 rebuild --as-of $now
sqlite3 "$work/state/store.db" "UPDATE thu_tuc SET ten_tthc = 'khác'"
nhip 65 rebuild --as-of $now
has 'what has landed is compared' "$work/err" "'nhip rebuild --swap' puts that in the place"
nhip 0 rebuild --swap --as-of $now
dump_store | cmp - "$work/clean" || fail 'a swap did not mend what has landed'

# A table that no mapping makes any more has rows that nothing else has: they are not dropped.
cp -r "$work/config" "$work/kept_config"
sed -i 's/^mapping: kcb$/mapping: kcb_moi/' "$work"/config/mappings/*.yaml
sed -i 's/^mappings: \[kcb\]/mappings: [kcb_moi]/' "$work/config/sources/bhyt.yaml"
nhip 65 rebuild --swap --as-of $now
has 'why' "$work/out" 'no mapping makes table kcb any more'
cp -r "$work/state" "$work/kept_state"
nhip 0 rerun bhyt@2022-03-10 bhyt@2022-03-11 bhyt@2022-03-12 --from fetch --as-of $now
nhip 0 rebuild --swap --as-of $now
is 'what has landed again' "$(sql 'SELECT count(*) > 0 FROM kcb_moi')" 1
rm -rf "$work/state" && mv "$work/kept_state" "$work/state"
rm -rf "$work/config" && mv "$work/kept_config" "$work/config"
dump_store | cmp - "$work/clean" || fail 'a swap dropped a table with rows of what was purged'

# --- a purged batch stays loaded, and whoever would load it again is told --------------------------
nhip 0 plan --as-of $now --format csv
is 'nothing is due' "$(wc -l <"$work/out")" 1
nhip 0 show dvcqg@2022-03-11 --format csv
has 'its attempt says when' "$work/out" ',2023-05-01T06:00:00,'
nhip 0 log dvcqg@2022-03-11
has 'so does its history' "$work/out" 'landed before 2022-03-27T06:00:00'
for command in 'reload' 'rerun --from load'; do
    # shellcheck disable=SC2086
    nhip 65 $command --as-of $now dvcqg@2022-03-11
    has "$command says it" "$work/err" \
        'its landing was purged at 2023-05-01T06:00:00; hint: nhip rerun dvcqg@2022-03-11 --from fetch'
done
nhip 0 reload --all --dry-run dvcqg --as-of $now
has 'the plan says it' "$work/out" 'but its landing was purged at 2023-05-01T06:00:00'
nhip 0 plan --as-of $now --format csv
is 'still nothing is due' "$(wc -l <"$work/out")" 1
sed -i 's/^version: .*/version: 99/' "$work/config/mappings/ho-so.yaml"
nhip 0 rerun --outdated dvcqg --dry-run --as-of $now --format csv
has 'what is outdated and purged is to be fetched' "$work/out" ',fetch,mapping changed'
nhip 65 reload dvcqg --as-of $now
has 'and cannot be loaded again' "$work/err" 'dvcqg@2022-03-12 not loaded: its landing was purged at'
cp "$root/config/mappings/ho-so.yaml" "$work/config/mappings/"
nhip 64 show dvcqg@2022-03-11 --document page-0001.json
has 'a document says it' "$work/err" 'purged at 2023-05-01T06:00:00'
nhip 0 rerun dvcqg@2022-03-11 --as-of $now --from fetch
is 'it can be fetched again' "$(attempts dvcqg)" 'dvcqg/2022-03-11/2 '
dump_store | cmp - "$work/clean" || fail 'fetching again changed the store'
nhip 0 reload dvcqg@2022-03-11 --as-of $now
has 'what is missed is told' "$work/err" 'loaded without what only attempt 1 had landed: its landing was purged'

# A store that is lost is rebuilt from what there is, and what there is not is told.
cp -r "$work/state" "$work/kept_state"
rm "$work/state"/store.db*
nhip 2 rebuild --swap --as-of $now --format csv
has 'what is lost' "$work/out" 'bhyt@2022-03-11,attempt 1: its landing was purged at 2023-05-01T06:00:00 and the store does not have it'
is 'it is told once' "$(cat "$work/out" "$work/err" | grep -c 'bhyt@2022-03-11.*purged')" 1
has 'and how it comes back' "$work/err" "'nhip run' fetches those that are due again"
[ "$(sql 'SELECT count(*) FROM thu_tuc')" -gt 0 ] || fail 'what has landed was not rebuilt'
nhip 0 run --as-of $now
dump_store | cut -d, -f1-3 >"$work/back"
cut -d, -f1-3 "$work/clean" | cmp - "$work/back" || fail 'a run after a rebuild did not bring back what was purged'
rm -rf "$work/state" && mv "$work/kept_state" "$work/state"

# A store that is lost fetches again what was purged.
rm "$work/state"/store.db*
nhip 0 plan --as-of $now --format csv
nhip 0 run --as-of $now
dump_store | cut -d, -f1-3 >"$work/back"
cut -d, -f1-3 "$work/clean" | cmp - "$work/back" || fail 'what was purged did not come back from the far ends'

# --- what is needed stays, whatever its age --------------------------------------------------------
# keeps WHAT: nothing goes of dvcqg.
keeps() {
    attempts dvcqg >"$work/kept"
    refused=$(ledger "SELECT count(*) FROM quarantine WHERE source = 'dvcqg'")
    nhip 0 purge dvcqg --as-of 2025-01-01 --format csv
    is "$1: nothing is told to go" "$(wc -l <"$work/out")" 1
    attempts dvcqg | cmp - "$work/kept" || fail "$1: a landing that is needed went"
    is "$1: refusals" "$(ledger "SELECT count(*) FROM quarantine WHERE source = 'dvcqg'")" "$refused"
    [ -s "$work/kept" ] || fail "$1: nothing was there"
}

short
retention '{landing: 1d, landing_size: 1, quarantine: 1d}'
sed -i 's/^quarantine: .*/quarantine: {count: 0}/' "$work/config/sources/dvcqg.yaml"
nhip 2 run dvcqg --as-of 2022-03-12T06:00:00
keeps 'failed batches'
sed -i 's/^quarantine: .*/quarantine: {share: 100}/' "$work/config/sources/dvcqg.yaml"
nhip 0 run dvcqg --as-of $now
cp -r "$work/state" "$work/loaded"
echo 'retention: {}' >>"$work/config/sources/dvcqg.yaml"
keeps 'a source that keeps everything'
sed -i '/^retention:/d' "$work/config/sources/dvcqg.yaml"
sed -i 's/^version: .*/version: 99/' "$work/config/mappings/ho-so.yaml"
keeps 'outdated batches'
cp "$root/config/mappings/ho-so.yaml" "$work/config/mappings/"
ledger "UPDATE batch SET state = 'loading' WHERE source = 'dvcqg'"
keeps 'a load that did not end'
ledger "UPDATE batch SET state = 'loaded' WHERE source = 'dvcqg'"
mv "$work/state/store.db" "$work/store.db"
keeps 'a store that is lost'
mv "$work/store.db" "$work/state/store.db"
ledger "DELETE FROM attempt; DELETE FROM batch"
rm -f "$work/kept" && attempts dvcqg >"$work/kept"
nhip 0 purge dvcqg --as-of 2025-01-01 --format csv
attempts dvcqg | cmp - "$work/kept" || fail 'what the ledger does not know went'

# --- a source that is being run is left out ----------------------------------------------------------
rm -rf "$work/state" && cp -r "$work/loaded" "$work/state"
flock "$work/state/locks/dvcqg.lock" "$NHIP" purge --as-of 2025-01-01 >"$work/out" 2>"$work/err"
is 'a source that is being run' $? 75
has 'who runs it' "$work/err" 'dvcqg not purged: source dvcqg is being run by'
[ -n "$(attempts dvcqg)" ] || fail 'a source that is being run was purged'

hour=3600000000
ledger "INSERT INTO lease (source, host, process, since, actor, beat_at, expires_at)
    SELECT 'dvcqg', 'elsewhere', 1, t, 'user:lan', t, t + $hour FROM (SELECT strftime('%s', 'now') * 1000000 AS t)"
nhip 75 purge dvcqg --as-of 2025-01-01
has 'on another machine too' "$work/err" 'dvcqg not purged: source dvcqg is being run by user:lan'
[ -n "$(attempts dvcqg)" ] || fail 'a source that is being run elsewhere was purged'
ledger 'DELETE FROM lease'

# --- leftovers: of fetches that did not end, and of purges that were killed -------------------------
mkdir -p "$landing/dvcqg/2022-03-10/7" "$landing/dvcqg/2022-02-01/1"
echo page >"$landing/dvcqg/2022-03-10/7/page-0001.json"
echo part >"$landing/dvcqg/2022-03-10/7/.page-0002.json.part"
ledger "UPDATE attempt SET purged_at = 1 WHERE batch = 'dvcqg@2022-03-11'"
ledger "UPDATE attempt SET purged_at = 1 WHERE batch = 'dvcqg@2022-03-12'"
rm -f "$landing"/dvcqg/2022-03-12/*/manifest.json
retention '{}'
nhip 0 purge --as-of $now --format csv
has 'a fetch that did not end' "$work/out" 'dvcqg,dvcqg@2022-03-10,7,leftover,,10,its fetch did not end'
has 'an empty one' "$work/out" 'dvcqg,dvcqg@2022-02-01,1,leftover,,0,its fetch did not end'
has 'a purge that did not remove' "$work/out" 'dvcqg@2022-03-11,1,leftover,'
has 'nor all' "$work/out" 'dvcqg@2022-03-12,1,leftover,'
is 'what is left' "$(attempts dvcqg)" 'dvcqg/2022-03-10/1 '

# What has landed and lost its manifest is none: a backup may have that.
rm -rf "$work/state" && cp -r "$work/loaded" "$work/state"
mv "$landing/dvcqg/2022-03-12/1/manifest.json" "$work/manifest"
nhip 0 purge --as-of $now
has 'it is told' "$work/err" 'dvcqg@2022-03-12 attempt 1 has lost its manifest, and what it landed stays'
mv "$work/manifest" "$landing/dvcqg/2022-03-12/1/manifest.json"
nhip 0 rerun dvcqg@2022-03-12 --from load --as-of $now
mv "$landing/dvcqg/2022-03-12/1/manifest.json" "$work/manifest"
nhip 0 purge dvcqg@2022-03-12 --attempt 1 --reason 'no backup has it' --as-of $now
[ ! -e "$landing/dvcqg/2022-03-12/1" ] || fail 'what is given up stays'

# A purge that fails in its middle, as one that is killed, is ended by the next.
retention '{landing: 1d, quarantine: 1d}'
rm -rf "$work/state" && cp -r "$work/loaded" "$work/state"
mkdir "$landing/dvcqg/2022-03-11/1/in-the-way"
nhip 74 purge --as-of 2025-01-01
has 'what is in the way is named' "$work/err" 'purging dvcqg/2022-03-11/1: cannot remove '
is 'how far it came' "$(cd "$landing" && find dvcqg -name manifest.json)" 'dvcqg/2022-03-12/1/manifest.json'
is 'all is on record before' "$(ledger 'SELECT count(*) FROM attempt WHERE purged_at IS NOT NULL')" 3
nhip 0 plan dvcqg --as-of $now --format csv
is 'nothing is due' "$(wc -l <"$work/out")" 1
rmdir "$landing/dvcqg/2022-03-11/1/in-the-way"
nhip 0 purge --as-of 2025-01-01
is 'nothing is left' "$(attempts dvcqg)" ''
is 'each is on record once' "$(ledger "SELECT count(*), count(DISTINCT batch) FROM event WHERE state = 'purged'")" '3|3'

# What was refused is still told when its document is gone.
rm -rf "$work/state" && cp -r "$work/loaded" "$work/state"
retention '{landing: 1d}'
nhip 0 purge --as-of $later
number=$(ledger "SELECT min(number) FROM quarantine WHERE source = 'dvcqg'")
nhip 0 quarantine show "$number"
cat "$work/err" >>"$work/out"
has 'why it cannot be shown' "$work/out" 'any more: its landing was purged at 2023-05-01T06:00:00'

# --- by size: what newer landings have replaced, the oldest first ---------------------------------
rm -rf "$work/state" && cp -r "$work/loaded" "$work/state"
nhip 0 rerun dvcqg@2022-03-10 dvcqg@2022-03-11 --from fetch --as-of 2022-03-14T06:00:00
nhip 0 rerun dvcqg@2022-03-10 --from fetch --as-of 2022-03-15T06:00:00
all=$(cd "$landing" && find dvcqg -type f -exec cat {} + | wc -c)
retention "{landing_size: $((all - 1))}"
nhip 0 purge --as-of 2022-03-16 --format csv
is 'the oldest that was replaced' "$(cut -d, -f2,3,4 "$work/out" | tail -n +2)" 'dvcqg@2022-03-10,1,landing'
has 'and why' "$work/out" ',"replaced, and the source has over '
retention "{landing_size: 1}"
nhip 0 purge --as-of 2022-03-16 --format csv
is 'all that was replaced' "$(cut -d, -f2 "$work/out" | tail -n +2 | tr '\n' ' ')" \
    'dvcqg@2022-03-10 dvcqg@2022-03-11 '
has 'what is loaded stays, and that is told' "$work/err" 'dvcqg'
has 'with what to do' "$work/err" "hint: a 'landing' in its retention lets them go by age"
is 'one for each batch' "$(attempts dvcqg | wc -w)" 3

# --- a landing that is damaged is given up -----------------------------------------------------------
rm -rf "$work/state" && cp -r "$work/loaded" "$work/state"
rm "$work/state"/store.db*
page=$landing/dvcqg/2022-03-10/1/page-0001.json
chmod u+w "$page" && printf 'x' | dd of="$page" bs=1 seek=20 conv=notrunc 2>/dev/null
nhip 65 run dvcqg --as-of $now
nhip 65 run dvcqg --as-of $now
has 'what was landed before is damaged' "$work/err" "give it up with 'nhip purge dvcqg@2022-03-10 --attempt 1"
nhip 64 purge dvcqg@2022-03-10 --attempt 1
has 'a reason is wanted' "$work/err" 'needs a --reason'
nhip 64 purge dvcqg@2022-03-10
nhip 64 purge dvcqg --attempt 1
nhip 64 purge dvcqg@2022-03-10 --attempt 77 --reason x
has 'what is not there is told' "$work/err" 'attempt 77 of dvcqg@2022-03-10 does not lie in the landing'
nhip 0 purge dvcqg@2022-03-10 --attempt 1 --reason 'the disk broke it'
nhip 0 run dvcqg --as-of $now
nhip 0 audit list
has 'the audit knows why' "$work/out" 'the disk broke it'
[ "$(sql "SELECT count(*) FROM ho_so WHERE batch = 'dvcqg@2022-03-10'")" -gt 0 ] || fail 'it did not come again'

nhip 64 purge nowhere
has 'a source that is not there is told' "$work/err" "no source 'nowhere'"

# --- a wrong retention is a mistake -----------------------------------------------------------------
retention '{landing: 50GiB}'
nhip 78 check
has 'an age is no size' "$work/err" "'landing' does not accept '50GiB'"
