/* Tables about the program itself and about what has landed. */
#include "batch/output.h"

#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/purged.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/format.h"
#include "core/option.h"
#include "core/reader.h"
#include "core/table.h"
#include "landing/landing.h"
#include "landing/manifest.h"
#include "reports/report.h"
#include "stores/store.h"

void output_table(const struct table *table, const char *format, FILE *stream)
{
    report_format_find(format)->write(table, stream);
}

static const struct column connector_columns[] = {
    {.name = "kind"}, {.name = "name"}, {.name = "option"}, {.name = "takes"}, {.name = "meaning"},
};

static void add_part(struct table *table, const char *kind, const char *name, const char *summary)
{
    const char **row = table_add(table);

    row[0] = kind;
    row[1] = name;
    row[4] = summary;
}

/* Lists options, those of nested maps with the path to them. */
static void add_options(struct table *table, const char *name, const char *path,
                        const struct option *option)
{
    for (; option != NULL && option->name != NULL; option++) {
        const char *full = arena_print(table->arena, "%s%s", path, option->name);
        const char **row = table_add(table);

        row[1] = name;
        row[2] = full;
        row[3] = arena_print(table->arena, "%s%s%s%s", option_type_text(option, table->arena),
                             option->is_required ? ", required" : "",
                             option->fallback != NULL ? ", default " : "",
                             option->fallback != NULL ? option->fallback : "");
        row[4] = option->help;
        if (option->type == OPTION_STRUCT || option->type == OPTION_STRUCTS)
            add_options(table, name, arena_print(table->arena, "%s.", full), option->options);
    }
}

struct table *output_connectors(struct arena *arena)
{
    struct table *table = table_new("connectors", connector_columns, 5, arena);
    size_t i;

    for (i = 0; connectors[i] != NULL; i++) {
        add_part(table, "connector", connectors[i]->name, connectors[i]->summary);
        add_options(table, connectors[i]->name, "", connectors[i]->options);
    }
    for (i = 0; formats[i] != NULL; i++)
        add_part(table, "format", formats[i]->name, formats[i]->summary);
    for (i = 0; backends[i] != NULL; i++) {
        add_part(table, "store", backends[i]->name, backends[i]->summary);
        add_options(table, backends[i]->name, "", backends[i]->options);
    }
    return table;
}

/* A batch by the two parts of its id. */
struct landed_batch {
    const char *source, *window;
};

static int refuse_batch(const char *batch, struct error *err)
{
    return error_set(err, ERROR_USAGE,
                     "nothing of a batch '%s' has landed; hint: nhip status lists the sources, and "
                     "nhip status SOURCE its batches",
                     batch);
}

static int parse_batch(const char *id, struct landed_batch *batch, struct arena *arena,
                       struct error *err)
{
    const char *at = strchr(id, '@');

    if (at == NULL)
        return refuse_batch(id, err);
    batch->source = arena_copy(arena, id, (size_t)(at - id));
    batch->window = at + 1;
    if (!landing_name_is_valid(batch->source) || !landing_name_is_valid(batch->window))
        return refuse_batch(id, err);
    return 0;
}

static const struct column document_columns[] = {
    {.name = "document"}, {.name = "bytes", .type = TYPE_INTEGER},
    {.name = "sha256"},   {.name = "status", .type = TYPE_INTEGER},
    {.name = "request"},
};

struct table *output_documents(const struct deployment *deployment, const char *batch,
                               struct arena *arena, struct error *err)
{
    struct table *table = table_new("documents", document_columns, 5, arena);
    struct landed_attempts landed;
    struct landed_batch parts = {0};
    struct manifest manifest;
    size_t i;

    if (parse_batch(batch, &parts, arena, err) != 0 ||
        landing_attempts(deployment->landing, parts.source, parts.window, &landed, arena, err) != 0)
        return NULL;
    if (landed.sealed == 0)
        return table;
    if (manifest_read(deployment->landing, parts.source, parts.window, landed.sealed, &manifest,
                      arena, err) != 0)
        return NULL;
    for (i = 0; i < manifest.count; i++) {
        const char **row = table_add(table);

        row[0] = manifest.documents[i].name;
        row[1] = arena_print(arena, "%lld", (long long)manifest.documents[i].size);
        row[2] = manifest.documents[i].sha256;
        row[3] = arena_print(arena, "%d", manifest.documents[i].status);
        row[4] = manifest.documents[i].request;
    }
    return table;
}

/* An attempt that is not there was purged, or there never was one. */
static int refuse_attempt(struct ledger *ledger, const struct landed_name *name,
                          struct arena *arena, struct error *err)
{
    struct batch_row row = {0};
    int64_t purged_at = 0;

    if (ledger_find(ledger, name->batch, NULL, &row, err) < 0 ||
        (name->attempt != 0 &&
         purged_find(ledger, name->batch, (int)name->attempt, &purged_at, err) != 0))
        return -1;
    if (name->attempt == 0)
        purged_at = row.purged_at;
    if (purged_at != 0)
        return error_set(err, ERROR_USAGE, "%s: %s", name->batch, purged_text(purged_at, arena));
    if (name->attempt == 0)
        return refuse_batch(name->batch, err);
    return error_set(err, ERROR_USAGE,
                     "nothing of attempt %ld of %s has landed; hint: nhip show %s lists them",
                     name->attempt, name->batch, name->batch);
}

/* The manifest of the attempt that is meant, in *manifest. */
static int find_manifest(const struct deployment *deployment, struct ledger *ledger,
                         const struct landed_name *name, struct manifest *manifest,
                         struct arena *arena, struct error *err)
{
    struct landed_attempts landed;
    struct landed_batch batch = {0};
    int attempt;

    if (parse_batch(name->batch, &batch, arena, err) != 0 ||
        landing_attempts(deployment->landing, batch.source, batch.window, &landed, arena, err) != 0)
        return -1;
    attempt = name->attempt == 0 ? landed.sealed : (int)name->attempt;
    if (attempt == 0 ||
        !landing_is_sealed(deployment->landing, batch.source, batch.window, attempt, arena))
        return refuse_attempt(ledger, name, arena, err);
    return manifest_read(deployment->landing, batch.source, batch.window, attempt, manifest, arena,
                         err);
}

static const struct landed *find_document(const struct manifest *manifest,
                                          const struct landed_name *name, struct error *err)
{
    const struct landed *document = manifest_find(manifest, name->document);

    if (document == NULL)
        error_set(err, ERROR_USAGE,
                  "attempt %d of %s has no document '%s'; hint: nhip show %s lists them",
                  manifest->attempt, name->batch, name->document, name->batch);
    return document;
}

static int write_bytes(struct reader *bytes, FILE *stream, struct error *err)
{
    char chunk[16384];
    ssize_t got;

    while ((got = reader_read(bytes, chunk, sizeof chunk, err)) > 0)
        if (fwrite(chunk, 1, (size_t)got, stream) != (size_t)got)
            return 0;
    return (int)got;
}

int output_document(const struct deployment *deployment, struct ledger *ledger,
                    const struct landed_name *name, FILE *stream, struct error *err)
{
    struct arena *arena = arena_new();
    const struct landed *document = NULL;
    struct reader *bytes = NULL;
    struct manifest manifest = {0};
    int result;

    if (find_manifest(deployment, ledger, name, &manifest, arena, err) == 0)
        document = find_document(&manifest, name, err);
    if (document != NULL)
        bytes = landed_open(deployment->landing, &manifest, document, arena, err);
    result = bytes == NULL ? -1 : write_bytes(bytes, stream, err);
    reader_close(bytes);
    arena_free(arena);
    return result;
}
