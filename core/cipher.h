/*
 * Streams that lie encrypted and are told from any other: AES-256-GCM, part by part.
 *
 * The form: 8 bytes that name it and its version; the size of the key's id in one byte, and the id;
 * a salt of 32 random bytes; 8 bytes that tell one key from another; then the parts of 64 KiB, the
 * last one of what is left (nothing, in an empty stream), each followed by its tag of 16 bytes.
 * HKDF-SHA-256 of key and salt, with the info "nhip stream 1", gives 40 bytes: the stream's own key
 * and those 8.  The nonce of a part is its number from 0 in 8 bytes, the highest first, three
 * zeros, and 1 for the last part, else 0.  What is authenticated beside is all that stands before
 * the parts, and the place of the stream: a text that says where it belongs.
 *
 * So a part that was changed, left out, moved or brought from elsewhere, a stream that was cut or
 * that something was added to, and one that lies in the place of another are each refused, and no
 * byte of such a part is handed out.
 */
#ifndef CORE_CIPHER_H
#define CORE_CIPHER_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct reader;

enum { CIPHER_KEY_SIZE = 32, CIPHER_ID_SIZE_MOST = 32 };

struct cipher_key {
    const char *id; /* 1 to CIPHER_ID_SIZE_MOST bytes; says of a stream which key it wants */
    unsigned char bytes[CIPHER_KEY_SIZE];
};

/* Where keys come from: the first member of a struct of who has them.  find gives the key of this
 * id, or NULL with ERROR_CONFIG when there is none; the key must outlive what is read with it. */
struct cipher_keys {
    const struct cipher_key *(*find)(struct cipher_keys *keys, const char *id, struct error *err);
};

/* Reads the 32 bytes of a key from 64 hexadecimal digits; anything else is ERROR_CONFIG. */
int cipher_key_parse(const char *text, struct cipher_key *key, struct error *err);

/* True when these are the first bytes of an encrypted stream. */
bool cipher_is_encrypted(const void *bytes, size_t size);

/* A reader of what lies encrypted, made from the plain bytes of below, whose place is this.  It
 * holds one part in memory; closing closes below.  Ends the process when OpenSSL cannot do it. */
struct reader *cipher_encrypt(struct reader *below, const struct cipher_key *key, const char *place,
                              struct arena *arena);

/* The reader back.  NULL, with below closed, when it does not begin as an encrypted stream
 * (ERROR_DATA), or its key is not there or is another one of that id (ERROR_CONFIG).  A part that
 * is not as it was written is ERROR_DATA from read.  All texts name the place. */
struct reader *cipher_decrypt(struct reader *below, struct cipher_keys *keys, const char *place,
                              struct arena *arena, struct error *err);

#endif
