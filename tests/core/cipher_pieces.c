/* Streams for tests, written and read whole. */
#include "tests/core/cipher_pieces.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"

enum { READ_SIZE = 1000 };

const char cipher_place[] = "bhyt/2022-03-01/1/page-0001.xml";

static const struct cipher_key *find_key(struct cipher_keys *keys, const char *id,
                                         struct error *err)
{
    const struct keyring *keyring = (const struct keyring *)keys;
    size_t i;

    for (i = 0; i < 2; i++)
        if (strcmp(keyring->known[i].id, id) == 0)
            return &keyring->known[i];
    error_set(err, ERROR_CONFIG, "no key has the id '%s'", id);
    return NULL;
}

struct keyring pieces_keyring(void)
{
    struct keyring keyring = {.keys = {find_key}, .known = {{.id = "l1"}, {.id = "l2"}}};

    memset(keyring.known[0].bytes, 1, CIPHER_KEY_SIZE);
    memset(keyring.known[1].bytes, 2, CIPHER_KEY_SIZE);
    return keyring;
}

int pieces_read(struct reader *reader, struct buffer *bytes, struct error *err)
{
    ssize_t got;

    if (reader == NULL)
        return -1;
    while ((got = reader_read(reader, buffer_reserve(bytes, READ_SIZE), READ_SIZE, err)) > 0)
        bytes->size += (size_t)got;
    reader_close(reader);
    return (int)got;
}

struct buffer pieces_encrypt(const struct cipher_key *key, const void *plain, size_t size,
                             struct arena *arena)
{
    struct buffer bytes = {0};
    struct error err;

    CHECK_DONE(pieces_read(
                   cipher_encrypt(reader_from_memory(plain, size, arena), key, cipher_place, arena),
                   &bytes, &err),
               &err);
    return bytes;
}

int pieces_decrypt(struct keyring *keyring, const struct buffer *bytes, const char *place,
                   struct buffer *plain, struct error *err)
{
    struct arena *arena = arena_new();
    int status = pieces_read(cipher_decrypt(reader_from_memory(bytes->data, bytes->size, arena),
                                            &keyring->keys, place, arena, err),
                             plain, err);

    arena_free(arena);
    return status;
}

char *pieces_plain(size_t size, struct arena *arena)
{
    char *plain = arena_alloc(arena, size);
    size_t i;

    for (i = 0; i < size; i++)
        plain[i] = (char)(i * 7 + i / 251);
    return plain;
}
