/* The first half of a batch's way: pages from the far end become documents in the landing. */
#include "batch/fetch.h"

#include <string.h>

#include "batch/audit.h"
#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/space.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/pulse.h"
#include "core/reader.h"
#include "landing/landing.h"

struct fetch {
    const struct source_config *config;
    const struct batch *batch;
    struct source *source;
    struct landing *landing;
    size_t documents;
    long declared;
};

struct source_reader {
    struct reader reader;
    struct source *source;
};

static ssize_t read_from_source(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    struct source *source = ((struct source_reader *)reader)->source;

    if (pulse_check_amid(source->pulse, err) != 0)
        return -1;
    return source_read(source, buffer, size, err);
}

static int land_document(struct fetch *fetch, const struct document *document, struct error *err)
{
    struct source_reader bytes = {{.read = read_from_source}, fetch->source};
    struct landed landed = {.name = document->name,
                            .format = document->format,
                            .request = document->request,
                            .content_type = document->content_type,
                            .status = document->status};

    if (document->declared >= 0)
        fetch->declared = document->declared;
    fetch->documents++;
    return landing_put(fetch->landing, &landed, &bytes.reader, fetch->config->document_mib << 20,
                       err);
}

static int land_documents(struct fetch *fetch, struct error *err)
{
    struct document document;
    int got;

    while ((got = source_next(fetch->source, &document, err)) == 1)
        if (land_document(fetch, &document, err) != 0)
            return -1;
    return got;
}

static int fetch_and_seal(struct fetch *fetch, struct error *err)
{
    if (source_open(fetch->source, err) != 0 || land_documents(fetch, err) != 0)
        return -1;
    return landing_seal(fetch->landing, fetch->declared, err);
}

static int64_t landed_bytes(const struct manifest *manifest)
{
    int64_t bytes = 0;
    size_t i;

    for (i = 0; i < manifest->count; i++)
        bytes += manifest->documents[i].size;
    return bytes;
}

/* Tells the ledger what the manifest says, so that the two cannot differ. */
static int note_landed(const struct deployment *deployment, const struct fetch *fetch,
                       struct ledger *ledger, struct arena *arena, struct error *err)
{
    const struct batch *batch = fetch->batch;
    struct manifest manifest;
    int64_t bytes;

    if (manifest_read(deployment->landing, batch->source, batch->window.id, batch->attempt,
                      &manifest, arena, err) != 0)
        return -1;
    bytes = landed_bytes(&manifest);
    if (audit_add(ledger, "received", batch->id,
                  arena_print(arena, "attempt=%d documents=%zu bytes=%lld manifest=%s",
                              batch->attempt, manifest.count, (long long)bytes, manifest.sha256),
                  err) != 0 ||
        ledger_landed(ledger, batch, manifest.count, bytes, manifest.declared, err) != 0)
        return -1;
    log_event(LOG_DEBUG, batch->source, batch->id, "landed documents=%zu bytes=%lld",
              manifest.count, (long long)bytes);
    return 0;
}

/* A line for the audit: what this request is about. */
static const char *describe(const struct batch *batch, struct arena *arena)
{
    char since[INSTANT_TEXT_SIZE], until[INSTANT_TEXT_SIZE];

    instant_format(batch->window.since, VIETNAM_OFFSET_SECONDS, since);
    instant_format(batch->window.until, VIETNAM_OFFSET_SECONDS, until);
    return arena_print(arena, "attempt=%d since=%s until=%s", batch->attempt, since, until);
}

/* Requests that came to nothing are on record too, with how far they came. */
static void audit_failure(const struct fetch *fetch, struct ledger *ledger,
                          const struct error *reason, struct arena *arena)
{
    const struct batch *batch = fetch->batch;
    const char *detail = arena_print(arena, "attempt=%d documents=%zu kind=%s", batch->attempt,
                                     fetch->documents, error_kind_name(reason->kind));
    struct error err;

    if (audit_add(ledger, "not received", batch->id, detail, &err) != 0)
        log_event(LOG_ERROR, batch->source, batch->id, "the audit cannot be written: %s", err.text);
}

int batch_fetch(const struct deployment *deployment, const struct source_config *config,
                const struct batch *batch, struct source *source, struct ledger *ledger,
                struct arena *arena, struct error *err)
{
    struct fetch fetch = {.config = config, .batch = batch, .source = source, .declared = -1};

    if (space_check(deployment, ledger, batch, err) != 0)
        return -1;
    fetch.landing = landing_open(deployment->landing, batch, arena, err);
    if (fetch.landing == NULL ||
        audit_add(ledger, "request", batch->id, describe(batch, arena), err) != 0)
        return -1;
    if (fetch_and_seal(&fetch, err) == 0)
        return note_landed(deployment, &fetch, ledger, arena, err);
    audit_failure(&fetch, ledger, err, arena);
    return -1;
}
