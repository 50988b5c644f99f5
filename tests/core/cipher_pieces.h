/*
 * What the tests of core/cipher.h share: two keys, a place, and whole streams at once.
 */
#ifndef TESTS_CORE_CIPHER_PIECES_H
#define TESTS_CORE_CIPHER_PIECES_H

#include <stddef.h>

#include "core/cipher.h"

struct arena;
struct buffer;
struct error;
struct reader;

/* The sizes of the form, with an id of two characters. */
enum { CIPHER_PART = 65536, CIPHER_TAG = 16, CIPHER_HEADER = 8 + 1 + 2 + 32 + 8 };

extern const char cipher_place[];

/* The keys l1, all bytes 1, and l2, all bytes 2. */
struct keyring {
    struct cipher_keys keys;
    struct cipher_key known[2];
};
struct keyring pieces_keyring(void);

/* Bytes of which no part is like another. */
char *pieces_plain(size_t size, struct arena *arena);

/* Reads to the end, closes, and appends what came; NULL gives -1. */
int pieces_read(struct reader *reader, struct buffer *bytes, struct error *err);

/* The stream of these bytes in cipher_place; the caller frees it. */
struct buffer pieces_encrypt(const struct cipher_key *key, const void *plain, size_t size,
                             struct arena *arena);

/* Appends what can be read back of a stream that lies in this place. */
int pieces_decrypt(struct keyring *keyring, const struct buffer *bytes, const char *place,
                   struct buffer *plain, struct error *err);

#endif
