/*
 * A mail as a text: headers and body as RFC 5322, 2045 and 2047 have them.
 *
 * Plain text in UTF-8 only, seven bits on the way whatever is said in it, and marked as written by
 * a machine, so that no absence assistant answers it.  How it travels is smtp.c's.
 */
#ifndef CONNECTORS_MAIL_H
#define CONNECTORS_MAIL_H

#include <stddef.h>
#include <stdint.h>

struct buffer;

struct mail {
    const char *from; /* an address */
    const char **to;  /* addresses */
    size_t to_count;
    const char *subject; /* UTF-8, one line */
    const char *text;    /* UTF-8, lines end with a line feed */
    const char *id;      /* unique; becomes the message id together with the sender's domain */
    int64_t at;
};

/* Why this is no address that a mail may carry, in words for after the address; NULL when it is:
 * "name@domain" in plain letters, without blanks, quotes and brackets. */
const char *mail_address_mistake(const char *address);

/* Appends the whole message, with CR LF at the end of each line.  Addresses must be without
 * mistake. */
void mail_format(const struct mail *mail, struct buffer *message);

#endif
