/* The second half of a batch's way: landed documents become rows, or refusals with a reason. */
#include "batch/load_inside.h"

#include "batch/deployment.h"
#include "batch/figures.h"
#include "batch/lease.h"
#include "batch/ledger.h"
#include "batch/lock.h"
#include "batch/purged.h"
#include "batch/refusals.h"
#include "batch/signatures.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/log.h"
#include "stores/store.h"

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
    if (context->is_purge_known)
        return 0;
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

/* Refusals are on record before the rows are visible. */
static int load_all(struct load *load, struct error *err)
{
    const struct load_context *context = load->context;

    if (store_begin(context->store, &load->batch, err) != 0 ||
        refusals_begin(context->ledger, err) != 0 || load_landings(load, err) != 0 ||
        refusals_check(context->config, &load->tally, err) != 0 ||
        refusals_commit(context->ledger, context->batch, err) != 0 ||
        figures_mark_stale(context->deployment, err) != 0 || lease_renew(context->lease, err) != 0)
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

/* Loads while it is this process's turn to write the store. */
static int load_in_turn(struct load *load, struct error *err)
{
    const struct load_context *context = load->context;
    int turn = lock_store(context->deployment->locks, context->pulse, err);
    int result = turn < 0 ? -1 : load_all(load, err);

    if (result != 0)
        store_rollback(context->store);
    lock_close(turn);
    return result;
}

int batch_load(const struct load_context *context, struct tally *tally, long *documents_refused,
               struct error *err)
{
    struct load load = {.context = context, .batch = *context->batch};
    int result;

    /* A load that fails at its manifest, as for want of a key, is still a load of that landing. */
    if (ledger_loading(context->ledger, context->batch, context->landed_attempt,
                       context->config->loaded_by, err) != 0 ||
        manifest_read(context->deployment->landing, context->batch->source,
                      context->batch->window.id, context->landed_attempt, &load.manifest,
                      context->arena, err) != 0 ||
        signatures_open(context->config, &load.verifier, context->arena, err) != 0)
        return -1;
    load.origin.source = context->batch->source;
    load.origin.batch = context->batch->id;
    result = load_in_turn(&load, err);
    signature_close(load.verifier);
    if (result != 0) {
        keep_refusals(&load, err->kind);
        return -1;
    }
    *tally = load.tally;
    *documents_refused = load.documents_refused;
    return ledger_loaded(context->ledger, context->batch, tally, err);
}
