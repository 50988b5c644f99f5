/*
 * Credentials: one file a secret, read when first needed, and hidden wherever text goes out.
 *
 * A secret must never reach an error, a log or a manifest.  What is read here is therefore
 * remembered, so that a far end that echoes it back can be quoted without it.
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

/* A copy of text with "***" in place of every secret that is known; lives in arena. */
char *secrets_hide(const struct secrets *secrets, const char *text, struct arena *arena);

#endif
