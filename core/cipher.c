/* AES-256-GCM in parts, and HKDF, by OpenSSL. */
#include "core/cipher.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/reader.h"

enum {
    MAGIC_SIZE = 8,
    SALT_SIZE = 32,
    CHECK_SIZE = 8,
    NONCE_SIZE = 12,
    TAG_SIZE = 16,
    PART_SIZE = 65536,
    HEADER_SIZE_MOST = MAGIC_SIZE + 1 + CIPHER_ID_SIZE_MOST + SALT_SIZE + CHECK_SIZE
};

/* No text begins like this; the last byte is the version. */
static const char magic[MAGIC_SIZE] = {'\x89', 'n', 'h', 'i', 'p', '\r', '\n', 1};

/* What HKDF gives. */
struct derived {
    unsigned char key[CIPHER_KEY_SIZE], check[CHECK_SIZE];
};

struct cipher_filter {
    struct reader reader;
    struct reader *below;
    EVP_CIPHER_CTX *context;
    const char *place;
    unsigned char header[HEADER_SIZE_MOST];
    size_t header_size;
    unsigned char *bytes; /* a part with its tag */
    size_t size, position;
    uint64_t number; /* of the next part */
    char ahead;      /* a byte of the next part, read to know whether there is one */
    bool has_ahead, is_last;
};

/* OpenSSL without these algorithms or without memory leaves nothing to carry on with. */
static void must(int is_done)
{
    if (is_done == 1)
        return;
    fputs("nhip: OpenSSL cannot encrypt or decrypt\n", stderr);
    exit(error_exit_status(ERROR_BUG));
}

static int digit_value(char digit)
{
    static const char digits[] = "0123456789abcdef";
    const char *found = strchr(digits, digit >= 'A' && digit <= 'F' ? digit - 'A' + 'a' : digit);

    return digit == '\0' || found == NULL ? -1 : (int)(found - digits);
}

int cipher_key_parse(const char *text, struct cipher_key *key, struct error *err)
{
    size_t size = strlen(text), i;
    unsigned char bytes[CIPHER_KEY_SIZE];

    if (size != 2 * CIPHER_KEY_SIZE)
        return error_set(err, ERROR_CONFIG,
                         "a key of the landing has %d hexadecimal digits, this has %zu characters",
                         2 * CIPHER_KEY_SIZE, size);
    for (i = 0; i < CIPHER_KEY_SIZE; i++) {
        int high = digit_value(text[2 * i]), low = digit_value(text[2 * i + 1]);

        if (high < 0 || low < 0)
            return error_set(err, ERROR_CONFIG,
                             "a key of the landing has %d hexadecimal digits and nothing else",
                             2 * CIPHER_KEY_SIZE);
        bytes[i] = (unsigned char)(16 * high + low);
    }
    memcpy(key->bytes, bytes, sizeof bytes);
    OPENSSL_cleanse(bytes, sizeof bytes);
    return 0;
}

bool cipher_is_encrypted(const void *bytes, size_t size)
{
    return size >= MAGIC_SIZE && memcmp(bytes, magic, MAGIC_SIZE) == 0;
}

static struct derived derive(const struct cipher_key *key, const unsigned char salt[SALT_SIZE])
{
    char digest[] = "SHA256", info[] = "nhip stream 1";
    OSSL_PARAM params[] = {
        OSSL_PARAM_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, sizeof digest - 1),
        OSSL_PARAM_octet_string(OSSL_KDF_PARAM_KEY, (void *)key->bytes, CIPHER_KEY_SIZE),
        OSSL_PARAM_octet_string(OSSL_KDF_PARAM_SALT, (void *)salt, SALT_SIZE),
        OSSL_PARAM_octet_string(OSSL_KDF_PARAM_INFO, info, sizeof info - 1),
        OSSL_PARAM_END,
    };
    EVP_KDF *kdf = EVP_KDF_fetch(NULL, OSSL_KDF_NAME_HKDF, NULL);
    EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
    unsigned char bytes[CIPHER_KEY_SIZE + CHECK_SIZE];
    struct derived derived;

    must(context != NULL && EVP_KDF_derive(context, bytes, sizeof bytes, params) == 1);
    EVP_KDF_CTX_free(context);
    EVP_KDF_free(kdf);
    memcpy(derived.key, bytes, sizeof derived.key);
    memcpy(derived.check, bytes + sizeof derived.key, sizeof derived.check);
    OPENSSL_cleanse(bytes, sizeof bytes);
    return derived;
}

/* Fills up to size bytes from below, first with the byte that was read ahead; how many, or -1. */
static ssize_t fill(struct cipher_filter *filter, unsigned char *bytes, size_t size,
                    struct error *err)
{
    size_t filled = 0;
    ssize_t got = 1;

    if (filter->has_ahead)
        bytes[filled++] = (unsigned char)filter->ahead;
    filter->has_ahead = false;
    while (filled < size && got > 0) {
        got = reader_read(filter->below, bytes + filled, size - filled, err);
        filled += got > 0 ? (size_t)got : 0;
    }
    return got < 0 ? -1 : (ssize_t)filled;
}

/* Takes the next part of at most size bytes from below, and learns whether it is the last. */
static int take_part(struct cipher_filter *filter, size_t size, struct error *err)
{
    ssize_t filled = fill(filter, filter->bytes, size, err);
    ssize_t got = filled == (ssize_t)size ? reader_read(filter->below, &filter->ahead, 1, err) : 0;

    if (filled < 0 || got < 0)
        return -1;
    filter->has_ahead = got == 1;
    filter->is_last = got == 0;
    filter->size = (size_t)filled;
    filter->position = 0;
    return 0;
}

/* Begins the next part in either direction: its nonce, and what is authenticated beside. */
static void begin_part(struct cipher_filter *filter)
{
    unsigned char nonce[NONCE_SIZE] = {0};
    int size, i;

    for (i = 0; i < 8; i++)
        nonce[i] = (unsigned char)(filter->number >> (56 - 8 * i));
    nonce[NONCE_SIZE - 1] = filter->is_last;
    filter->number++;
    must(EVP_CipherInit_ex2(filter->context, NULL, NULL, nonce, -1, NULL));
    must(EVP_CipherUpdate(filter->context, NULL, &size, filter->header, (int)filter->header_size));
    must(EVP_CipherUpdate(filter->context, NULL, &size, (const unsigned char *)filter->place,
                          (int)strlen(filter->place)));
}

static int encrypt_part(struct cipher_filter *filter, struct error *err)
{
    int size, rest;

    if (take_part(filter, PART_SIZE, err) != 0)
        return -1;
    begin_part(filter);
    must(
        EVP_EncryptUpdate(filter->context, filter->bytes, &size, filter->bytes, (int)filter->size));
    must(EVP_EncryptFinal_ex(filter->context, filter->bytes + size, &rest));
    must(EVP_CIPHER_CTX_ctrl(filter->context, EVP_CTRL_AEAD_GET_TAG, TAG_SIZE,
                             filter->bytes + filter->size));
    filter->size += TAG_SIZE;
    return 0;
}

static int decrypt_part(struct cipher_filter *filter, struct error *err)
{
    uint64_t number = filter->number;
    int size = 0, rest = 0;
    bool is_whole;

    if (take_part(filter, PART_SIZE + TAG_SIZE, err) != 0)
        return -1;
    is_whole = filter->size >= TAG_SIZE;
    if (is_whole) {
        filter->size -= TAG_SIZE;
        begin_part(filter);
        must(EVP_CIPHER_CTX_ctrl(filter->context, EVP_CTRL_AEAD_SET_TAG, TAG_SIZE,
                                 filter->bytes + filter->size));
        must(EVP_DecryptUpdate(filter->context, filter->bytes, &size, filter->bytes,
                               (int)filter->size));
        is_whole = EVP_DecryptFinal_ex(filter->context, filter->bytes + size, &rest) == 1;
    }
    if (is_whole)
        return 0;
    filter->size = 0;
    filter->is_last = false;
    return error_set(err, ERROR_DATA,
                     "%s cannot be decrypted: from byte %llu on it was changed, cut, or brought "
                     "from elsewhere",
                     filter->place, (unsigned long long)number * PART_SIZE);
}

static ssize_t hand_out(struct cipher_filter *filter, void *buffer, size_t size)
{
    size_t left = filter->size - filter->position;
    size_t taken = size < left ? size : left;

    memcpy(buffer, filter->bytes + filter->position, taken);
    filter->position += taken;
    return (ssize_t)taken;
}

static ssize_t encrypting_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct cipher_filter *filter = (struct cipher_filter *)reader;

    if (filter->position == filter->size && !filter->is_last && encrypt_part(filter, err) != 0)
        return -1;
    return hand_out(filter, buffer, size);
}

static ssize_t decrypting_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct cipher_filter *filter = (struct cipher_filter *)reader;

    if (filter->position == filter->size && !filter->is_last && decrypt_part(filter, err) != 0)
        return -1;
    return hand_out(filter, buffer, size);
}

static void filter_close(struct reader *reader)
{
    struct cipher_filter *filter = (struct cipher_filter *)reader;

    reader_close(filter->below);
    EVP_CIPHER_CTX_free(filter->context);
    free(filter->bytes);
    filter->below = NULL;
    filter->context = NULL;
    filter->bytes = NULL;
}

static struct cipher_filter *filter_new(struct reader *below, const char *place,
                                        struct arena *arena)
{
    struct cipher_filter *filter = arena_alloc(arena, sizeof *filter);

    filter->reader.close = filter_close;
    filter->reader.is_prompt = below->is_prompt;
    filter->below = below;
    filter->place = arena_text(arena, place);
    return filter;
}

/* Gives the filter its memory and its context, with the stream's own key. */
static void filter_begin(struct cipher_filter *filter, const unsigned char key[CIPHER_KEY_SIZE],
                         bool is_encrypting)
{
    filter->bytes = malloc(PART_SIZE + TAG_SIZE);
    if (filter->bytes == NULL)
        error_out_of_memory();
    filter->context = EVP_CIPHER_CTX_new();
    must(filter->context != NULL && EVP_CipherInit_ex2(filter->context, EVP_aes_256_gcm(), key,
                                                       NULL, is_encrypting, NULL) == 1);
}

struct reader *cipher_encrypt(struct reader *below, const struct cipher_key *key, const char *place,
                              struct arena *arena)
{
    struct cipher_filter *filter = filter_new(below, place, arena);
    size_t id_size = strlen(key->id);
    unsigned char *header = filter->header;
    struct derived derived;

    memcpy(header, magic, MAGIC_SIZE);
    header[MAGIC_SIZE] = (unsigned char)id_size;
    header += MAGIC_SIZE + 1;
    memcpy(header, key->id, id_size);
    header += id_size;
    must(RAND_bytes(header, SALT_SIZE));
    derived = derive(key, header);
    memcpy(header + SALT_SIZE, derived.check, CHECK_SIZE);
    filter->header_size = MAGIC_SIZE + 1 + id_size + SALT_SIZE + CHECK_SIZE;

    filter_begin(filter, derived.key, true);
    OPENSSL_cleanse(&derived, sizeof derived);
    memcpy(filter->bytes, filter->header, filter->header_size);
    filter->size = filter->header_size;
    filter->reader.read = encrypting_read;
    return &filter->reader;
}

/* Reads what stands before the parts; *id becomes the key's. */
static int read_header(struct cipher_filter *filter, char id[CIPHER_ID_SIZE_MOST + 1],
                       struct error *err)
{
    ssize_t got = fill(filter, filter->header, MAGIC_SIZE + 1, err);
    size_t id_size = filter->header[MAGIC_SIZE], rest = id_size + SALT_SIZE + CHECK_SIZE;

    if (got < 0)
        return -1;
    if (got != MAGIC_SIZE + 1 || !cipher_is_encrypted(filter->header, MAGIC_SIZE) || id_size == 0 ||
        id_size > CIPHER_ID_SIZE_MOST)
        return error_set(err, ERROR_DATA,
                         "%s cannot be decrypted: it does not begin as what is encrypted",
                         filter->place);
    got = fill(filter, filter->header + MAGIC_SIZE + 1, rest, err);
    if (got < 0)
        return -1;
    if ((size_t)got != rest)
        return error_set(err, ERROR_DATA, "%s cannot be decrypted: it was cut", filter->place);
    filter->header_size = MAGIC_SIZE + 1 + rest;
    memcpy(id, filter->header + MAGIC_SIZE + 1, id_size);
    id[id_size] = '\0';
    return 0;
}

static int open_stream(struct cipher_filter *filter, struct cipher_keys *keys, struct error *err)
{
    char id[CIPHER_ID_SIZE_MOST + 1];
    const unsigned char *check;
    const struct cipher_key *key;
    struct derived derived;

    if (read_header(filter, id, err) != 0)
        return -1;
    key = keys->find(keys, id, err);
    if (key == NULL)
        return error_within(err, "%s cannot be decrypted", filter->place);
    check = filter->header + filter->header_size - CHECK_SIZE;
    derived = derive(key, check - SALT_SIZE);
    if (memcmp(check, derived.check, CHECK_SIZE) != 0)
        error_set(err, ERROR_CONFIG,
                  "%s cannot be decrypted: the key '%s' is another one than it was encrypted with, "
                  "or its first bytes were changed",
                  filter->place, id);
    else
        filter_begin(filter, derived.key, false);
    OPENSSL_cleanse(&derived, sizeof derived);
    return filter->context == NULL ? -1 : 0;
}

struct reader *cipher_decrypt(struct reader *below, struct cipher_keys *keys, const char *place,
                              struct arena *arena, struct error *err)
{
    struct cipher_filter *filter = filter_new(below, place, arena);

    if (open_stream(filter, keys, err) != 0) {
        filter_close(&filter->reader);
        return NULL;
    }
    filter->reader.read = decrypting_read;
    return &filter->reader;
}
