#!/bin/sh
# People hear by mail of what fails, drifts and recovers, over a connection that is safe or not at all;
# whatever is wrong with the mail changes nothing of the run, and no secret is ever seen.
# shellcheck disable=SC2016 # ${SERVER} is for nhip to fill in
. "$(dirname "$0")/flow.lib"

password=canary-mail-password
server_pid=

# stop_server: whatever listens to nhip.
stop_server() {
    [ -z "$server_pid" ] || {
        kill "$server_pid" 2>/dev/null
        wait "$server_pid" 2>/dev/null
    }
    server_pid=
}
trap 'stop_server; leave' EXIT

# start_server PROGRAM ARGUMENTS...: in the place of the last one, on a free port of this machine,
# which becomes $SERVER; what it hears is in $work/heard.
start_server() {
    stop_server
    rm -rf "$work/heard"
    mkdir "$work/heard"
    _program=$1
    shift
    "$root/tests/support/$_program" "$work/heard" "$@" >"$work/server.log" 2>&1 &
    server_pid=$!
    for _ in $(seq 100); do
        [ -s "$work/heard/port" ] && break
        kill -0 "$server_pid" 2>/dev/null || fail "the server ended: $(cat "$work/server.log")"
        sleep 0.1
    done
    SERVER=127.0.0.1:$(cat "$work/heard/port")
    export SERVER
}

start_smtpd() {
    start_server smtpd --pem "$work/server.pem" "$@"
}

# notify_by TARGET: the part of nhip.yaml.
notify_by() {
    sed -i '/^notify:/,$d' "$work/config/nhip.yaml"
    printf 'notify:\n  targets:\n    - %s\n' "$1" >>"$work/config/nhip.yaml"
}

mails() {
    find "$work/heard" -name '*.eml' | wc -l
}

# mail NUMBER: its headers and its text, decoded.
mail() {
    python3 -c '
import email, email.policy, sys
mail = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
for name in ("From", "To", "Subject", "Auto-Submitted", "Content-Type"):
    print(f"{name}: {mail[name]}")
assert mail["Date"].datetime is not None and mail["Message-ID"].count("@") == 1
assert not mail.defects, mail.defects
print(mail.get_content())' "$work/heard/$1.eml" >"$work/mail.txt" || fail "mail $1 cannot be read"
}

"$root/tests/support/pki" make "$work/pki"
cat "$work/pki/server.key" "$work/pki/server.pem" >"$work/server.pem"
new_deployment
sed -i 's/^start: .*/start: 2022-03-01/' "$work"/config/sources/*.yaml
# Far ends that are down are known at once.
sed -i 's/^options:/&\n  retry: {times: 0}/' "$work/config/sources/dvcqg.yaml"
cp "$work/pki/root.pem" "$work/config/mail-ca.pem"
secret mail-password $password
starttls='{smtp: "smtp://${SERVER}", ca: mail-ca.pem, from: nhip@so.example, to: [lan@so.example, truc@so.example], user: nhip, secret: mail-password}'
notify_by "$starttls"

# --- a test ----------------------------------------------------------------------------------------
start_smtpd --starttls --login nhip:$password
nhip 0 check
nhip 0 notify --test
has 'the target is told' "$work/out" "mail $SERVER  told"
is 'one mail' "$(mails)" 1
mail 1
has 'from' "$work/mail.txt" 'From: nhip@so.example'
has 'to' "$work/mail.txt" 'To: lan@so.example, truc@so.example'
has 'subject' "$work/mail.txt" 'Subject: Nhịp: thử thông báo (test)'
has 'no machine answers' "$work/mail.txt" 'Auto-Submitted: auto-generated'
has 'which deployment' "$work/mail.txt" 'Kho dữ liệu báo cáo cải cách hành chính'
is 'nothing is said before it is safe' "$(sed '/^tls$/,$d' "$work/heard/said" | cut -d' ' -f1 | tr '\n' ' ')" 'EHLO STARTTLS '
is 'what is said then' "$(sed '1,/^tls$/d; s/ SIZE=.*//; /^AUTH/d; s/^EHLO.*/EHLO/' "$work/heard/said" | tr '\n' ' ')" \
    'EHLO MAIL FROM:<nhip@so.example> RCPT TO:<lan@so.example> RCPT TO:<truc@so.example> DATA QUIT '

# --- a failed night, and the day after -------------------------------------------------------------
start_farend --seed 9 --per-day 3 --from 2022-03-01
nhip 0 run dvcqg --as-of 2022-03-05T06:00:00
before=$(mails)
stop_farend
nhip 69 run dvcqg --as-of 2022-03-06T06:00:00
has 'the log says who was told' "$work/err" "mail $SERVER was told: Nhịp: lỗi (failure): dvcqg"
is 'one mail more' "$(mails)" $((before + 1))
mail $((before + 1))
has 'what failed' "$work/mail.txt" 'Subject: Nhịp: lỗi (failure): dvcqg'
has 'and why' "$work/mail.txt" \
    'dvcqg (Cổng Dịch vụ công quốc gia: hồ sơ): failure of kind source; 1 batch has failed: dvcqg@2022-03-05'
has 'and what to do' "$work/mail.txt" 'nhip show dvcqg@2022-03-05'
nhip 69 run dvcqg --as-of 2022-03-06T07:00:00
is 'not again so soon' "$(mails)" $((before + 1))
start_farend --seed 9 --per-day 3 --from 2022-03-01
nhip 0 run dvcqg --as-of 2022-03-06T08:00:00
mail $((before + 2))
has 'it goes again' "$work/mail.txt" 'Subject: Nhịp: đã phục hồi (recovery): dvcqg'
nhip 1 fresh --notify --as-of 2022-03-10T06:00:00
mail $((before + 3))
has 'stale sources' "$work/mail.txt" 'Subject: Nhịp: dữ liệu cũ (staleness): bhyt, dat-dai, dvcqg +3'
has 'since when' "$work/mail.txt" 'stale: complete until 2022-03-06T00:00:00+07:00, that is 4d 6h ago, and the limit is 3d'
nhip 0 notify
has 'who was told of what' "$work/out" "mail $SERVER  failure    dvcqg"

# --- a mail server that is not as it should be -----------------------------------------------------
# tell_of_failure WORDS: a new failure, told to nobody for this reason, and the run is as ever.
tell_of_failure() {
    rm -rf "$work/state"
    mkdir "$work/state"
    nhip 69 run dvcqg --as-of 2022-03-02T06:00:00
    has "$1" "$work/err" "was not told, and will be by the next run: $1"
    is "$1: no mail" "$(mails)" 0
    has "$1: the tally is the last line" "$work/err" ' run batches=1 loaded=0 failed=1'
}
stop_farend
start_smtpd --starttls --login nhip:another-password
tell_of_failure 'the server refuses the user or the password'
start_smtpd --login nhip:$password
tell_of_failure 'the server does not offer STARTTLS'
is 'nothing is said to it' "$(grep -cvE '^(EHLO|QUIT)' "$work/heard/said")" 0
start_smtpd --starttls
notify_by '{smtp: "smtp://${SERVER}", from: nhip@so.example, to: [lan@so.example]}'
tell_of_failure 'no safe connection: '
notify_by '{smtp: "smtp://${SERVER}", ca: mail-ca.pem, from: nhip@so.example, to: [lan@so.example, nobody@so.example]}'
tell_of_failure 'the server refuses the mail with code 550'
stop_server
tell_of_failure 'the far end does not take connections'
rm "$work/credentials/mail-password"
notify_by "$starttls"
tell_of_failure 'credential mail-password is missing'

# What could not be told is told by the next run, also by TLS from the start, and openly to this
# machine when that is allowed.
secret mail-password $password
start_smtpd --smtps --login nhip:$password
notify_by '{smtp: "smtps://${SERVER}", ca: mail-ca.pem, from: nhip@so.example, to: lan@so.example, user: nhip, secret: mail-password}'
nhip 69 run dvcqg --as-of 2022-03-02T06:00:00
is 'the next run tells' "$(mails)" 1
start_smtpd
notify_by '{name: old, smtp: "smtp://${SERVER}", starttls: false, from: nhip@so.example, to: lan@so.example}'
nhip 0 notify --test
is 'this machine' "$(mails)" 1

# --- a webhook: over TLS by whom we trust, at a secret address, signed ------------------------------
secret hook-path canary-of-the-path
secret hook-key canary-of-the-key
hook='webhook: "https://${SERVER}/hooks/{secret:hook-path}", secret: hook-key'
start_server hookd "$work/server.pem"
notify_by "{$hook}"
nhip 69 notify --test
has 'not to whom nobody knows' "$work/out" 'no safe connection: '
notify_by "{$hook, ca: mail-ca.pem}"
nhip 0 notify --test
has 'its name has no path' "$work/out" "webhook $SERVER  told"
is 'the address' "$(cat "$work/heard/path")" /hooks/canary-of-the-path
is 'the signature' "$(cat "$work/heard/signature")" \
    "sha256=$(openssl dgst -sha256 -hmac canary-of-the-key <"$work/heard/body" | sed 's/.* //')"
python3 -m json.tool "$work/heard/body" >/dev/null || fail 'the body is no JSON'
start_server hookd "$work/server.pem" 404
tell_of_failure 'it answers with status 404'
! grep -rqF canary-of-the "$work/state" "$work/err" "$work/out" || fail 'a secret of the webhook is in a log'

# --- no secret is anywhere -------------------------------------------------------------------------
! grep -rqF "$password" "$work/state" "$work/err" "$work/out" || fail 'the password is in the state or a log'

# --- mistakes --------------------------------------------------------------------------------------
# mistake TARGET WORDS
mistake() {
    notify_by "$1"
    nhip 78 check
    has "$1" "$work/err" "$2"
}
mistake '{smtp: "smtp://mail.example", starttls: false, from: a@b.example, to: c@d.example}' \
    'only this machine may be talked to openly'
mistake '{smtp: "smtps://mail.example", from: a@b.example}' "a mail needs 'from' and 'to'"
mistake '{smtp: "smtps://mail.example", from: "a@b.example\n", to: c@d.example}' 'is no address'
mistake '{smtp: "smtps://mail.example", from: a@b.example, to: c@d.example, user: a}' "'user' and 'secret'"
mistake '{webhook: "http://hooks.example/x"}' 'must begin with https://, for http:// is not encrypted'
mistake '{webhook: "https://hooks.example/{secret:../x}"}' 'secret'
mistake '{webhook: "https://hooks.example/x", to: c@d.example}' 'no meaning for a webhook'
mistake '{from: a@b.example}' "a target has either 'webhook' or 'smtp'"
notify_by '{webhook: "https://hooks.example/x"}'
printf '    - {webhook: "https://hooks.example/y"}\n  on: [failure, sorrow]\n' >>"$work/config/nhip.yaml"
nhip 78 check
has 'two of a name' "$work/err" "another target is called 'webhook hooks.example' too"
has 'no such event' "$work/err" "'sorrow' is nothing to tell of; accepted: failure, recovery, staleness, drift"
notify_by '{webhook: "https://hooks.example/{secret:hook}"}'
nhip 0 check
has 'a credential that is missing is a warning' "$work/err" 'warning: credential hook is missing'
