#!/bin/sh
# Mistakes of many kinds in every kind of file: one `nhip check` tells these and nothing else, each
# once with file, line and column, ends with 78, and touches nothing.
. "$(dirname "$0")/flow.lib"

new_deployment
export NHIP_NEVER_SET=

# plant FILE SED-SCRIPT MESSAGE: a mistake, where '~' marks the place at which it is told, and what
# the message begins with.
plant() {
    sed -i "$2" "$work/config/$1"
    place=$(LC_ALL=C awk '{at = index($0, "~"); if (at) {print NR ":" at; exit}}' "$work/config/$1")
    [ -n "$place" ] || fail "nothing was planted in $1 by $2"
    sed -i 's/~//' "$work/config/$1"
    printf '%s:%s: error: %s\n' "$work/config/$1" "$place" "$3" >>"$work/wanted"
}

source=sources/dvcqg.yaml
plant $source 's/^source: dvcqg/~sourc: dvcqg/' "unknown key 'sourc'; accepted: "
plant $source 's/^every: 1d/every: ~2y/' "'every' does not accept '2y'"
plant $source 's/^mappings: .*/mappings: [ho_so, ~khong_co]/' "no mapping 'khong_co' in mappings/"
plant $source 's/^  page: {size: 200/  page: {~siz: 0/' "unknown key 'siz'; accepted: "
plant $source 's/^  page: {siz: /&~/' "'size' does not accept '0'"
plant $source 's/^    token: session/    ~tickets: x/' "unknown key 'tickets'; accepted: "
plant $source 's/^    url: /    ~url: /' "the key 'token' is missing; it takes text"

source=sources/bhyt.yaml
plant $source 's/^connector: rest/connector: ~teleport/' "no connector 'teleport'; accepted: "
plant $source 's/^format: xml/format: ~html/' "no format 'html'; accepted: "

mapping=mappings/ho-so.yaml
plant $mapping 's/^format: json/format: ~jsn/' "'format' does not accept 'jsn'"
plant $mapping 's/"ngay_tra >= ngay_tiep_nhan"/"ngay_tra >= ~khong_co"/' "there is no field 'khong_co'"
plant $mapping "s/^    match: .*/    match: \~'('/" 'not a regular expression: '
plant $mapping 's/^    codes: dvcqg.kenh_thuc_hien/    codes: ~dvcqg.khong_co/' "there is no code list 'dvcqg.khong_co'"

list=codes/bhyt.loai-kcb.yaml
plant $list 's/{code: "10"}/~{code: "09"}/' "the code '09' stands twice in the list"
plant $list 's/^basis: .*/~bases: [x]/' "unknown key 'bases'; accepted: "
plant $list 's/^bases: /&~/' "'basis' does not accept a list"

indicator=indicators/hai-long.yaml
plant $indicator 's/^version: 1/version: ~0/' "'version' does not accept '0'"
plant $indicator 's/hai_long.muc_do IN/hai_long.mucdo IN/; s/^numerator: /&~/' 'the store refuses this: '
plant $indicator 's/^key: .*/key: [~khong_co]/' 'the store refuses this: '

plan=targets/bg22.yaml
plant $plan '0,/value: [0-9]*/s//value: ~nhieu/' "'nhieu' is no percentage"
plant $plan 's/^title: .*/title: ~[x]/' "'title' does not accept a list"

calendar=calendars/hai-duong.yaml
plant $calendar '0,/{month: 3, day: 15}/s//~{month: 2, day: 30}/' 'month 2 does not have 30 days'
plant $calendar 's/"HD-{year}-Q3"/~"HD-Q3"/' "the period id 'HD-Q3' is the same in every year"

plant nhip.yaml 's/^plans: .*/plans: [BG22, ~XX99]/' "no document 'XX99' in targets/"
# shellcheck disable=SC2016
plant nhip.yaml 's/^state: .*/state: ~${NHIP_NEVER_SET}/' "the environment variable 'NHIP_NEVER_SET' is not set"

# What stands before a break in the YAML is told with it.
printf 'indicator: zz\nversion: none\nkey: ]\n' >"$work/config/indicators/zz.yaml"
plant indicators/zz.yaml '2s/none/~none/' "'version' does not accept 'none'"
plant indicators/zz.yaml '3s/]/~]/' 'not well-formed YAML: '

nhip 78 check
grep -v ': warning: ' "$work/err" | grep -v '^nhip: ' >"$work/told"
while IFS= read -r line; do
    has 'what was planted' "$work/told" "$line"
done <"$work/wanted"
count=$(wc -l <"$work/wanted")
is 'nothing else' "$(wc -l <"$work/told")" "$count"
is 'nothing twice' "$(sort -u "$work/told" | wc -l)" "$count"
has 'the count' "$work/err" "nhip: $count mistakes in the configuration"
is 'nothing was touched' "$(ls -A "$work/state")$(ls -A "$work/drop")" ''
