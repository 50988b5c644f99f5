/* SHA-256 and HMAC-SHA-256 by OpenSSL. */
#include "core/digest.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"

enum { DIGEST_BYTES = (DIGEST_TEXT_SIZE - 1) / 2 };

struct digest {
    EVP_MD_CTX *context;
};

struct digest_filter {
    struct reader reader;
    struct reader *below;
    struct digest *digest;
};

/* OpenSSL without SHA-256 or without memory leaves nothing to carry on with. */
static void must(int is_done)
{
    if (is_done == 1)
        return;
    fputs("nhip: cannot compute SHA-256\n", stderr);
    exit(error_exit_status(ERROR_BUG));
}

static void format_digits(const unsigned char bytes[DIGEST_BYTES], char text[DIGEST_TEXT_SIZE])
{
    for (size_t i = 0; i < DIGEST_BYTES; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

struct digest *digest_new(void)
{
    struct digest *digest = malloc(sizeof *digest);

    if (digest == NULL)
        error_out_of_memory();
    digest->context = EVP_MD_CTX_new();
    must(digest->context != NULL && EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL));
    return digest;
}

void digest_update(struct digest *digest, const void *bytes, size_t size)
{
    must(EVP_DigestUpdate(digest->context, bytes, size));
}

void digest_format(struct digest *digest, char text[DIGEST_TEXT_SIZE])
{
    unsigned char bytes[EVP_MAX_MD_SIZE];

    must(EVP_DigestFinal_ex(digest->context, bytes, NULL));
    must(EVP_DigestInit_ex(digest->context, EVP_sha256(), NULL));
    format_digits(bytes, text);
}

void digest_free(struct digest *digest)
{
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->context);
    free(digest);
}

void digest_hmac(const void *key, size_t key_size, const void *bytes, size_t size,
                 char text[DIGEST_TEXT_SIZE])
{
    unsigned char digits[EVP_MAX_MD_SIZE];

    must(key_size <= INT_MAX);
    must(HMAC(EVP_sha256(), key, (int)key_size, bytes, size, digits, NULL) != NULL);
    format_digits(digits, text);
}

static ssize_t filter_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct digest_filter *filter = (struct digest_filter *)reader;
    ssize_t got = reader_read(filter->below, buffer, size, err);

    if (got > 0)
        digest_update(filter->digest, buffer, (size_t)got);
    return got;
}

static void filter_close(struct reader *reader)
{
    reader_close(((struct digest_filter *)reader)->below);
}

struct reader *digest_reader(struct reader *below, struct digest *digest, struct arena *arena)
{
    struct digest_filter *filter = arena_alloc(arena, sizeof *filter);

    filter->reader.read = filter_read;
    filter->reader.close = filter_close;
    filter->reader.is_prompt = below->is_prompt;
    filter->below = below;
    filter->digest = digest;
    return &filter->reader;
}
