#!/bin/sh
# The lines of packaging/cron/nhip, as cron would start them: what is printed would be mailed, so a
# run that did its work or has to wait says nothing, and one that needs an operator says what and why.
. "$(dirname "$0")/flow.lib"

now=2022-03-12T06:00:00
house=$work/house

env -u MAKEFLAGS -u MAKELEVEL make -s -C "$root" install PROGRAM="$NHIP" ARCHIVES= DESTDIR= \
    PREFIX="$house" >"$work/out" 2>"$work/err" || fail 'make install'
crontab=$house/share/nhip/cron
[ -x "$house/lib/nhip/nhip-cron" ] || fail 'the wrapper is not executable'

# A syslog that keeps what it gets.
mkdir "$work/bin"
printf '#!/bin/sh\necho "logger $*" >>"%s"\nexec cat >>"%s"\n' "$work/syslog" "$work/syslog" >"$work/bin/logger"
chmod +x "$work/bin/logger"

# The command of the line for nhip COMMAND: five fields of time and the user stand before it.
command_of() {
    sed -n "s/^[0-9*]\([^ ]* \+\)\{5\}nhip \+\(.*nhip-cron $1\)/\2/p" "$crontab"
}

# cron STATUS COMMAND: has the line done; what would be mailed is in $work/mail.
cron() {
    line=$(command_of "$2")
    [ -n "$line" ] || fail "no line for $2 in: $(cat "$crontab")"
    : >"$work/syslog"
    env -u NHIP_ACTOR PATH="$work/bin:$PATH" LOGNAME=nhip SHELL=/bin/sh \
        /bin/sh -c "$line --as-of $now" >"$work/mail" 2>&1 </dev/null
    is "the status of nhip $2" $? "$1"
}

is 'no line has a sign that cron reads as a line break' "$(grep -v '^#' "$crontab" | grep -c %)" 0
new_deployment
start_farend --seed 5 --per-day 5 --from 2022-03-01
sed -i 's/^start: .*/start: 2022-03-10/' "$work"/config/sources/*.yaml

# --- done: nothing is mailed, syslog has it all ----------------------------------------------------
cron 0 run
is 'nothing is mailed' "$(cat "$work/mail")" ''
has 'syslog has the name' "$work/syslog" 'logger -t nhip'
has 'syslog has the log' "$work/syslog" ' run batches=6 loaded=6 failed=0'
is 'who acted' "$(sqlite3 "$work/state/ledger.db" 'SELECT DISTINCT actor FROM attempt')" cron:nhip

# --- locked: nothing is mailed, the status is kept ---------------------------------------------------
# The lock is held until the pipe is closed.
mkfifo "$work/hold"
flock "$work/state/locks/dvcqg.lock" cat "$work/hold" &
holder=$!
exec 9>"$work/hold"
cron 75 run
exec 9>&-
wait $holder
is 'nothing is mailed of what has to wait' "$(cat "$work/mail")" ''
has 'syslog tells who has the lock' "$work/syslog" 'source dvcqg is being run by'

# --- a far end is down: the end of the log is mailed -------------------------------------------------
sed -i 's/^start: .*/start: 2022-03-08/' "$work/config/sources/dvcqg.yaml"
stop_farend
cron 69 run
has 'the mail begins with what was done' "$work/mail" 'nhip run --as-of 2022-03-12T06:00:00 ended with 69'
has 'the mail tells of what failed' "$work/mail" 'dvcqg@2022-03-08 failed kind=source'
has 'syslog has it too' "$work/syslog" 'dvcqg@2022-03-08 failed kind=source'

# --- partial: is mailed -----------------------------------------------------------------------------
start_farend --seed 5 --per-day 30 --from 2022-03-01 --spoil-documents 4
sed -i 's/^start: .*/start: 2022-03-01/' "$work/config/sources/bhyt.yaml"
cron 2 run
has 'a document that was refused is mailed' "$work/mail" 'is quarantined whole'

# --- stale sources: are mailed, fresh ones are not ---------------------------------------------------
cron 1 fresh
has 'a source is mailed whose documents are refused' "$work/mail" ' stale'
nhip 0 quarantine drop --source bhyt --reason 'nobody will mend them'
cron 0 fresh
is 'nothing is mailed without limits' "$(cat "$work/mail")" ''
echo 'freshness: {error: 1h}' >>"$work/config/sources/dvcqg.yaml"
cron 1 fresh
has 'the stale source is mailed' "$work/mail" 'stale'

# --- what need not be kept: is removed in silence ------------------------------------------------------
cron 0 purge
is 'nothing is mailed of what was removed' "$(cat "$work/mail")" ''
has 'syslog tells what went' "$work/syslog" ' purge landings='

# --- without a syslog the run goes on, and its loss is mailed ------------------------------------------
printf '#!/bin/sh\necho "no syslog" >&2\nexit 1\n' >"$work/bin/logger"
sed -i 's/^start: .*/start: 2022-03-07/' "$work/config/sources/dvcqg.yaml"
cron 0 run
is 'the loss is mailed' "$(grep -v '^tee: ' "$work/mail")" 'no syslog'
is 'and the work is done' "$(sqlite3 "$work/state/ledger.db" "SELECT state FROM batch
    WHERE batch = 'dvcqg@2022-03-07'")" loaded
cron 1 fresh
has 'what has to be seen is mailed all the same' "$work/mail" 'stale'
