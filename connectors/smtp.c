/* One mail by libcurl. */
#include "connectors/smtp.h"

#include <string.h>

#include "connectors/mail.h"
#include "connectors/transfer.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/pulse.h"

/* A message on its way out. */
struct outgoing {
    struct buffer message;
    size_t sent;
    struct pulse *pulse;
    struct error err; /* what the pulse said; its kind is ERROR_NONE while it said nothing */
};

const char *smtp_url_mistake(const char *url, bool starttls)
{
    struct url_facts facts;

    if (url_facts_read(url, &facts) != 0 || facts.host[0] == '\0')
        return "is not a URL";
    if (facts.has_user)
        return "must not hold a user name or password; hint: use 'user' and 'secret'";
    if (strcmp(facts.scheme, "smtps") == 0)
        return NULL;
    if (strcmp(facts.scheme, "smtp") != 0)
        return "must begin with smtps:// or smtp://";
    return starttls || facts.is_loopback
               ? NULL
               : "needs 'starttls: true', for only this machine may be talked to openly";
}

static size_t give_message(char *bytes, size_t size, size_t count, void *data)
{
    struct outgoing *outgoing = data;
    size_t left = outgoing->message.size - outgoing->sent;
    size_t give = size * count < left ? size * count : left;

    if (give != 0)
        memcpy(bytes, outgoing->message.data + outgoing->sent, give);
    outgoing->sent += give;
    return give;
}

/* Whatever a server sends besides its answers is of no interest. */
/* NOLINTNEXTLINE(readability-non-const-parameter): the type is curl's */
static size_t drop_reply(char *bytes, size_t size, size_t count, void *data)
{
    (void)bytes;
    (void)data;
    return size * count;
}

/* curl calls it about once a second also when nothing moves. */
static int watch(void *data, curl_off_t total, curl_off_t now, curl_off_t up_total, curl_off_t up)
{
    struct outgoing *outgoing = data;

    (void)total;
    (void)now;
    (void)up_total;
    (void)up;
    return pulse_check_amid(outgoing->pulse, &outgoing->err);
}

static void set_server(CURL *curl, const struct smtp_server *server)
{
    long seconds = server->total_seconds;
    long safety = server->starttls ? CURLUSESSL_ALL : CURLUSESSL_NONE;

    transfer_must(curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps"));
    transfer_must(curl_easy_setopt(curl, CURLOPT_URL, server->url));
    transfer_must(curl_easy_setopt(curl, CURLOPT_USE_SSL, safety));
    transfer_must(curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, seconds));
    transfer_must(curl_easy_setopt(curl, CURLOPT_TIMEOUT, seconds));
    transfer_must(curl_easy_setopt(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, seconds));
    if (server->user != NULL) {
        transfer_must(curl_easy_setopt(curl, CURLOPT_USERNAME, server->user));
        transfer_must(curl_easy_setopt(curl, CURLOPT_PASSWORD, server->password));
    }
    transfer_must(curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop_reply));
}

static void set_mail(CURL *curl, const struct mail *mail, struct curl_slist *recipients,
                     struct outgoing *outgoing)
{
    transfer_must(curl_easy_setopt(curl, CURLOPT_MAIL_FROM, mail->from));
    transfer_must(curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients));
    transfer_must(curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L));
    transfer_must(
        curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)outgoing->message.size));
    transfer_must(curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_message));
    transfer_must(curl_easy_setopt(curl, CURLOPT_READDATA, outgoing));
    transfer_must(curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L));
    transfer_must(curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, watch));
    transfer_must(curl_easy_setopt(curl, CURLOPT_XFERINFODATA, outgoing));
}

static int explain(CURL *curl, CURLcode code, const char *detail, struct error *err)
{
    long answer = 0;

    transfer_must(curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer));
    switch (code) {
    case CURLE_OK:
        return 0;
    case CURLE_LOGIN_DENIED:
        return error_set(err, ERROR_CREDENTIALS, "the server refuses the user or the password");
    case CURLE_USE_SSL_FAILED:
        return error_set(err, ERROR_SOURCE, "the server does not offer STARTTLS");
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_WEIRD_SERVER_REPLY:
        if (answer >= 400)
            return error_set(err, ERROR_SOURCE, "the server refuses the mail with code %ld",
                             answer);
        break;
    default:
        break;
    }
    return transfer_explain(code, detail, err);
}

static int perform(CURL *curl, const struct smtp_server *server, const struct mail *mail,
                   struct error *err)
{
    char detail[CURL_ERROR_SIZE];
    struct outgoing outgoing = {.pulse = server->pulse};
    struct curl_slist *recipients = NULL;
    CURLcode code;
    size_t i;

    mail_format(mail, &outgoing.message);
    for (i = 0; i < mail->to_count; i++)
        recipients = transfer_list_add(recipients, mail->to[i]);
    transfer_set_rules(curl, server->ca, NULL, detail);
    set_server(curl, server);
    set_mail(curl, mail, recipients, &outgoing);
    code = curl_easy_perform(curl);
    curl_slist_free_all(recipients);
    buffer_free(&outgoing.message);
    if (outgoing.err.kind != ERROR_NONE) {
        *err = outgoing.err;
        return -1;
    }
    return explain(curl, code, detail, err);
}

int smtp_send(const struct smtp_server *server, const struct mail *mail, struct error *err)
{
    const char *mistake = smtp_url_mistake(server->url, server->starttls);
    CURL *curl;
    int result;

    if (mistake != NULL)
        return error_set(err, ERROR_CONFIG, "the URL %s", mistake);
    curl = transfer_open();
    result = perform(curl, server, mail, err);
    curl_easy_cleanup(curl);
    return result;
}
