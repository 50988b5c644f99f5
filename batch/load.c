/* The second half of a batch's way: landed documents become rows, or refusals with a reason. */
#include "batch/load.h"

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/purged.h"
#include "batch/refusals.h"
#include "batch/signatures.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/file.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/pulse.h"
#include "core/reader.h"
#include "core/record.h"
#include "landing/landing.h"
#include "stores/store.h"
#include "transforms/transform.h"

struct load {
    const struct load_context *context;
    struct manifest manifest;
    struct batch batch; /* as the store is told of it: as of the landing that is being loaded */
    const struct landed *document;
    struct signature_verifier *verifier; /* NULL: nobody asks for signatures */
    const char *stage; /* "signature" or "document": why a document may be refused now */
    struct origin origin;
    struct tally tally;
    long declared_received; /* records of the first mapping, which a declared total counts */
    long documents_refused;
};

static int store_record(struct load *load, const struct record *record, struct error *err)
{
    enum outcome outcome;

    load->tally.received++;
    if (record->is_filtered) {
        load->tally.filtered++;
        return 0;
    }
    if (store_put(load->context->store, record, &outcome, err) != 0)
        return -1;
    tally_count(&load->tally, outcome);
    return 0;
}

/* The mapping that has made the record: its table may be that of others too. */
static const struct mapping *mapping_of(const struct load *load, const struct record *record)
{
    const struct source_config *config = load->context->config;
    size_t i = 0;

    while (i + 1 < config->mapping_count && mapping_schema(config->mappings[i]) != record->schema)
        i++;
    return config->mappings[i];
}

static int quarantine_record(struct load *load, const struct record *record, struct error *err)
{
    const struct error reason = *err;
    const struct quarantined refused = {
        .mapping = mapping_name(mapping_of(load, record)),
        .document = load->document->name,
        .hash = load->document->sha256,
        .position = record->position,
        .line = reason.line != 0 ? reason.line : record->line,
        .field = record->refusal.field,
        .value = record->refusal.value,
        .rule = record->refusal.rule,
        .key = record->key,
        .reason = reason.text,
    };

    load->tally.received++;
    load->tally.quarantined++;
    return refusals_add(load->context->ledger, load->context->batch, &refused, err);
}

/* A declared total counts the records of the first mapping. */
static void count_declared(struct load *load, const struct record *record)
{
    load->declared_received += mapping_of(load, record) == load->context->config->mappings[0];
}

static int load_records(struct load *load, struct transform *transform, struct error *err)
{
    struct record record;
    int got;

    while ((got = transform_next(transform, &record, err)) != 0) {
        if (got < 0 && err->kind != ERROR_RECORD)
            return -1;
        count_declared(load, &record);
        if (got < 0 ? quarantine_record(load, &record, err) : store_record(load, &record, err))
            return -1;
    }
    return 0;
}

static int note_drift(struct load *load, const struct transform *transform, size_t mapping,
                      struct error *err)
{
    const struct load_context *context = load->context;
    size_t count, i;
    const struct drift *drift = transform_drift(transform, mapping, &count);

    for (i = 0; i < count; i++) {
        const struct drifted drifted = {
            .kind = drift_names[drift[i].kind],
            .name = drift[i].name,
            .value = drift[i].value,
            .count = drift[i].count,
        };

        if (refusals_add_drift(context->ledger, context->batch,
                               mapping_name(context->config->mappings[mapping]), &drifted,
                               err) != 0)
            return -1;
    }
    return 0;
}

/* What drifted in a document that fails its batch is noted too: it may be the reason. */
static int load_transformed(struct load *load, struct transform *transform, struct error *err)
{
    int result = load_records(load, transform, err);
    struct error second;
    size_t i;

    if (result != 0 && err->kind != ERROR_DATA)
        return -1;
    for (i = 0; i < load->context->config->mapping_count; i++)
        if (note_drift(load, transform, i, result == 0 ? err : &second) != 0)
            return -1;
    return result;
}

/* Reads the document once, for all mappings of the source. */
static int load_mappings(struct load *load, struct error *err)
{
    const struct load_context *context = load->context;
    const struct mappings mappings = {context->config->mappings, context->config->mapping_count};
    struct transform *transform;
    struct reader *bytes;
    int result;

    load->stage = "document";
    bytes = landed_open(context->deployment->landing, &load->manifest, load->document,
                        context->arena, err);
    if (bytes == NULL)
        return -1;
    transform = transform_open(&mappings, bytes, &load->origin, context->key, err);
    if (transform == NULL)
        return -1;
    transform_watch(transform, context->pulse);
    result = load_transformed(load, transform, err);
    transform_close(transform);
    return result;
}

/* A landing that was damaged after it was sealed looks like a malformed document, but is no fault
 * of the source: reading it to its end tells. */
static int verify_landed(const struct load *load, struct error *err)
{
    const struct load_context *context = load->context;
    struct reader *bytes = landed_open(context->deployment->landing, &load->manifest,
                                       load->document, context->arena, err);
    char chunk[16384];
    ssize_t got;

    if (bytes == NULL)
        return -1;
    bytes = pulse_reader(bytes, context->pulse, context->arena);
    while ((got = reader_read(bytes, chunk, sizeof chunk, err)) > 0)
        continue;
    reader_close(bytes);
    return got == 0 ? 0 : -1;
}

/* Takes back what the document had given so far and notes it as one refusal: how many records a
 * malformed document would have had, nobody can know. */
static int quarantine_document(struct load *load, const struct tally *before, struct error *err)
{
    const struct load_context *context = load->context;
    const struct error reason = *err;
    const struct quarantined refused = {
        .mapping = mapping_name(context->config->mappings[0]),
        .document = load->document->name,
        .hash = load->document->sha256,
        .line = reason.line,
        .rule = load->stage,
        .reason = reason.text,
    };

    if (verify_landed(load, err) != 0)
        return -1;
    log_event(LOG_WARNING, context->config->name, context->batch->id,
              "document %s is quarantined whole: %s", load->document->name, reason.text);
    load->tally = *before;
    load->tally.received++;
    load->tally.quarantined++;
    load->documents_refused++;
    if (store_rewind(context->store, err) != 0 ||
        refusals_forget(context->ledger, context->batch, load->document->name, err) != 0)
        return -1;
    return refusals_add(context->ledger, context->batch, &refused, err);
}

static int judge_signature(struct load *load, struct error *err)
{
    const struct load_context *context = load->context;
    const struct signature_place place = {
        .deployment = context->deployment,
        .config = context->config,
        .batch = context->batch,
        .manifest = &load->manifest,
        .document = load->document,
        .ledger = context->ledger,
        .pulse = context->pulse,
    };

    load->stage = "signature";
    return signatures_judge(load->verifier, &place, context->arena, err);
}

static int load_document(struct load *load, struct error *err)
{
    struct tally before = load->tally;

    load->origin.document = load->document->name;
    load->origin.document_hash = load->document->sha256;
    load->origin.fetched_at = load->document->fetched_at;
    load->origin.expires_at =
        instant_add(load->document->fetched_at, load->context->config->validity, 1,
                    load->context->config->offset_seconds);
    if (load->origin.expires_at == load->origin.fetched_at)
        load->origin.expires_at = 0;

    if (store_mark(load->context->store, err) != 0)
        return -1;
    if (judge_signature(load, err) == 0 && load_mappings(load, err) == 0)
        return 0;
    return err->kind == ERROR_DOCUMENT ? quarantine_document(load, &before, err) : -1;
}

static int check_declared(const struct load *load, struct error *err)
{
    if (load->manifest.declared < 0 || load->documents_refused != 0 ||
        load->manifest.declared == load->declared_received)
        return 0;
    return error_set(err, ERROR_DATA,
                     "the far end declared %ld records but %ld were received; hint: run the batch "
                     "again, and ask the source if it stays so",
                     load->manifest.declared, load->declared_received);
}

static int load_documents(struct load *load, struct error *err)
{
    size_t i;

    for (i = 0; i < load->manifest.count; i++) {
        load->document = &load->manifest.documents[i];
        if (load_document(load, err) != 0)
            return error_within(err, "%s", load->document->name);
    }
    return check_declared(load, err);
}

/* What has landed earlier is as old as it was then, whenever it is loaded. */
static void date_batch(struct load *load)
{
    load->batch.window.since = load->manifest.since;
    load->batch.window.until = load->manifest.until;
    load->batch.fetched_at = load->manifest.fetched_at;
    load->batch.is_snapshot = load->manifest.is_snapshot;
}

/* Loads the documents of one attempt's landing, and sees that they are as many as declared. */
static int load_landing(struct load *load, int landed_attempt, struct error *err)
{
    const struct load_context *context = load->context;

    load->declared_received = 0;
    if (manifest_read(context->deployment->landing, context->batch->source,
                      context->batch->window.id, landed_attempt, &load->manifest, context->arena,
                      err) != 0)
        return -1;
    date_batch(load);
    return load_documents(load, err);
}

/* An earlier landing gives its rows and no more: what the batch received and refused is told of the
 * newest, so that it is the same whether the batch is fetched or loaded again. */
static int load_earlier(struct load *load, int landed_attempt, struct error *err)
{
    if (load_landing(load, landed_attempt, err) != 0)
        return -1;
    load->tally = (struct tally){0};
    load->documents_refused = 0;
    return refusals_begin(load->context->ledger, err);
}

/* A landing that is not the newest is not fetched again by itself: somebody has to decide. */
static int advise(const struct load *load, int landed_attempt, struct error *err)
{
    const char *text = arena_text(load->context->arena, err->text);

    return error_set(err, ERROR_DATA,
                     "attempt %d, which it was loaded from before: %s; hint: restore it from a "
                     "backup, or give it up with 'nhip purge %s --attempt %d --reason TEXT'",
                     landed_attempt, text, load->context->batch->id, landed_attempt);
}

/* What was purged is not asked for; that it is missed is told. */
static int load_earlier_if_kept(struct load *load, int landed_attempt, struct error *err)
{
    const struct load_context *context = load->context;
    int64_t purged_at;

    if (purged_find(context->ledger, context->batch->id, landed_attempt, &purged_at, err) != 0)
        return -1;
    if (purged_at == 0 && load_earlier(load, landed_attempt, err) == 0)
        return 0;
    if (purged_at == 0)
        return err->kind == ERROR_DATA ? advise(load, landed_attempt, err) : -1;
    log_event(LOG_WARNING, context->batch->source, context->batch->id,
              "loaded without what only attempt %d had landed: %s", landed_attempt,
              purged_text(purged_at, context->arena));
    return 0;
}

/* Whether the store has all that the batch was ever loaded from, as today's mappings read it. */
static int find_whole(const struct load_context *context, bool *is_whole, struct error *err)
{
    struct batch_row row = {0};
    int stored_attempt;

    if (store_loaded(context->store, context->batch->id, &stored_attempt, err) != 0 ||
        ledger_find(context->ledger, context->batch->id, context->config->loaded_by, &row, err) < 0)
        return -1;
    *is_whole = stored_attempt == row.loaded_attempt && !row.is_outdated;
    return 0;
}

/* What the batch was ever loaded from comes first where the store may lack it.  Where it does not,
 * loading it again changes nothing. */
static int load_landings(struct load *load, struct error *err)
{
    const struct load_context *context = load->context;
    int landed_attempt = 0;
    bool is_whole;
    int got;

    if (find_whole(context, &is_whole, err) != 0)
        return -1;
    while ((got = ledger_next_landing(context->ledger, context->batch->id, &landed_attempt, err)) ==
           1)
        if (landed_attempt < context->landed_attempt && (context->is_from_landing || !is_whole) &&
            load_earlier_if_kept(load, landed_attempt, err) != 0)
            return -1;
    return got == 0 ? load_landing(load, context->landed_attempt, err) : -1;
}

/* The figures are older than the store from the commit on, whatever becomes of this process. */
static int mark_stale(const struct deployment *deployment, struct error *err)
{
    if (file_is_present(deployment->stale_mark))
        return 0;
    return file_replace(deployment->stale_mark, "", 0, 0600, err);
}

/* Refusals are on record before the rows are visible. */
static int load_all(struct load *load, struct error *err)
{
    const struct load_context *context = load->context;

    if (store_begin(context->store, &load->batch, err) != 0 ||
        refusals_begin(context->ledger, err) != 0 || load_landings(load, err) != 0 ||
        refusals_check(context->config, &load->tally, err) != 0 ||
        refusals_commit(context->ledger, context->batch, err) != 0 ||
        mark_stale(context->deployment, err) != 0)
        return -1;
    return store_commit(context->store, &load->tally, err);
}

/* A batch that fails for what is in it keeps its refusals and drift too, for they are why an
 * operator will look. */
static void keep_refusals(const struct load *load, enum error_kind kind)
{
    const struct load_context *context = load->context;
    struct error err;

    if ((kind == ERROR_DATA || kind == ERROR_QUARANTINE) &&
        refusals_commit(context->ledger, context->batch, &err) != 0)
        log_event(LOG_WARNING, context->batch->source, context->batch->id,
                  "what was refused is not on record: %s", err.text);
}

int batch_load(const struct load_context *context, struct tally *tally, long *documents_refused,
               struct error *err)
{
    struct load load = {.context = context, .batch = *context->batch};
    int result;

    if (manifest_read(context->deployment->landing, context->batch->source,
                      context->batch->window.id, context->landed_attempt, &load.manifest,
                      context->arena, err) != 0 ||
        ledger_loading(context->ledger, context->batch, context->landed_attempt,
                       context->config->loaded_by, err) != 0 ||
        signatures_open(context->config, &load.verifier, context->arena, err) != 0)
        return -1;
    load.origin.source = context->batch->source;
    load.origin.batch = context->batch->id;
    result = load_all(&load, err);
    signature_close(load.verifier);
    if (result != 0) {
        store_rollback(context->store);
        keep_refusals(&load, err->kind);
        return -1;
    }
    *tally = load.tally;
    *documents_refused = load.documents_refused;
    return ledger_loaded(context->ledger, context->batch, tally, err);
}
