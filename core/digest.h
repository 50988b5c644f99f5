/*
 * Hashes that name documents and hide persons.  They are OpenSSL's.
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>

struct arena;
struct reader;

enum { DIGEST_TEXT_SIZE = 65 }; /* SHA-256 as lower-case hexadecimal digits, with its NUL */

struct digest; /* a SHA-256 under way */

/* Lives until digest_free; ends the process when OpenSSL has no memory or no SHA-256. */
struct digest *digest_new(void);
void digest_update(struct digest *digest, const void *bytes, size_t size);

/* Writes the digits and makes the digest ready for new bytes. */
void digest_format(struct digest *digest, char text[DIGEST_TEXT_SIZE]);
void digest_free(struct digest *digest); /* accepts NULL */

/* HMAC-SHA-256 (RFC 2104) of bytes under key, as digits. */
void digest_hmac(const void *key, size_t key_size, const void *bytes, size_t size,
                 char text[DIGEST_TEXT_SIZE]);

/* A reader that passes the bytes of below through and gives each to the digest.  Closing closes
 * below; the digest stays the caller's. */
struct reader *digest_reader(struct reader *below, struct digest *digest, struct arena *arena);

#endif
