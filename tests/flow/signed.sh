#!/bin/sh
# Signed, unsigned and broken documents: told of, or required; by keys made here.
. "$(dirname "$0")/flow.lib"

"$root/tests/support/pki" make "$work/pki"

# slips CHECK: a deployment of one source, whose files are invented slips.
slips() {
    empty_deployment
    cp "$work/pki/root.pem" "$work/config/ca.pem"
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
signature: {check: $1, ca: ca.pem}
options: {folder: $work/drop, settle: keep}
YAML
}

# slip NUMBER SIGNATURE: a document with one slip.
slip() {
    echo "<DS><PHIEU><SO>$1</SO><TIEN>5</TIEN></PHIEU>$2</DS>"
}

dsig='http://www.w3.org/2000/09/xmldsig#'
template="<Signature xmlns=\"$dsig\"><SignedInfo><CanonicalizationMethod
Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"/><SignatureMethod
Algorithm=\"http://www.w3.org/2001/04/xmldsig-more#rsa-sha256\"/><Reference URI=\"\"><Transforms><Transform
Algorithm=\"${dsig}enveloped-signature\"/></Transforms><DigestMethod
Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><DigestValue/></Reference></SignedInfo><SignatureValue/>
<KeyInfo><X509Data><X509Certificate/></X509Data></KeyInfo></Signature>"

slip A "$template" >"$work/template.xml"
"$root/tests/support/pki" sign "$work/pki" office "$work/template.xml" "$work/signed.xml"
"$root/tests/support/pki" sign "$work/pki" forger "$work/template.xml" "$work/forged.xml"

# deliver: four files, of which one is signed, one is not, and two are broken.
deliver() {
    gzip -c "$work/signed.xml" >"$work/drop/a.xml"
    slip B '' >"$work/drop/b.xml"
    sed 's/<SO>A/<SO>C/' "$work/signed.xml" >"$work/drop/c.xml"
    sed 's/<SO>A/<SO>D/' "$work/forged.xml" >"$work/drop/d.xml"
}

rows() {
    sql "SELECT group_concat(so, ' ') FROM (SELECT * FROM phieu ORDER BY so)"
}

# signature FILE: what show says of it; each is landed as file.xml.
signature() {
    "$NHIP" show "phieu@$1" --format csv >"$work/show" 2>"$work/err" || fail "show phieu@$1"
    sed -n "/^document,signature,/,\$p" "$work/show" | sed -n 's/^file.xml,//p' | head -n 1 | tr -d '\r'
}

changed="what the reference '' is to was changed after it was signed"

# --- none: nobody looks -------------------------------------------------------------------------------
slips none
deliver
nhip 0 run
is 'all are loaded' "$(rows)" 'A B C D'
is 'nothing is said' "$(signature c.xml)" ''

# --- report: it is said, and loaded -------------------------------------------------------------------
slips report
deliver
nhip 0 run
is 'all are loaded' "$(rows)" 'A B C D'
is 'signed' "$(signature a.xml)" 'signed,"C=VN, O=So Tai chinh, CN=Phong Thue",'
is 'unsigned' "$(signature b.xml)" 'unsigned,,'
is 'broken' "$(signature c.xml)" "broken,\"C=VN, O=So Tai chinh, CN=Phong Thue\",$changed"
is 'of nobody known' "$(signature d.xml)" "broken,\"C=VN, O=So Tai chinh, CN=Phong Thue\",no configured CA stands behind the signer's certificate"
nhip 0 status --format csv
is 'counted' "$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "broken_signatures") column = i }
    $1 == "phieu" { print $column }' "$work/out")" 2
nhip 0 run --force
is 'loaded again it is the same' "$(signature c.xml)" \
    "broken,\"C=VN, O=So Tai chinh, CN=Phong Thue\",$changed"

# --- require: the others go to quarantine -------------------------------------------------------------
slips require
deliver
nhip 2 run
is 'the signed one is loaded' "$(rows)" 'A'
nhip 0 quarantine list --format csv
has 'unsigned' "$work/out" 'its signature is required and missing: there is no signature in it'
has 'broken' "$work/out" "its signature is required and broken: $changed"
is 'by this rule' "$(sqlite3 -readonly "$work/state/ledger.db" 'SELECT count(*), min(rule), max(rule) FROM quarantine')" '3|signature|signature'
is 'the result is kept' "$(signature b.xml)" 'unsigned,,'

# With another policy they are judged anew.
sed -i 's/check: require/check: report/' "$work/config/sources/phieu.yaml"
nhip 0 run --force
is 'all are loaded' "$(rows)" 'A B C D'

# --- what is wrong with the configuration -------------------------------------------------------------
sed -i 's/ca: ca.pem/ca: none.pem/' "$work/config/sources/phieu.yaml"
nhip 78 check
has 'the CA file' "$work/err" "sources/phieu.yaml:5:32: error: no certificates can be read from $work/config/none.pem"
sed -i 's/, ca: none.pem/, at: "\/DS"/' "$work/config/sources/phieu.yaml"
nhip 78 check
has 'its place' "$work/err" "sources/phieu.yaml:5:12: error: the key 'ca' is missing"
has 'and the path' "$work/err" "'/DS' is no path"
