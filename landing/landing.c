/* Writing attempts and reading what has landed. */
#include "landing/landing.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/batch.h"
#include "core/buffer.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/reader.h"
#include "landing/manifest.h"

enum { CHUNK_SIZE = 65536, FOLDER_MODE = S_IRWXU, FILE_MODE = S_IRUSR };

struct landing {
    const char *folder; /* of the attempt */
    const char *place;  /* the same below the root, for messages */
    struct arena *arena;
    struct manifest manifest;
    size_t capacity; /* of manifest.documents */
};

static char *attempt_place(const char *source, const char *window, int attempt, struct arena *arena)
{
    return arena_print(arena, "%s/%s/%d", source, window, attempt);
}

static struct manifest manifest_of(const struct batch *batch, struct arena *arena)
{
    struct manifest manifest = {
        .batch = arena_text(arena, batch->id),
        .source = arena_text(arena, batch->source),
        .window = arena_text(arena, batch->window.id),
        .since = batch->window.since,
        .until = batch->window.until,
        .fetched_at = batch->fetched_at,
        .attempt = batch->attempt,
        .is_snapshot = batch->is_snapshot,
        .declared = -1,
    };

    return manifest;
}

/* The attempt's own folder must be new: what has landed is never written to again. */
static int make_attempt(const char *folder, const char *place, struct arena *arena,
                        struct error *err)
{
    if (folder_make(path_folder(arena, folder), FOLDER_MODE, err))
        return -1;
    if (file_is_present(folder))
        return error_set(err, ERROR_BUG, "the landing already has the attempt %s", place);
    return folder_make(folder, FOLDER_MODE, err);
}

struct landing *landing_open(const char *root, const struct batch *batch, struct arena *arena,
                             struct error *err)
{
    struct landing *landing = arena_alloc(arena, sizeof *landing);

    if (!landing_name_is_valid(batch->source) || !landing_name_is_valid(batch->window.id)) {
        error_set(err, ERROR_BUG, "no folder can be named %s/%s", batch->source, batch->window.id);
        return NULL;
    }
    landing->place = attempt_place(batch->source, batch->window.id, batch->attempt, arena);
    landing->folder = path_join(arena, root, landing->place);
    landing->arena = arena;
    landing->manifest = manifest_of(batch, arena);
    return make_attempt(landing->folder, landing->place, arena, err) ? NULL : landing;
}

/* Copies and hashes the reader's bytes; *size is how many there were. */
static int copy(struct draft *draft, struct reader *bytes, int64_t limit, int64_t *size,
                struct error *err)
{
    char chunk[CHUNK_SIZE];
    int64_t copied = 0;
    ssize_t got;

    while ((got = reader_read(bytes, chunk, CHUNK_SIZE, err)) > 0) {
        copied += got;
        if (copied > limit)
            got = error_set(err, ERROR_PROTOCOL, "the document is longer than %lld bytes",
                            (long long)limit);
        else if (draft_write(draft, chunk, (size_t)got, err))
            got = -1;
        if (got < 0)
            break;
    }
    *size = copied;
    return (int)got;
}

/* Writes the file whole or not at all. */
static int write_document(struct landing *landing, struct landed *document, struct reader *bytes,
                          int64_t limit, struct error *err)
{
    struct digest *digest = digest_new();
    struct draft draft = {0};
    char text[DIGEST_TEXT_SIZE];
    int status = draft_open(&draft, path_join(landing->arena, landing->folder, document->name),
                            FILE_MODE, landing->arena, err);

    if (status == 0)
        status =
            copy(&draft, digest_reader(bytes, digest, landing->arena), limit, &document->size, err);
    if (status == 0)
        status = draft_commit(&draft, err);
    draft_close(&draft);
    digest_format(digest, text);
    digest_free(digest);
    document->sha256 = arena_text(landing->arena, text);
    return status;
}

static bool is_landed(const struct landing *landing, const char *name)
{
    for (size_t i = 0; i < landing->manifest.count; i++)
        if (strcmp(landing->manifest.documents[i].name, name) == 0)
            return true;
    return false;
}

static void add_document(struct landing *landing, const struct landed *document)
{
    struct manifest *manifest = &landing->manifest;

    if (manifest->count == landing->capacity) {
        size_t capacity = landing->capacity == 0 ? 16 : 2 * landing->capacity;
        struct landed *larger = arena_array(landing->arena, capacity, sizeof *larger);

        if (manifest->count != 0)
            memcpy(larger, manifest->documents, manifest->count * sizeof *larger);
        manifest->documents = larger;
        landing->capacity = capacity;
    }
    manifest->documents[manifest->count++] = *document;
}

int landing_put(struct landing *landing, const struct landed *document, struct reader *bytes,
                int64_t limit, struct error *err)
{
    struct landed landed = *document;

    if (!landing_name_is_valid(document->name) || strcmp(document->name, MANIFEST_NAME) == 0 ||
        is_landed(landing, document->name))
        return error_set(err, ERROR_BUG, "no document can land as %s/%s", landing->place,
                         document->name);
    landed.name = arena_text(landing->arena, document->name);
    landed.format = arena_text(landing->arena, document->format);
    landed.request = arena_text(landing->arena, document->request);
    landed.content_type = arena_text(landing->arena, document->content_type);
    landed.fetched_at = clock_now();
    if (write_document(landing, &landed, bytes, limit, err))
        return error_within(err, "landing %s/%s", landing->place, document->name);
    add_document(landing, &landed);
    return 0;
}

int landing_seal(struct landing *landing, long declared, struct error *err)
{
    struct buffer text = {0};
    int status;

    landing->manifest.declared = declared;
    manifest_format(&landing->manifest, &text);
    status = file_replace(path_join(landing->arena, landing->folder, MANIFEST_NAME), text.data,
                          text.size, FILE_MODE, err);
    buffer_free(&text);
    return status == 0 ? 0 : error_within(err, "landing %s", landing->place);
}

/* The number that a folder's name is; 0 when it is none. */
static int attempt_parse(const char *name)
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

int landing_attempts(const char *root, const char *source, const char *window,
                     struct landed_attempts *attempts, struct arena *arena, struct error *err)
{
    const char *folder = path_join(arena, root, arena_print(arena, "%s/%s", source, window));
    struct landed_attempts found = {0, 0};
    char **names;
    size_t count;

    if (folder_list(folder, arena, &names, &count, err))
        return error_within(err, "landing %s/%s", source, window);
    for (size_t i = 0; i < count; i++) {
        int attempt = attempt_parse(names[i]);

        if (attempt > found.last)
            found.last = attempt;
        if (attempt > found.sealed && is_sealed(folder, names[i], arena))
            found.sealed = attempt;
    }
    *attempts = found;
    return 0;
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
    return got == 0 && size != 0 && verify(verifier, err) ? -1 : got;
}

static void verifier_close(struct reader *reader)
{
    struct verifier *verifier = (struct verifier *)reader;

    reader_close(verifier->below);
    digest_free(verifier->digest);
    verifier->digest = NULL;
}

struct reader *landed_open(const char *root, const struct manifest *manifest,
                           const struct landed *document, struct arena *arena, struct error *err)
{
    struct verifier *verifier = arena_alloc(arena, sizeof *verifier);
    const char *path;

    verifier->place = arena_print(
        arena, "%s/%s", attempt_place(manifest->source, manifest->window, manifest->attempt, arena),
        document->name);
    path = path_join(arena, root, verifier->place);
    if (!file_is_present(path)) {
        error_set(err, ERROR_DATA, "%s is gone from the landing", verifier->place);
        return NULL;
    }
    verifier->below = reader_open(path, arena, err);
    if (verifier->below == NULL)
        return NULL;
    verifier->reader.read = verifier_read;
    verifier->reader.close = verifier_close;
    verifier->reader.is_prompt = verifier->below->is_prompt;
    verifier->digest = digest_new();
    verifier->document = document;
    return &verifier->reader;
}
