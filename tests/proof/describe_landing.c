/* The landing as a text. */
#include "tests/proof/describe_landing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/reader.h"
#include "landing/landing.h"
#include "tests/proof/world_keys.h"

/* Where an attempt is looked for. */
struct place {
    const struct landing_root *root;
    const char *source, *window;
    int attempt;
};

static void complain(struct buffer *text, const struct place *place, const char *what)
{
    buffer_print(text, "BROKEN: landing %s/%s/%d: %s\n", place->source, place->window,
                 place->attempt, what);
}

/* Reading to the end compares size and hash with the manifest. */
static void verify(const struct place *place, const struct manifest *manifest,
                   const struct landed *document, struct arena *arena, struct buffer *text)
{
    char chunk[65536];
    struct error err;
    struct reader *bytes = landed_open(place->root, manifest, document, arena, &err);
    ssize_t got = bytes == NULL ? -1 : 1;

    while (got > 0)
        got = reader_read(bytes, chunk, sizeof chunk, &err);
    reader_close(bytes);
    if (got != 0)
        complain(text, place, err.text);
}

static bool is_named(const struct manifest *manifest, const char *name)
{
    size_t i;

    for (i = 0; i < manifest->count; i++)
        if (strcmp(manifest->documents[i].name, name) == 0)
            return true;
    return strcmp(name, "manifest.json") == 0;
}

static int tell_attempt(const struct place *place, struct arena *arena, struct buffer *text,
                        struct error *err)
{
    const char *folder = arena_print(arena, "%s/%s/%s/%d", place->root->folder, place->source,
                                     place->window, place->attempt);
    struct manifest manifest;
    char **names;
    size_t count, i;

    if (!file_is_present(path_join(arena, folder, "manifest.json")))
        return 0;
    if (manifest_read(place->root, place->source, place->window, place->attempt, &manifest, arena,
                      err) != 0) {
        complain(text, place, err->text);
        return 0;
    }
    for (i = 0; i < manifest.count; i++)
        verify(place, &manifest, &manifest.documents[i], arena, text);
    if (folder_list(folder, arena, &names, &count, err) != 0)
        return -1;
    for (i = 0; i < count; i++)
        if (!is_named(&manifest, names[i]))
            complain(text, place, arena_print(arena, "%s is not in the manifest", names[i]));
    return 0;
}

/* Calls tell_attempt for everything below the root. */
static int tell_attempts(const struct landing_root *root, struct arena *arena, struct buffer *text,
                         struct error *err)
{
    char **sources, **windows, **attempts;
    size_t source_count, window_count, attempt_count, i, j, k;

    if (folder_list(root->folder, arena, &sources, &source_count, err) != 0)
        return -1;
    for (i = 0; i < source_count; i++) {
        const char *source = path_join(arena, root->folder, sources[i]);

        if (folder_list(source, arena, &windows, &window_count, err) != 0)
            return -1;
        for (j = 0; j < window_count; j++) {
            struct place place = {.root = root, .source = sources[i], .window = windows[j]};

            if (folder_list(path_join(arena, source, windows[j]), arena, &attempts, &attempt_count,
                            err) != 0)
                return -1;
            for (k = 0; k < attempt_count; k++) {
                place.attempt = (int)strtol(attempts[k], NULL, 10);
                if (tell_attempt(&place, arena, text, err) != 0)
                    return -1;
            }
        }
    }
    return 0;
}

static void tell_documents(const struct manifest *manifest, struct buffer *text)
{
    size_t i;

    buffer_print(text, "landed|%s|%lld|%lld|%lld|%d|%ld\n", manifest->batch,
                 (long long)manifest->since, (long long)manifest->until,
                 (long long)manifest->fetched_at, manifest->is_snapshot, manifest->declared);
    for (i = 0; i < manifest->count; i++) {
        const struct landed *document = &manifest->documents[i];

        buffer_print(text, "landed|%s|%s|%s|%s|%d|%s|%lld|%s|%lld\n", manifest->batch,
                     document->name, document->format, document->request, document->status,
                     document->content_type, (long long)document->size, document->sha256,
                     (long long)document->fetched_at);
    }
}

static int tell_loaded(struct database *ledger, const struct landing_root *root,
                       struct arena *arena, struct buffer *text, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger,
                         "SELECT b.source, b.window, a.landed FROM batch b JOIN attempt a"
                         " ON a.batch = b.batch AND a.number = b.loaded_attempt"
                         " JOIN attempt l ON l.batch = b.batch AND l.number = a.landed"
                         " WHERE b.state = 'loaded' AND l.purged_at IS NULL ORDER BY b.batch",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    while ((got = statement_next(statement, err)) == 1) {
        struct manifest manifest;

        if (manifest_read(root, statement_text(statement, 0), statement_text(statement, 1),
                          (int)statement_integer(statement, 2), &manifest, arena, err) == 0)
            tell_documents(&manifest, text);
        else
            buffer_print(text, "BROKEN: a loaded batch has no landing: %s\n", err->text);
    }
    return got;
}

int describe_landing(const char *world, struct arena *arena, struct buffer *text, struct error *err)
{
    const struct landing_root root = {.folder = path_join(arena, world, "state/landing"),
                                      .keys = world_keys_new(world, arena)};
    const char *path = path_join(arena, world, "state/ledger.db");
    struct database *ledger;
    int status = tell_attempts(&root, arena, text, err);

    if (status != 0 || !file_is_present(path))
        return status;
    ledger = database_open(path, false, err);
    if (ledger == NULL)
        return -1;
    status = tell_loaded(ledger, &root, arena, text, err);
    database_close(ledger);
    return status;
}
