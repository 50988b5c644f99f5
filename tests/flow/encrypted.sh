#!/bin/sh
# A landing that is encrypted: nothing of it can be read without its key, and everything with it.
. "$(dirname "$0")/flow.lib"

now=2022-03-13T06:00:00
key1=000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
key2=f0f1f2f3f4f5f6f7f8f9fafbfcfdfeffe0e1e2e3e4e5e6e7e8e9eaebecedeeef

short() {
    new_deployment
    sed -i 's/^start: .*/start: 2022-03-10/; s/^every: .*/every: 1d/' "$work"/config/sources/*.yaml
}

# keys TEXT: what nhip.yaml says of the landing.
keys() {
    sed -i '/^landing:/d' "$work/config/nhip.yaml"
    [ -z "$1" ] || echo "landing: $1" >>"$work/config/nhip.yaml"
}

# damage FILE OFFSET: another byte there.
damage() {
    chmod u+w "$1"
    printf 'x' | dd of="$1" bs=1 seek="$2" conv=notrunc 2>/dev/null
}

# newest SOURCE/WINDOW: the number of its last attempt that has a folder.
newest() {
    ls "$work/state/landing/$1" | sort -n | tail -n 1
}

# --- the plain deployment, which the encrypted one must equal --------------------------------------
short
start_farend --seed 5 --per-day 60 --from 2022-03-01 --spoil 9
nhip 0 run --as-of $now
dump_store >"$work/plain"
nhip 0 quarantine list --format csv
cut -d, -f2- "$work/out" >"$work/plain-refused"
number=$(tail -n 1 "$work/out" | cut -d, -f1)
nhip 0 quarantine show "$number"
cp "$work/out" "$work/plain-refusal"
nhip 0 show dvcqg@2022-03-11
sed '/^Attempts/,/^$/d' "$work/out" >"$work/plain-shown"
nhip 0 show dvcqg@2022-03-11 --document page-0001.json
cp "$work/out" "$work/page"
cmp -s "$work/page" "$work/state/landing/dvcqg/2022-03-11/1/page-0001.json" ||
    fail 'a document is not shown as it landed'
canary=$(grep -rhoaE '000[0-9]{9}' "$work/state/landing/dvcqg" | head -n 1)
[ -n "$canary" ] || fail 'no identity number has landed'
grep -rqaF "$canary" "$work/state/landing" || fail 'the canary is not in the plain landing'

# --- encrypted: the same store, and no plain text in the landing -----------------------------------
short
keys '{key: {secret: landing-key, id: l1}}'
nhip 0 check
has 'check warns of a key that is missing' "$work/err" \
    "nhip.yaml:$(grep -n '^landing:' "$work/config/nhip.yaml" | cut -d: -f1):10: warning: credential landing-key is missing"
nhip 78 run --as-of $now
has 'a key that is missing is told' "$work/err" 'credential landing-key is missing'
[ -z "$(ls "$work/state/landing")" ] || fail 'a run without its key began'
secret landing-key "${key1}ab"
nhip 78 run --as-of $now
has 'a key of a wrong length is told' "$work/err" \
    'credential landing-key: a key of the landing has 64 hexadecimal digits, this has 66 characters'
lacks 'the key is not shown' "$work/err" "$key1"
secret landing-key $key1
nhip 0 run --as-of $now
dump_store >"$work/encrypted"
cmp "$work/plain" "$work/encrypted" || fail 'the encrypted deployment has another store'
nhip 0 quarantine list --format csv
cut -d, -f2- "$work/out" | cmp - "$work/plain-refused" || fail 'other records were refused'
nhip 0 quarantine show "$number"
cmp "$work/out" "$work/plain-refusal" || fail 'a refusal is shown otherwise'
nhip 0 show dvcqg@2022-03-11
sed '/^Attempts/,/^$/d' "$work/out" | cmp - "$work/plain-shown" || fail 'the batch is shown otherwise'
[ -z "$(grep -rlaF "$canary" "$work/state")" ] || fail 'the canary lies somewhere in the state'
find "$work/state/landing" -type f >"$work/files"
[ "$(wc -l <"$work/files")" -gt 20 ] || fail 'little has landed'
while read -r file; do
    is "$file" "$(head -c 5 "$file" | tail -c 4)" nhip
done <"$work/files"
[ -z "$(grep -rlaE 'https?://|"documents"|<[A-Z_]{6,}>' "$work/state/landing")" ] || fail 'plain text has landed'
[ -z "$(grep -rlaF $key1 "$work/state")" ] || fail 'the key lies in the state'
nhip 0 show dvcqg@2022-03-11 --document page-0001.json
cmp "$work/out" "$work/page" || fail 'a document is not decrypted as it came'
nhip 64 show dvcqg@2022-03-11 --document page-0999.json
has 'a document that is not there is told' "$work/err" "attempt 1 of dvcqg@2022-03-11 has no document"
nhip 64 show dvcqg@2021-01-01 --document page-0001.json
has 'a batch that is not there is told' "$work/err" "nothing of a batch 'dvcqg@2021-01-01' has landed"

# The store is lost: all comes back from the landing, with the far ends down.
stop_farend
rm "$work/state"/store.db*
nhip 0 run --as-of $now
dump_store | cmp - "$work/plain" || fail 'the landing did not give the store back'

# --- what others can read with openssl alone ------------------------------------------------------
# decrypt FILE KEY: the plain bytes on standard output, by the description in core/cipher.h.
decrypt() {
    id_size=$(od -An -tu1 -j8 -N1 "$1" | tr -d ' ')
    salt=$(od -An -v -tx1 -j$((9 + id_size)) -N32 "$1" | tr -d ' \n')
    derived=$(openssl kdf -keylen 40 -kdfopt digest:SHA256 -kdfopt "hexkey:$2" -kdfopt "hexsalt:$salt" \
        -kdfopt 'info:nhip stream 1' HKDF | tr -d ':\n' | tr A-F a-f)
    is 'the check of the key' "$(od -An -v -tx1 -j$((41 + id_size)) -N8 "$1" | tr -d ' \n')" \
        "$(echo "$derived" | cut -c65-80)"
    at=$((49 + id_size)) number=0 size=$(wc -c <"$1")
    while [ $at -lt "$size" ]; do
        last=0 length=$((size - at))
        if [ $length -gt 65552 ]; then length=65552; else last=1; fi
        tail -c +$((at + 1)) "$1" | head -c $((length - 16)) | openssl enc -d -aes-256-ctr \
            -K "$(echo "$derived" | cut -c1-64)" -iv "$(printf '%016x000000%02x00000002' $number $last)"
        at=$((at + length)) number=$((number + 1))
    done
}
decrypt "$work/state/landing/dvcqg/2022-03-11/1/page-0001.json" $key1 | cmp - "$work/page" ||
    fail 'openssl gives another document'
large=$(find "$work/state/landing" -type f -size +66k | head -n 1)
[ -n "$large" ] || fail 'no document is longer than a part'
place=${large#"$work/state/landing/"}
batch=${place%%/*}@$(echo "$place" | cut -d/ -f2)
nhip 0 show "$batch" --document "$(basename "$large")"
decrypt "$large" $key1 | cmp - "$work/out" || fail 'openssl gives another document of several parts'
decrypt "$work/state/landing/dvcqg/2022-03-11/1/manifest.json" $key1 >"$work/manifest"
has 'the manifest is encrypted too' "$work/manifest" "\"sha256\": \"$(sha256sum <"$work/page" | cut -c1-64)\""

# --- a wrong key is no damage: nothing is fetched again, and the right key puts it right -----------
rm "$work/state"/store.db*
secret landing-key $key2
nhip 78 run dvcqg --as-of $now
has 'a wrong key is told' "$work/err" "manifest.json cannot be decrypted: the key 'l1' is another one"
nhip 78 show dvcqg@2022-03-11 --document page-0001.json
is 'nothing is shown' "$(wc -c <"$work/out")" 0
nhip 0 status
secret landing-key $key1
nhip 0 plan dvcqg --as-of $now --format csv
lacks 'nothing is to be fetched' "$work/out" ',fetch,'
nhip 0 run --as-of $now
dump_store | cmp - "$work/plain" || fail 'the right key did not give the store back'

# --- keys rotate: old files read by the old key, new ones are written with the new one -------------
start_farend --seed 5 --per-day 60 --from 2022-03-01 --spoil 9
secret landing-key-2023 $key2
keys '{key: {secret: landing-key-2023, id: l2}}'
rm "$work/state"/store.db*
nhip 78 run dvcqg --as-of $now
has 'an old key is missed' "$work/err" "no key has the id 'l1'; hint: name it under"
keys '{key: {secret: landing-key-2023, id: l2}, old_keys: [{secret: landing-key, id: l1}]}'
nhip 0 run --as-of $now
nhip 0 run dvcqg --as-of $now --from 2022-03-11 --to 2022-03-12
new=$(newest dvcqg/2022-03-11)
[ "$new" != 1 ] || fail 'it was not fetched anew'
is 'the key of what is new' "$(head -c 11 "$work/state/landing/dvcqg/2022-03-11/$new/page-0001.json" | tail -c 2)" l2
dump_store | cmp - "$work/plain" || fail 'another key gave another store'
nhip 0 show dvcqg@2022-03-11 --document page-0001.json --attempt 1
cmp "$work/out" "$work/page" || fail 'what lies under the old key is another document'
nhip 0 show dvcqg@2022-03-11 --document page-0001.json --attempt "$new"
cmp "$work/out" "$work/page" || fail 'what lies under the new key is another document'
keys '{key: {secret: landing-key-2023, id: l1}, old_keys: [{secret: landing-key, id: l1}]}'
nhip 78 check
has 'two keys of one name are a mistake' "$work/err" "two keys of the landing have the id 'l1'"

# --- what was changed is refused, and fetched again -----------------------------------------------
for what in page-0001.json:200 manifest.json:80; do
    short
    keys '{key: {secret: landing-key, id: l1}}'
    sed -i 's/^quarantine: .*/quarantine: {share: 1}/' "$work/config/sources/dvcqg.yaml"
    nhip 2 run --as-of $now
    cp "$root/config/sources/dvcqg.yaml" "$work/config/sources/"
    sed -i 's/^start: .*/start: 2022-03-10/' "$work/config/sources/dvcqg.yaml"
    nhip 0 plan dvcqg --as-of $now --format csv
    has 'it only has to be loaded' "$work/out" ',load,failed'
    damage "$work/state/landing/dvcqg/2022-03-10/1/${what%:*}" "${what#*:}"
    nhip 65 run --as-of $now
    has 'a change is told' "$work/err" "${what%:*} cannot be decrypted: from byte 0 on"
    is 'nothing of the batch is loaded' \
        "$(sql "SELECT count(*) FROM nhip_batch WHERE batch = 'dvcqg@2022-03-10'")" 0
    nhip 0 run --as-of $now
    dump_store | cmp - "$work/plain" || fail 'what was changed did not come again'
done

# --- a landing from before there were keys is read, unless that is refused -------------------------
short
nhip 0 run --as-of $now
keys '{key: {secret: landing-key, id: l1}}'
rm "$work/state"/store.db*
nhip 0 run --as-of $now
dump_store | cmp - "$work/plain" || fail 'what had landed plain gave another store'
keys '{key: {secret: landing-key, id: l1}, plain: false}'
nhip 65 show dvcqg@2022-03-11 --document page-0001.json
has 'plain files are refused where it is said' "$work/err" "which 'landing: {plain: false}' in nhip.yaml refuses"
