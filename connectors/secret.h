/*
 * Credentials: one file a secret, read when first needed, and hidden wherever text goes out.
 *
 * A secret must never reach an error, a log or a manifest.  What is read here is therefore
 * remembered, so that a far end that echoes it back can be quoted without it.  Whoever quotes hides
 * first and cuts then: of a secret that was cut, nobody knows what it is.
 */
#ifndef CONNECTORS_SECRET_H
#define CONNECTORS_SECRET_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct secret;

/* The secrets that one source has used.  Zeroed but for the first two members it is empty. */
struct secrets {
    const char *folder;
    struct arena *arena; /* must outlive all who hold a secret */
    struct secret *first;
};

/* Letters, digits, '.', '_' and '-', not beginning with a dot. */
bool secret_name_is_valid(const char *name, size_t length);

/* The content of <folder>/<name> without the line break at its end.  The file must be regular, at
 * most 4 KiB, not empty, without NUL, and closed to group and others unless it lies in
 * $CREDENTIALS_DIRECTORY, which systemd guards.  NULL with ERROR_CONFIG otherwise. */
const char *secrets_find(struct secrets *secrets, const char *name, struct error *err);

/* Remembers a text that is as good as a secret: a token, or a secret in an escaped form. */
void secrets_add(struct secrets *secrets, const char *text);

/* A copy of text with "***" in place of every secret that is known, as it is or escaped as in a
 * URL, a form, JSON, XML or HTML; lives in arena. */
char *secrets_hide(const struct secrets *secrets, const char *text, struct arena *arena);

/* The same for the first size bytes of text, which has more: a secret that begins in them is known
 * by what follows them.  That needs secrets_reach() bytes behind them, where there are so many. */
char *secrets_hide_start(const struct secrets *secrets, const char *text, size_t size,
                         struct arena *arena);

/* How many bytes a known secret may have in its longest escaped form; 0 when none is known. */
size_t secrets_reach(const struct secrets *secrets);

#endif
