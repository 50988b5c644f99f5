#!/bin/sh
# A mapping that lies ready makes its tables, with children, as soon as a source names it; and two
# syntaxes of one model make one table.
. "$(dirname "$0")/flow.lib"

new_deployment
rm -f "$work"/config/sources/* "$work"/config/indicators/* "$work"/config/targets/*
sed -i '/^plans:/d' "$work/config/nhip.yaml"

# source NAME FORMAT MAPPING PATTERN: a folder with the samples that the pattern names.
source_of() {
    mkdir -p "$work/drop/$1"
    cat >"$work/config/sources/$1.yaml" <<YAML
source: $1
connector: drop
format: $2
mappings: [$3]
options: {folder: $work/drop/$1, settle: keep}
YAML
    # shellcheck disable=SC2086
    cp "$root"/samples/$4 "$work/drop/$1/"
}
source_of mot-cua json dong_bo_mot_cua 'mot-cua-ho-so.json'
source_of mot-cua-xml xml dong_bo_mot_cua_xml 'mot-cua-ho-so.xml'
source_of chi-phi xml kcb_chi_phi 'bhyt-chi-phi.xml'
sed '/<DocTypeCode>/d' "$root/samples/mot-cua-ho-so.xml" >"$work/drop/mot-cua-xml/no-procedure.xml"
sed -i 's/^mappings:.*/&\nquarantine: {share: 100}/' "$work/config/sources/chi-phi.yaml" \
    "$work/config/sources/mot-cua-xml.yaml"

nhip 0 check
nhip 0 run
is 'two syntaxes, one table' "$(sql 'SELECT group_concat(ma_ho_so) FROM
    (SELECT ma_ho_so FROM dong_bo_mot_cua ORDER BY 1)')" \
    '000.00.18.H05-220104-0007,000.00.18.H05-220104-0009'
is 'their children' "$(sql 'SELECT count(*) FROM dong_bo_mot_cua_le_phi')" 4
is 'the fees of one' "$(sql "SELECT sum(gia) FROM dong_bo_mot_cua_le_phi
    WHERE ma_ho_so = '000.00.18.H05-220104-0009'")" 50000
is 'visits' "$(sql 'SELECT count(*) FROM kcb_chi_phi')" 3
is 'drugs' "$(sql 'SELECT count(*) FROM kcb_chi_phi_thuoc')" 3
is 'no table of what no source names' "$(sql "SELECT count(*) FROM sqlite_master
    WHERE name LIKE 'doanh_nghiep%'")" 0
is 'the table of the two is told once' "$(sql "SELECT count(*) FROM nhip_dictionary
    WHERE bang = 'dong_bo_mot_cua' AND cot = 'ma_ho_so'")" 1
nhip 0 quarantine list --source mot-cua-xml --format csv
has 'what is refused names its mapping, not the table' "$work/out" \
    ',dong_bo_mot_cua_xml,file.xml,1,2,ma_tthc,,required,'
