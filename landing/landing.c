/* Writing attempts. */
#include "landing/landing.h"

#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/batch.h"
#include "core/buffer.h"
#include "core/cipher.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "core/reader.h"
#include "landing/manifest.h"

enum { CHUNK_SIZE = 65536, FOLDER_MODE = S_IRWXU, FILE_MODE = S_IRUSR };

struct landing {
    const char *folder;           /* of the attempt */
    const char *place;            /* the same below the root, for messages */
    const struct cipher_key *key; /* NULL: nothing is encrypted */
    struct arena *arena;
    struct manifest manifest;
    size_t capacity; /* of manifest.documents */
};

/* A document's bytes on their way in, counted and hashed. */
struct measure {
    struct reader reader;
    struct reader *below;
    struct digest *digest;
    int64_t size, limit;
};

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

struct landing *landing_open(const struct landing_root *root, const struct batch *batch,
                             struct arena *arena, struct error *err)
{
    struct landing *landing = arena_alloc(arena, sizeof *landing);

    if (!landing_name_is_valid(batch->source) || !landing_name_is_valid(batch->window.id)) {
        error_set(err, ERROR_BUG, "no folder can be named %s/%s", batch->source, batch->window.id);
        return NULL;
    }
    landing->place = landing_place(batch->source, batch->window.id, batch->attempt, NULL, arena);
    landing->folder = path_join(arena, root->folder, landing->place);
    landing->arena = arena;
    landing->manifest = manifest_of(batch, arena);
    landing->manifest.is_encrypted = root->key_id != NULL;
    if (root->key_id != NULL) {
        landing->key = root->keys->find(root->keys, root->key_id, err);
        if (landing->key == NULL)
            return NULL;
    }
    return make_attempt(landing->folder, landing->place, arena, err) ? NULL : landing;
}

static ssize_t measure_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct measure *measure = (struct measure *)reader;
    ssize_t got = reader_read(measure->below, buffer, size, err);

    if (got <= 0)
        return got;
    measure->size += got;
    if (measure->size > measure->limit)
        return error_set(err, ERROR_PROTOCOL, "the document is longer than %lld bytes",
                         (long long)measure->limit);
    digest_update(measure->digest, buffer, (size_t)got);
    return got;
}

static int copy(struct draft *draft, struct reader *bytes, struct error *err)
{
    char chunk[CHUNK_SIZE];
    ssize_t got;

    while ((got = reader_read(bytes, chunk, CHUNK_SIZE, err)) > 0)
        if (draft_write(draft, chunk, (size_t)got, err) != 0)
            return -1;
    return (int)got;
}

/* Writes a file of the attempt whole or not at all, encrypted where there is a key. */
static int write_file(struct landing *landing, const char *name, struct reader *bytes,
                      struct error *err)
{
    struct arena *arena = landing->arena;
    struct draft draft = {0};
    int status = draft_open(&draft, path_join(arena, landing->folder, name), FILE_MODE, arena, err);

    if (landing->key != NULL)
        bytes = cipher_encrypt(bytes, landing->key, path_join(arena, landing->place, name), arena);
    if (status == 0)
        status = copy(&draft, bytes, err);
    if (status == 0)
        status = draft_commit(&draft, err);
    draft_close(&draft);
    if (landing->key != NULL)
        reader_close(bytes);
    return status;
}

static int write_document(struct landing *landing, struct landed *document, struct reader *bytes,
                          int64_t limit, struct error *err)
{
    struct measure measure = {.reader = {.read = measure_read, .is_prompt = bytes->is_prompt},
                              .below = bytes,
                              .digest = digest_new(),
                              .limit = limit};
    int status = write_file(landing, document->name, &measure.reader, err);
    char text[DIGEST_TEXT_SIZE];

    digest_format(measure.digest, text);
    digest_free(measure.digest);
    document->size = measure.size;
    document->sha256 = arena_text(landing->arena, text);
    return status;
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
        manifest_find(&landing->manifest, document->name) != NULL)
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
    status = write_file(landing, MANIFEST_NAME,
                        reader_from_memory(text.data, text.size, landing->arena), err);
    buffer_free(&text);
    return status == 0 ? 0 : error_within(err, "landing %s", landing->place);
}
