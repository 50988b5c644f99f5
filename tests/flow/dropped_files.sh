#!/bin/sh
# Files dropped into a folder: changed, moved, with long names, unreadable; and a store that is lost
# when the files are gone.
. "$(dirname "$0")/flow.lib"

# A deployment of one source, whose files are invented slips.
slips() { # SETTLE
    empty_deployment
    cat >"$work/config/mappings/phieu.yaml" <<'YAML'
mapping: phieu
format: xml
record: DS/PHIEU
key: [so]
fields:
  - {name: so, path: SO, type: text}
  - {name: tien, path: TIEN, type: decimal, scale: 0}
YAML
    cat >"$work/config/sources/phieu.yaml" <<YAML
source: phieu
connector: drop
format: xml
mappings: [phieu]
options: {folder: $work/drop, settle: $1}
YAML
}

# drop NAME NUMBER=AMOUNT...
drop() {
    name=$1
    shift
    {
        echo '<DS>'
        for slip in "$@"; do
            echo "<PHIEU><SO>${slip%=*}</SO><TIEN>${slip#*=}</TIEN></PHIEU>"
        done
        echo '</DS>'
    } >"$work/slip.part"
    mv "$work/slip.part" "$work/drop/$name"
}

rows() {
    sql "SELECT group_concat(so || '=' || tien, ' ') FROM (SELECT * FROM phieu ORDER BY so)"
}

lose_store() {
    rm -f "$work/state/store.db" "$work/state/store.db-wal" "$work/state/store.db-shm"
}

# --- who drops nothing but what cannot be read is not up to date ---------------------------------------
slips keep
echo 'freshness: {error: 1d}' >>"$work/config/sources/phieu.yaml"
drop a.xml A=1
nhip 0 run --as-of 2022-03-10T06:00:00
nhip 0 fresh --as-of 2022-03-11T06:00:00
echo '<DS><PHIEU>' >"$work/drop/b.xml"
nhip 2 run --as-of 2022-03-11T06:00:00
nhip 1 fresh --as-of 2022-03-11T06:00:01
has 'what was refused whole makes nothing fresh' "$work/out" 'a.xml   2022-03-10T06:00:00'
nhip 0 status --as-of 2022-03-11T06:00:01
has 'and is seen' "$work/out" 'stale'
has 'in the strip' "$work/out" '#!'
nhip 0 quarantine drop 1 --reason 'nobody mends it' --as-of 2022-03-11T06:00:02
nhip 0 fresh --as-of 2022-03-12T06:00:00

# --- a file that never stops changing keeps no other from being loaded --------------------------------
slips keep
head -c 20000000 /dev/zero >"$work/drop/a.xml"
drop b.xml A=1
{
    for _ in $(seq 3000); do
        echo >>"$work/drop/a.xml"
        sleep 0.01
    done
} &
run=$!
nhip 75 run
kill "$run"
reap
has 'it is left' "$work/err" 'a.xml has changed since it was listed'
has 'the next one is loaded' "$work/err" 'phieu@b.xml loaded received=1'
lacks 'none is left for it' "$work/err" 'its other windows stay due'

# --- a changed file is loaded again, and what only its first form had stays ---------------------------
slips keep
drop a.xml A=5 B=7
nhip 0 run
drop a.xml A=6
nhip 0 run
is 'the newest wins' "$(rows)" 'A=6 B=7'
lose_store
nhip 0 run
is 'also when the store is made again' "$(rows)" 'A=6 B=7'

# --- files that were moved away come back from the landing --------------------------------------------
for how in run forced loading failed; do
    slips move
    drop a.xml A=1
    drop b.xml B=2
    nhip 0 run
    is 'both are loaded' "$(rows)" 'A=1 B=2'
    is 'and moved' "$(find "$work/drop" -maxdepth 1 -name '*.xml')" ''
    lose_store
    case $how in
    forced) nhip 0 run --force ;;
    loading | failed)
        sqlite3 "$work/state/ledger.db" "UPDATE batch SET state = '$how'"
        nhip 0 run
        ;;
    *) nhip 0 run ;;
    esac
    is "both are back ($how)" "$(rows)" 'A=1 B=2'
    nhip 0 run
    has "then nothing is due ($how)" "$work/err" 'run batches=0 '
done

# --- a file that is loaded and could not be moved is moved by the next run -----------------------------
slips move
drop a.xml A=1
: >"$work/drop/done"
nhip 2 run
has 'it is told' "$work/err" 'phieu@a.xml loaded, but not acknowledged: '
nhip 2 run
has 'again, as long as it is so' "$work/err" 'phieu@a.xml loaded, but not acknowledged: '
has 'though nothing is due' "$work/err" 'run batches=0 '
rm "$work/drop/done"
nhip 0 run
is 'it is moved' "$(cd "$work/drop" && find . -name '*.xml')" ./done/a.xml
drop a.xml A=2
: >"$work/drop/b.xml"
nhip 2 run
is 'one that is new is loaded first' "$(rows)" 'A=2'

# --- names as long as the system allows ---------------------------------------------------------------
slips keep
drop "$(printf 'x%.0s' $(seq 251)).xml" A=1
drop "$(printf 'ờ%.0s' $(seq 82)).xml" B=2
nhip 0 run
is 'long names' "$(rows)" 'A=1 B=2'
nhip 0 run
has 'and once only' "$work/err" 'run batches=0 '

# --- one file that cannot be used leaves the others ---------------------------------------------------
slips keep
ln -s /etc/hostname "$work/drop/a.xml"
drop b.xml B=2
nhip 65 run
is 'the other is loaded' "$(rows)" 'B=2'
has 'it is named' "$work/err" 'phieu@a.xml failed kind=data: a.xml is a symbolic link'

# --- a folder that is gone is seen as such ------------------------------------------------------------
slips keep
drop a.xml A=1
nhip 0 run
nhip 0 check
lacks 'a folder that is there' "$work/err" 'warning'
mv "$work/drop" "$work/elsewhere"
nhip 0 check
has 'a folder that is not is warned of, for it may be mounted later' "$work/err" \
    "sources/phieu.yaml:5:19: warning: the drop folder $work/drop does not exist"
nhip 78 run
nhip 0 status
has 'status says why nothing can be planned' "$work/out" \
    "phieu  config  phieu: the drop folder $work/drop does not exist"
nhip 0 status --format json
has 'to programs too' "$work/out" '"last_error":"phieu: the drop folder '
mv "$work/elsewhere" "$work/drop"
nhip 0 run
nhip 0 status
lacks 'then it is over' "$work/out" 'does not exist'

# --- what is asked of a source without history or indicators ------------------------------------------
nhip 0 log phieu
is 'nobody has taken it over' "$(wc -l <"$work/out")" 1
nhip 64 log phieux
has 'an unknown one' "$work/err" "no batch 'phieux'"
nhip 64 explain dung-han --period 2022-Q1
has 'there are no indicators' "$work/err" "no indicator 'dung-han'; there are: none"

# --- a mapping whose key changes is refused before anything is touched --------------------------------
slips keep
drop a.xml A=1
nhip 0 run
cp "$work/config/mappings/phieu.yaml" "$work/mapping"
sed -i 's/^key: .*/key: [ma]/; s/name: so,/name: ma,/' "$work/config/mappings/phieu.yaml"
drop b.xml B=2
nhip 78 run
has 'both keys are told' "$work/err" 'its key is (so) in the store and (ma) in the mapping'
cp "$work/mapping" "$work/config/mappings/phieu.yaml"
nhip 0 run
is 'put back it goes on' "$(rows)" 'A=1 B=2'
