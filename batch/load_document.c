/* One landed document: through its transform into the store, or into quarantine as a whole. */
#include "batch/load_inside.h"

#include "batch/deployment.h"
#include "batch/refusals.h"
#include "batch/signatures.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/pulse.h"
#include "core/reader.h"
#include "stores/store.h"
#include "transforms/transform.h"

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

    /* A landing that was damaged after it was sealed looks like a malformed document, but is no
     * fault of the source. */
    if (landed_verify(context->deployment->landing, &load->manifest, load->document, context->pulse,
                      context->arena, err) != 0)
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

int load_document(struct load *load, struct error *err)
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
