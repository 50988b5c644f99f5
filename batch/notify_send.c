/* Letters as requests and as mails. */
#include "batch/notify_send.h"

#include <stdio.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/notice.h"
#include "connectors/http.h"
#include "connectors/mail.h"
#include "connectors/secret.h"
#include "connectors/smtp.h"
#include "connectors/template.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/folder.h"

enum { SECONDS_MOST = 10, REPLY_MEBIBYTES_MOST = 1 };

/* A letter on its way. */
struct sending {
    const struct deployment *deployment;
    const struct notify_target *target;
    const struct letter *letter;
    struct secrets secrets;
    const char *secret; /* the target's, NULL when it has none */
    struct pulse *pulse;
    struct arena *arena;
};

/* Posts the body, signed, to this URL. */
static int post(const struct sending *sending, const char *url, const struct buffer *body,
                struct error *err)
{
    const struct http_setting setting = {.limits = {.connect_seconds = SECONDS_MOST,
                                                    .stall_seconds = SECONDS_MOST,
                                                    .total_seconds = SECONDS_MOST,
                                                    .body_mebibytes = REPLY_MEBIBYTES_MOST},
                                         .proxy = sending->target->proxy,
                                         .ca = sending->target->ca,
                                         .spool = sending->deployment->spool,
                                         .secrets = &sending->secrets,
                                         .pulse = sending->pulse};
    struct request request = {.method = "POST",
                              .url = url,
                              .content_type = "application/json",
                              .body = body->data,
                              .body_size = body->size};
    char digits[DIGEST_TEXT_SIZE];
    const char *header;
    struct http *http;
    struct reply reply;
    int result;

    if (sending->secret != NULL) {
        digest_hmac(sending->secret, strlen(sending->secret), body->data, body->size, digits);
        header = arena_print(sending->arena, "X-Nhip-Signature: sha256=%s", digits);
        request.headers = &header;
        request.header_count = 1;
    }
    http = http_open(&setting, sending->arena);
    result = http_send(http, &request, &reply, err);
    if (result == 0) {
        if (reply.status < 200 || reply.status > 299)
            result = error_set(err, ERROR_SOURCE, "it answers with status %d", reply.status);
        reply_close(&reply);
    }
    http_close(http);
    return result;
}

static int send_webhook(struct sending *sending, struct error *err)
{
    const struct values values = {.secrets = &sending->secrets};
    struct buffer url = {0}, body = {0};
    int result = template_expand(sending->target->webhook, PLACE_URL, &values, &url, err);

    if (result == 0)
        result = folder_make(sending->deployment->spool, 0700, err);
    if (result == 0) {
        letter_format(sending->letter, &body);
        result = post(sending, buffer_string(&url), &body, err);
    }
    buffer_free(&url);
    buffer_free(&body);
    return result;
}

static int send_mail(const struct sending *sending, struct error *err)
{
    const struct notify_target *target = sending->target;
    const struct letter *letter = sending->letter;
    const struct smtp_server server = {.url = target->smtp,
                                       .starttls = target->starttls,
                                       .ca = target->ca,
                                       .user = target->user,
                                       .password = sending->secret,
                                       .total_seconds = SECONDS_MOST,
                                       .pulse = sending->pulse};
    const struct mail mail = {.from = target->from,
                              .to = target->to.items,
                              .to_count = target->to.count,
                              .subject = letter_subject(letter, sending->arena),
                              .text = letter_text(letter, sending->arena),
                              .id = letter->id,
                              .at = letter->at};

    return smtp_send(&server, &mail, err);
}

int notify_send(const struct deployment *deployment, const struct notify_target *target,
                const struct letter *letter, struct pulse *pulse, struct arena *arena,
                struct error *err)
{
    struct sending sending = {.deployment = deployment,
                              .target = target,
                              .letter = letter,
                              .secrets = {.folder = deployment->credentials, .arena = arena},
                              .pulse = pulse,
                              .arena = arena};
    int result = 0;

    if (target->secret != NULL) {
        sending.secret = secrets_find(&sending.secrets, target->secret, err);
        result = sending.secret == NULL ? -1 : 0;
    }
    if (result == 0)
        result = target->webhook != NULL ? send_webhook(&sending, err) : send_mail(&sending, err);
    if (result != 0)
        snprintf(err->text, sizeof err->text, "%s",
                 secrets_hide(&sending.secrets, err->text, arena));
    return result;
}
