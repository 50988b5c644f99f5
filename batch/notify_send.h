/*
 * Bringing a letter to its target, by HTTP or by mail, within seconds or not at all.
 */
#ifndef BATCH_NOTIFY_SEND_H
#define BATCH_NOTIFY_SEND_H

struct arena;
struct deployment;
struct error;
struct letter;
struct notify_target;
struct pulse;

/* Sends.  A webhook's body is signed where the target has a secret: the header
 * "X-Nhip-Signature: sha256=..." has the HMAC-SHA-256 of it.  Any status but 2xx is ERROR_SOURCE;
 * the rest as http_send and smtp_send.  No text has a secret. */
int notify_send(const struct deployment *deployment, const struct notify_target *target,
                const struct letter *letter, struct pulse *pulse, struct arena *arena,
                struct error *err);

#endif
