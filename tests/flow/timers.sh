#!/bin/sh
# The units of packaging/systemd: installed they are sound and shut in, they hand over the secrets
# that the shipped configuration asks for, and what nhip does is within what their sandbox allows.
. "$(dirname "$0")/flow.lib"

now=2022-03-10T06:00:00
house=$work/house
system=$house/usr/local/lib/systemd/system
config=$root/config
export TMPDIR="${TMPDIR:-/tmp}"

# ARCHIVES is empty: the program is installed as it stands, not built anew.
install_house() {
    env -u MAKEFLAGS -u MAKELEVEL make -s -C "$root" install PROGRAM="$NHIP" ARCHIVES= \
        DESTDIR="$1" PREFIX="$2" >"$work/out" 2>"$work/err" || fail "make install PREFIX=$2"
}

# parts UNIT: the files that make up nhip-purge.service or nhip@dvcqg.service, in systemd's order.
parts() {
    case $1 in
    nhip@*) set -- nhip@.service "nhip@.service.d/*" "$1.d/*" ;;
    nhip-*@*) set -- "${1%%@*}@.service" "nhip-.service.d/*" ;;
    *) set -- "$1" "nhip-.service.d/*" ;;
    esac
    # The patterns are meant.
    # shellcheck disable=SC2048
    (cd "$system" && ls -- $* 2>/dev/null)
}

# values UNIT NAME: what the unit says of it, a value a line.
values() {
    for part in $(parts "$1"); do sed -n "s/^$2=//p" "$system/$part"; done
}

instance() {
    echo "$1" | sed 's/@\./@dvcqg./'
}

# --- installed, the units are sound ---------------------------------------------------------------
install_house "$house" /usr/local
# What every Debian has, for units name these.
mkdir -p "$house/usr/lib/systemd/system"
cp /lib/systemd/system/*.target "$house/usr/lib/systemd/system/"
units=$(cd "$system" && ls -- *.service *.timer)
for unit in $units; do
    name=$(instance "$unit")
    systemd-analyze --root="$house" --man=no verify "$name" >"$work/out" 2>&1 ||
        fail "$name is not sound: $(cat "$work/out")"
    # A key that it does not know is only a warning.
    [ ! -s "$work/out" ] || fail "$name: $(cat "$work/out")"
    case $name in *.service)
        systemd-analyze --root="$house" --no-pager security --offline=true --threshold=15 "$name" \
            >"$work/out" 2>&1 || fail "$name is too open: $(grep -v '✓' "$work/out")"
        ;;
    esac
done
for unit in $units; do
    case $unit in
    *.timer) [ -e "$system/${unit%.timer}.service" ] || fail "$unit starts nothing" ;;
    esac
    for handler in $(values "$(instance "$unit")" OnFailure); do
        [ -e "$system/${handler%%@*}@.service" ] || fail "$unit names $handler, which is not there"
    done
done
is 'the sandbox of all is one' "$(cat "$system"/*/10-sandbox.conf | sort | uniq -u)" ''

# The same below another prefix.
install_house "$work/other" /usr
is 'no path of another prefix is left' "$(grep -rl /usr/local "$work/other/usr/lib")" ''
has 'the program is where it is' "$work/other/usr/lib/systemd/system/nhip@.service" \
    'ExecStart=/usr/bin/nhip run '

# --- secrets: each source of the shipped configuration is handed what its file asks for --------------
for file in "$config"/sources/*.yaml; do
    source=$(sed -n 's/^source: *//p' "$file")
    for secret in hmac-key $(grep -o '{secret:[^}]*}' "$file" | sed 's/.*://; s/}//' | sort -u); do
        values "nhip@$source.service" LoadCredential |
            grep -qxF "$secret:/etc/nhip/credentials/$secret" ||
            fail "nhip@$source is not handed $secret"
    done
done
for folder in "$system"/nhip@?*.service.d; do
    source=${folder##*/nhip@}
    [ -e "$config/sources/${source%.service.d}.yaml" ] || fail "$folder is of no source"
done

# --- user and folders -----------------------------------------------------------------------------
systemd-sysusers --root="$house" --dry-run nhip.conf >"$work/out" 2>&1 || fail 'nhip.sysusers'
has 'a user is made' "$work/out" "Creating user 'nhip'"
if [ "$(id -u)" = 0 ]; then
    mkdir -p "$house/etc"
    systemd-sysusers --root="$house" nhip.conf >"$work/out" 2>&1 || fail "$(cat "$work/out")"
    systemd-tmpfiles --root="$house" --create nhip.conf >"$work/out" 2>&1 || fail "$(cat "$work/out")"
    user=$(sed -n 's/^nhip:x:\([0-9]*\):.*/\1/p' "$house/etc/passwd")
    is 'secrets are the own of the user' \
        "$(stat -c '%u %a' "$house/etc/nhip/credentials")" "$user 700"
    is 'the state is not for all' "$(stat -c '%u %a' "$house/var/lib/nhip")" "$user 750"
    is 'the group may drop files' "$(stat -c '%u %a' "$house/var/lib/nhip/drop")" "$user 2770"
fi

# --- the sandbox lets nhip do its work ------------------------------------------------------------
systemd-analyze --no-pager syscall-filter >"$work/groups" 2>/dev/null || fail 'no list of system calls'

# expand WORD: the system calls of a group and of the groups in it, or the one of this name.
expand() {
    case $1 in
    @*)
        sed -n "/^$1\$/,/^\$/s/^ \+\([-@a-z0-9_]*\)\$/\1/p" "$work/groups" |
            while read -r word; do expand "$word"; done
        ;;
    *) echo "$1" ;;
    esac
}

# allowed UNIT: the system calls of its filters, into $work/allowed.
allowed() {
    : >"$work/plus"
    : >"$work/minus"
    values "$1" SystemCallFilter | while read -r words; do
        case $words in
        ~*) words=${words#?} file=$work/minus ;;
        *) file=$work/plus ;;
        esac
        for word in $words; do expand "$word" >>"$file"; done
    done
    sort -u "$work/plus" | grep -vxFf "$work/minus" >"$work/allowed"
    [ "$(wc -l <"$work/allowed")" -gt 100 ] || fail "the filter of $1 is not understood"
}

# LeakSanitizer would trace, which strace does already.
trace() {
    ASAN_OPTIONS=detect_leaks=0 strace -f -qq -o "$work/trace" "$@" \
        >"$work/out" 2>"$work/err" </dev/null
}

# judge UNIT: what was traced is what the unit allows.
judge() {
    allowed "$1"
    sed -n 's/^[0-9]* *\([a-z0-9_]*\)(.*/\1/p' "$work/trace" | sort -u >"$work/used"
    [ "$(wc -l <"$work/used")" -gt 15 ] || fail "nothing was traced: $(head "$work/trace")"
    # SQLite gives its files to the owner of the database, but only when it is root, as the service
    # is not.
    [ "$(id -u)" != 0 ] || echo fchown >>"$work/allowed"
    is "system calls that $1 forbids" "$(grep -vxFf "$work/allowed" "$work/used")" ''
    for family in $(sed -n 's/^[0-9]* *socket\(pair\)\?(\(AF_[A-Z0-9]*\).*/\2/p' "$work/trace" | sort -u); do
        values "$1" RestrictAddressFamilies | grep -qw "$family" || fail "$1 forbids $family"
    done
    is 'memory to write and execute' \
        "$(grep -E '(mmap|mprotect)\(.*PROT_WRITE\|PROT_EXEC|mprotect\(.*PROT_EXEC' "$work/trace")" ''
    # Of /proc only processes are seen.
    is 'what is read of /proc' \
        "$(grep -oE 'open(at)?\(.*"/proc/[^"]*"' "$work/trace" | grep -vE '"/proc/(self|[0-9]+)/')" ''
    # SQLite's temporary files have a folder of the service's own.
    is 'files that are written' "$(grep -E 'open(at)?\(.*O_(WRONLY|RDWR)' "$work/trace" |
        grep -vE "\"($work/(state|drop)/|/dev/null\"|$TMPDIR/etilqs_)")" ''
}

# run_unit UNIT STATUS: its command, with the instance dvcqg and the folders of this test.
run_unit() {
    command=$(values "$1" ExecStart |
        sed "s|^/usr/local/bin/nhip \([a-z]*\)|$NHIP \1 --as-of $now|; s|/etc/nhip|$work/config|; s|%i|dvcqg|")
    # Word splitting is what systemd does too.
    # shellcheck disable=SC2086
    trace $command
    is "the status of $1" $? "$2"
    judge "$1"
}

new_deployment
start_farend --seed 7 --per-day 20 --from 2022-03-01
sed -i 's/^start: .*/start: 2022-03-01/' "$work"/config/sources/*.yaml
run_unit nhip@dvcqg.service 0
has 'the instance was run' "$work/err" 'run batches=9 loaded=9'

# What reads, tells and removes is shut in as well.
run_unit nhip-fresh.service 1
has 'sources that never gave anything are stale' "$work/out" 'stale'
[ -s "$work/state/metrics/nhip.prom" ] || fail 'nhip-fresh writes no metrics'
run_unit nhip-purge.service 0

# --- a run that failed: told when the run itself could not ---------------------------------------------
# lost RESULT STATUS: what nhip-failed@dvcqg makes of it.
lost() {
    export MONITOR_SERVICE_RESULT="$1" MONITOR_EXIT_STATUS="$2"
    run_unit nhip-failed@dvcqg.service 0
    has "a run lost by $1 is logged" "$work/err" "error   dvcqg the run failed: result=$1 status=$2; $3"
    is "how a run lost by $1 stands in the ledger" \
        "$(sqlite3 "$work/state/ledger.db" "SELECT kind FROM last_run WHERE source = 'dvcqg'")" "$4"
}
lost exit-code 69 'its own log says why' none
lost core-dump ABRT 'it could not tell anybody itself' bug
lost timeout 75 'it could not tell anybody itself' config
lost oom-kill KILL 'it could not tell anybody itself' bug
lost exit-code 243 'it could not tell anybody itself' config

# What is of no source is told of as a run as a whole.
for unit in nhip-fresh nhip-purge; do
    has "$unit" "$system/$unit.service" 'OnFailure=nhip-failed@%n.service'
    export MONITOR_SERVICE_RESULT=timeout MONITOR_EXIT_STATUS=TERM
    nhip 0 notify --failed $unit.service
    has "$unit that was lost is logged" "$work/err" \
        "error   $unit.service failed: result=timeout status=TERM; it could not tell anybody itself"
    is "and stands in the ledger" \
        "$(sqlite3 "$work/state/ledger.db" "SELECT kind FROM last_run WHERE source = ''")" config
done
nhip 64 notify --failed nhip-fresh
