#!/bin/sh
# A wrong configuration: every mistake at once, with file, line, column and what is accepted; exit
# 78; nothing touched.
. "$(dirname "$0")/flow.lib"

new_deployment
sed -i 's|^plans: .*|plans: [BG22, XX99]|' "$work/config/nhip.yaml"
printf 'sauce: x\n' >>"$work/config/nhip.yaml"
cat >"$work/config/sources/wrong.yaml" <<'YAML'
source: other
connector: teleport
format: json
mappings: [ho_so, khong_co]
start: 2022-02-30
every: often
options: {}
YAML
sed -i 's/^key: .*/key: [no_such_column]/' "$work/config/mappings/kcb.yaml"
printf 'indicator: [\n' >"$work/config/indicators/zz.yaml"
cp "$work/config/codes/$(ls "$work/config/codes" | head -n 1)" "$work/config/codes/notes.txt"

for command in check plan run status indicators; do
    nhip 78 $command
    has "$command: unknown key" "$work/err" "nhip.yaml:$(wc -l <"$work/config/nhip.yaml"):1: error: unknown key 'sauce'; accepted:"
    has "$command: bad date" "$work/err" "sources/wrong.yaml:5:8: error: 'start' does not accept '2022-02-30'"
    has "$command: bad span" "$work/err" "sources/wrong.yaml:6:8: error: 'every' does not accept 'often'; accepted: 15m|6h|1d|1w|1M"
    has "$command: unknown plan" "$work/err" "error: no document 'XX99' in targets/"
    has "$command: unknown column" "$work/err" "mappings/kcb.yaml:"
    has "$command: the column by name" "$work/err" "no_such_column"
    has "$command: broken YAML" "$work/err" 'indicators/zz.yaml:'
    has "$command: a stray file" "$work/err" 'codes/notes.txt: error: only files that end in .yaml'
    has "$command: a summary" "$work/err" 'nothing was touched'
done
is 'nothing was touched' "$(ls "$work/state")" ''

# What goes with nothing else.
new_deployment
cat >"$work/config/sources/wrong.yaml" <<'YAML'
source: other
connector: teleport
format: json
mappings: [ho_so, khong_co]
YAML
nhip 78 check
has 'the name is not the file' "$work/err" "wrong.yaml:1:9: error: the source 'other' must stand in a file of its name"
has 'unknown mapping' "$work/err" "wrong.yaml:4:19: error: no mapping 'khong_co'"
has 'unknown connector' "$work/err" "wrong.yaml:2:12: error: no connector 'teleport'; accepted: rest, soap, drop"

# One mistake in a mapping is told once: the source that names the mapping is not to blame.
new_deployment
sed -i 's/^key: .*/key: [no_such_column]/' "$work/config/mappings/kcb.yaml"
nhip 78 check
is 'two lines' "$(wc -l <"$work/err")" 2
has 'the mistake' "$work/err" "kcb.yaml:12:7: error: there is no field 'no_such_column'"
has 'the count' "$work/err" '1 mistake in the configuration'

# Two mappings of one name, and two that make one table in two ways.
new_deployment
sed 's/^mapping: .*/mapping: kcb/' "$work/config/mappings/hai-long.yaml" >"$work/config/mappings/zz-one.yaml"
printf 'mapping: khac\ntable: don_vi\nformat: csv\nrecord: row\nkey: [ma_don_vi]\nfields:\n  - {name: ma_don_vi, path: ma, type: text}\n' \
    >"$work/config/mappings/zz-two.yaml"
nhip 78 check
has 'the name' "$work/err" "zz-one.yaml:2:10: error: another mapping is called 'kcb' too"
has 'the table' "$work/err" "zz-two.yaml:1:10: error: the mapping 'don_vi' makes the table 'don_vi' too, with other columns: '"

# A key that is too short to hide anybody: check warns, and no run begins.
new_deployment
secret hmac-key 'too short'
nhip 0 check
has 'a short key' "$work/err" 'warning: credential hmac-key: the key that hides persons has 9 bytes, which is fewer than 16'
nhip 78 run
has 'no run by it' "$work/err" 'credential hmac-key: the key that hides persons has 9 bytes, which is fewer than 16'
new_deployment
sed -i 's/^key: .*/key: {secret: hmac-key, id: "k:1"}/' "$work/config/nhip.yaml"
nhip 78 check
has 'no word' "$work/err" "error: the key's id 'k:1' is no word of letters, digits, '_' and '-'"

# SQL that the engine refuses is told before there are records.
new_deployment
sed -i 's/hai_long.muc_do IN/hai_long.mucdo IN/' "$work/config/indicators/hai-long.yaml"
sed -i 's/^denominator: .*/denominator: "no_such_column = 1"/' "$work/config/indicators/tai-su-dung.yaml"
nhip 78 check
has 'the column' "$work/err" 'indicators/hai-long.yaml:15:12: error: '
has 'by name' "$work/err" 'hai_long.mucdo'
has 'and the other indicator' "$work/err" 'indicators/tai-su-dung.yaml:14:14: error: '
is 'nothing was touched' "$(ls "$work/state")" ''

# More windows than anybody could mean.
new_deployment
sed -i 's/^start: .*/start: 1900-01-01/; s/^every: .*/every: 1m/' "$work/config/sources/dvcqg.yaml"
nhip 78 check
has 'too many windows' "$work/err" "more than 200000 windows lie between 'start' and now"

# A missing folder, and a missing credential.
nhip 78 check --config "$work/nowhere"
has 'the file is named' "$work/err" "$work/nowhere/nhip.yaml: error: cannot be opened: No such file or directory"
has 'and where to say another' "$work/err" "there is no configuration in $work/nowhere; hint: --config or \$NHIP_CONFIG names its folder"
new_deployment
rm "$work/credentials/bhyt-secret"
nhip 0 check
has 'the credential is named' "$work/err" 'sources/bhyt.yaml:17:11: warning: credential bhyt-secret is missing'
nhip 78 run bhyt --as-of 2021-12-17
has 'and again when it is needed' "$work/err" 'credential bhyt-secret is missing'

# The command line.
new_deployment
nhip 64 frobnicate
has 'unknown command' "$work/err" "no command 'frobnicate'"
nhip 64 run --teleport
has 'unknown option' "$work/err" 'has no option --teleport'
nhip 64 run nowhere
has 'unknown source' "$work/err" "no source 'nowhere'; there are: bhyt"
nhip 64 plan --from 2022-02-30
has 'bad date' "$work/err" "--from: '2022-02-30' is not accepted"
nhip 64 quarantine list --source nowhere
nhip 64 plan --from 2022-02-02 --to 2022-02-01
nhip 64 explain dung-han
has 'what is missing' "$work/err" '--period is missing'
nhip 64 quarantine
nhip 64 show
for command in check plan run status show quarantine indicators explain report connectors convert; do
    nhip 0 $command --help
    has "help of $command has an example" "$work/out" 'Example:'
    has "help of $command shows itself" "$work/out" "nhip $command"
    is "help of $command is data" "$(wc -c <"$work/err")" 0
done
