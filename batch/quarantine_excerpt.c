/* From a refusal back to its record in the landing. */
#include "batch/quarantine.h"

#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/purged.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/error.h"
#include "landing/landing.h"
#include "transforms/blur.h"
#include "transforms/tap.h"

/* What the ledger says of where the record stands. */
struct refused_place {
    const char *batch, *source, *window, *mapping, *document;
    const char *hash; /* of the document; NULL of refusals from before it was noted */
    long position, line;
};

/* 1, 0 when there is no such number, -1. */
static int find_place(struct ledger *ledger, const char *number, struct refused_place *place,
                      struct arena *arena, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger_database(ledger),
        "SELECT q.batch, q.source, b.window, q.mapping, q.document, q.hash, q.position, q.line"
        " FROM quarantine q JOIN batch b ON b.batch = q.batch WHERE q.number = ?1",
        err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, number);
    got = statement_next(statement, err);
    if (got == 1) {
        const char **const texts[] = {&place->batch,   &place->source,   &place->window,
                                      &place->mapping, &place->document, &place->hash};
        int i;

        for (i = 0; i < 6; i++)
            *texts[i] = arena_text(arena, statement_text(statement, i));
        place->position = (long)statement_integer(statement, 6);
        place->line = (long)statement_integer(statement, 7);
        statement_reset(statement);
    }
    return got;
}

static bool is_refused_one(const struct landed *document, const struct refused_place *place)
{
    return place->hash == NULL || strcmp(document->sha256, place->hash) == 0;
}

static int refuse_other(const struct refused_place *place, const struct landed *document,
                        struct error *err)
{
    return error_set(err, ERROR_DATA,
                     "the document %s of %s that lies in the landing is not the one that was "
                     "refused: it has the SHA-256 %.12s..., that had %.12s...; hint: the record "
                     "is not shown, for it may be another",
                     place->document, place->batch, document->sha256, place->hash);
}

static int tell_missing(struct ledger *ledger, const struct refused_place *place,
                        struct arena *arena, struct error *err)
{
    struct batch_row row = {0};

    if (ledger_find(ledger, place->batch, NULL, &row, err) < 0)
        return -1;
    return error_set(err, ERROR_DOCUMENT,
                     "the document %s of %s does not lie in the landing any more%s%s",
                     place->document, place->batch, row.purged_at == 0 ? "" : ": ",
                     row.purged_at == 0 ? "" : purged_text(row.purged_at, arena));
}

/* Of bytes that have changed since, the record at its place would be another. */
static struct reader *open_verified(const struct deployment *deployment,
                                    const struct manifest *manifest, const struct landed *document,
                                    struct arena *arena, struct error *err)
{
    if (landed_verify(deployment->landing, manifest, document, NULL, arena, err) != 0)
        return NULL;
    return landed_open(deployment->landing, manifest, document, arena, err);
}

/* Opens the document wherever in the batch's landing it lies, the newest attempt first. */
static struct reader *open_document(const struct deployment *deployment, struct ledger *ledger,
                                    const struct refused_place *place, struct arena *arena,
                                    struct error *err)
{
    const struct landed *other = NULL;
    struct landed_attempts landed;
    int attempt;

    if (landing_attempts(deployment->landing, place->source, place->window, &landed, arena, err) !=
        0)
        return NULL;
    for (attempt = landed.sealed; attempt > 0; attempt--) {
        struct manifest manifest;
        const struct landed *document;

        if (manifest_read(deployment->landing, place->source, place->window, attempt, &manifest,
                          arena, err) != 0) {
            /* A key that is missing is to be brought, whatever else lies there. */
            if (err->kind == ERROR_CONFIG)
                return NULL;
            continue;
        }
        document = manifest_find(&manifest, place->document);
        if (document != NULL && is_refused_one(document, place))
            return open_verified(deployment, &manifest, document, arena, err);
        if (other == NULL)
            other = document;
    }
    if (other != NULL)
        refuse_other(place, other, err);
    else
        tell_missing(ledger, place, arena, err);
    return NULL;
}

static int show_place(const struct deployment *deployment, struct ledger *ledger,
                      const struct refused_place *place, struct buffer *text, struct arena *arena,
                      struct error *err)
{
    const struct mapping *mapping =
        place->mapping == NULL ? NULL : deployment_mapping(deployment, place->mapping);
    struct reader *bytes = open_document(deployment, ledger, place, arena, err);

    if (bytes == NULL)
        return -1;
    if (place->position == 0 || mapping == NULL)
        return blur_lines(bytes, place->line, text, arena, err);
    return tap_record(mapping, bytes, place->position, text, err) < 0 ? -1 : 0;
}

int quarantine_excerpt(const struct deployment *deployment, struct ledger *ledger,
                       const char *number, struct buffer *text, struct error *err)
{
    struct arena *arena = arena_new();
    struct refused_place place = {0};
    int found = find_place(ledger, number, &place, arena, err);

    if (found == 1)
        found = show_place(deployment, ledger, &place, text, arena, err);
    arena_free(arena);
    return found < 0 ? -1 : 0;
}
