#!/bin/sh
# Plants one breach after the other in a small house and sees that scripts/layers finds just that.
set -u

layers=$(pwd)/scripts/layers
house=${TMPDIR:-/tmp}/house.$$
failures=0
trap 'rm -rf "$house"' EXIT

# A house in order: allowed includes, a function of 60 lines, forbidden words where they are harmless.
build_house() {
    rm -rf "$house"
    mkdir -p "$house/build" "$house/var" "$house/.ci"
    for room in cli batch connectors landing transforms stores indicators reports core \
        tests/core tests/cli tests/farend tests/support; do
        mkdir -p "$house/$room"
        printf '#include "core/error.h"\n' >"$house/$room/part.c"
    done
    printf '#include "batch/run.h"\n' >>"$house/cli/part.c"
    printf '#include "stores/store.h"\n#include "landing/landing.h"\n' >>"$house/batch/part.c"
    printf '#include "tests/support/far.h"\n#include <cmocka.h>\n' >>"$house/tests/core/part.c"
    printf '#include "reports/report.h"\n' >>"$house/tests/cli/part.c"
    printf '#include "clock.h"\n#include <microhttpd.h>\n' >>"$house/tests/farend/part.c"
    printf '#include <curl/curl.h>\n' >"$house/connectors/http.c"
    printf '#include <sqlite3.h>\n' >"$house/core/database.c"
    printf 'int harmless;\n/* strcpy(a, b)\n * gets(c) */\n// atoi(d)\n' >"$house/core/words.c"
    printf 'char *word = "sprintf(e)"; // it'\''s\nint my_strcpy(int);\n' >>"$house/core/words.c"
    function_of 60 >"$house/core/long.c"
}

# A function of so many lines, its name's line and its braces among them.
function_of() {
    printf 'int count_all(int a,\n              int b)\n{\n'
    i=4
    while [ "$i" -lt "$1" ]; do
        printf '    a += b;\n'
        i=$((i + 1))
    done
    printf '}\n'
}

# expect WHAT PATTERN: layers must fail with exactly one line, and it must begin like the pattern.
expect() {
    found=$("$layers" "$house" 2>&1)
    status=$?
    case $status:$(printf '%s\n' "$found" | wc -l):$found in
    0:*) echo "not found: $1" ;;
    *:1:"$2"*"; hint: "*) return ;;
    *) printf 'wrongly told: %s\nwanted: %s\n   got: %s\n' "$1" "$2" "$found" ;;
    esac
    failures=$((failures + 1))
}

# plant FILE TEXT EXPECTED: adds the text to the file of a fresh house, and expects it to be told.
plant() {
    build_house
    printf '%b\n' "$2" >>"$house/$1"
    expect "$2 in $1" "$1:$3"
}

build_house
if ! out=$("$layers" "$house" 2>&1) || [ -n "$out" ]; then
    printf 'a house in order is refused: %s\n' "$out"
    failures=1
fi

plant stores/part.c '#include "landing/landing.h"' '2: stores/ may not see landing/'
plant core/part.c '#include "batch/batch.h"' '2: core/ may not see batch/'
plant batch/part.c '#include "cli/command.h"' '4: batch/ may not see cli/'
plant cli/part.c '#include "stores/store.h"' '3: cli/ may not see stores/'
plant reports/part.c '  #  include "indicators/indicator.h"' '2: reports/ may not see indicators/'
plant reports/part.c '#include "report.h"' '2: "report.h" does not name its room'
plant stores/part.c '#include "tests/support/far.h"' '2: stores/ may not see tests/support/far.h'
plant stores/part.c '#include "config/x.h"' '2: "config/x.h" is in no room'
plant tests/core/part.c '#include "stores/store.h"' '4: tests/core/ may not see stores/'
plant tests/farend/part.c '#include "batch/run.h"' '4: tests/farend/ may not see batch/'
plant tests/core/part.c '#include "tests/farend/a.h"' '4: tests/core/ may not see tests/farend/a.h'
plant tests/support/part.c '#include "cli/command.h"' '2: tests/support/ may not see cli/'

plant landing/part.c '#include <curl/curl.h>' '2: <curl/curl.h> is included outside its gateway'
plant core/xml.h '#include <libxml/parser.h>' '1: <libxml/parser.h> is included outside'
plant stores/part.c '#include <sqlite3.h>' '2: <sqlite3.h> is included outside'
plant core/yaml.h '#include "yaml.h"' '1: "yaml.h" does not name its room'
plant tests/core/part.c '#include "stores.h"\n#include <zlib.h>' '5: <zlib.h> is included outside'
plant core/part.c '#include <yaml.h>' '2: <yaml.h> is included outside'
plant core/part.c '#include <jansson.h>' '2: <jansson.h> is included outside'
plant core/part.c '#include <openssl/evp.h>' '2: <openssl/evp.h> is included outside'
plant core/part.c '#include <zlib.h>' '2: <zlib.h> is included outside'
plant core/part.c '#include <cmocka.h>' '2: <cmocka.h> is included outside'
plant core/part.c '#include <microhttpd.h>' '2: <microhttpd.h> is included outside'
plant stores/part.c '#include <libpq-fe.h>' '2: <libpq-fe.h> is included outside'
plant tests/core/part.c '#include <jansson.h>' '4: <jansson.h> is included outside'

plant core/part.c '\nint x = (strcpy(a, b), 1);' '3: strcpy is banned'
plant core/part.c '/* a */ strcat(a, "/*"); /* b */' '2: strcat is banned'
plant core/part.c 'n = sprintf (a, "%%d", 1);' '2: sprintf is banned'
plant tests/farend/part.c 'n = atoi(text);' '4: atoi is banned'
plant core/part.c 'p = strtok(a, ",");' '2: strtok is banned'
plant core/part.c 'gets(a);' '2: gets is banned'

build_house
function_of 61 >"$house/core/long.c"
expect 'a function of 61 lines' 'core/long.c:1: count_all is 61 lines long'

build_house
mkdir "$house/utils"
expect 'a folder that the house does not have' 'utils/:1: no room of the house has this name'

[ "$failures" = 0 ] || exit 1
echo 'every planted breach was found, and nothing else'
