/* Finding and reading what has landed. */
#include "landing/landing.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/cipher.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/pulse.h"
#include "core/reader.h"
#include "landing/manifest.h"

int landing_attempt_parse(const char *name)
{
    char *end;
    long number;

    errno = 0;
    number = strtol(name, &end, 10);
    return name[0] < '1' || name[0] > '9' || *end != '\0' || errno != 0 || number > 1000000000
               ? 0
               : (int)number;
}

static bool is_sealed(const char *folder, const char *attempt, struct arena *arena)
{
    return file_is_present(
        path_join(arena, folder, arena_print(arena, "%s/%s", attempt, MANIFEST_NAME)));
}

int landing_attempts(const struct landing_root *root, const char *source, const char *window,
                     struct landed_attempts *attempts, struct arena *arena, struct error *err)
{
    const char *folder =
        path_join(arena, root->folder, arena_print(arena, "%s/%s", source, window));
    struct landed_attempts found = {0, 0};
    char **names;
    size_t count;

    if (folder_list(folder, arena, &names, &count, err))
        return error_within(err, "landing %s/%s", source, window);
    for (size_t i = 0; i < count; i++) {
        int attempt = landing_attempt_parse(names[i]);

        if (attempt > found.last)
            found.last = attempt;
        if (attempt > found.sealed && is_sealed(folder, names[i], arena))
            found.sealed = attempt;
    }
    *attempts = found;
    return 0;
}

bool landing_is_sealed(const struct landing_root *root, const char *source, const char *window,
                       int attempt, struct arena *arena)
{
    return file_is_present(path_join(arena, root->folder,
                                     landing_place(source, window, attempt, MANIFEST_NAME, arena)));
}

/* A reader that compares at the end. */
struct verifier {
    struct reader reader;
    struct reader *below;
    struct digest *digest;
    const struct landed *document;
    const char *place;
    int64_t size;
    bool is_verified;
};

static int verify(struct verifier *verifier, struct error *err)
{
    char text[DIGEST_TEXT_SIZE];

    if (verifier->is_verified)
        return 0;
    digest_format(verifier->digest, text);
    verifier->is_verified = true;
    if (verifier->size == verifier->document->size && strcmp(text, verifier->document->sha256) == 0)
        return 0;
    return error_set(err, ERROR_DATA,
                     "%s is not what has landed: %lld bytes with SHA-256 %.12s..., "
                     "the manifest has %lld bytes with %.12s...",
                     verifier->place, (long long)verifier->size, text,
                     (long long)verifier->document->size, verifier->document->sha256);
}

static ssize_t verifier_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct verifier *verifier = (struct verifier *)reader;
    ssize_t got = reader_read(verifier->below, buffer, size, err);

    if (got > 0) {
        digest_update(verifier->digest, buffer, (size_t)got);
        verifier->size += got;
    }
    /* More than the manifest has is not read to its end, which may be far. */
    return ((got == 0 && size != 0) || verifier->size > verifier->document->size) &&
                   verify(verifier, err)
               ? -1
               : got;
}

static void verifier_close(struct reader *reader)
{
    struct verifier *verifier = (struct verifier *)reader;

    reader_close(verifier->below);
    digest_free(verifier->digest);
    verifier->digest = NULL;
}

/* The file's bytes as received. */
static struct reader *open_file(const struct landing_root *root, const char *place,
                                bool is_encrypted, struct arena *arena, struct error *err)
{
    const char *path = path_join(arena, root->folder, place);
    struct reader *bytes;

    if (!file_is_present(path)) {
        error_set(err, ERROR_DATA, "%s is gone from the landing", place);
        return NULL;
    }
    /* Whoever waits for a pipe, or reads a device, may never end. */
    if (!file_is_regular(path)) {
        error_set(err, ERROR_DATA, "%s is not what has landed: it is no regular file", place);
        return NULL;
    }
    bytes = reader_open(path, arena, err);
    return bytes == NULL || !is_encrypted ? bytes
                                          : cipher_decrypt(bytes, root->keys, place, arena, err);
}

struct reader *landed_open(const struct landing_root *root, const struct manifest *manifest,
                           const struct landed *document, struct arena *arena, struct error *err)
{
    struct verifier *verifier = arena_alloc(arena, sizeof *verifier);

    verifier->place =
        landing_place(manifest->source, manifest->window, manifest->attempt, document->name, arena);
    verifier->below = open_file(root, verifier->place, manifest->is_encrypted, arena, err);
    if (verifier->below == NULL)
        return NULL;
    verifier->reader.read = verifier_read;
    verifier->reader.close = verifier_close;
    verifier->reader.is_prompt = verifier->below->is_prompt;
    verifier->digest = digest_new();
    verifier->document = document;
    return &verifier->reader;
}

int landed_verify(const struct landing_root *root, const struct manifest *manifest,
                  const struct landed *document, struct pulse *pulse, struct arena *arena,
                  struct error *err)
{
    struct reader *bytes = landed_open(root, manifest, document, arena, err);
    char chunk[16384];
    ssize_t got;

    if (bytes == NULL)
        return -1;
    bytes = pulse_reader(bytes, pulse, arena);
    while ((got = reader_read(bytes, chunk, sizeof chunk, err)) > 0)
        continue;
    reader_close(bytes);
    return got == 0 ? 0 : -1;
}
