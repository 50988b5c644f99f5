/* nhip show: one batch whole: its window, attempts, documents, signatures, refusals and drift. */
#include "batch/audit.h"
#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/listing.h"
#include "batch/output.h"
#include "batch/quarantine.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/table.h"

struct show_options {
    int format;
    const char *document;
    long attempt;
};

static const struct option options[] = {
    {"format", OPTION_CHOICE, offsetof(struct show_options, format), .choices = table_formats,
     .help = "form of the lists"},
    {"document", OPTION_TEXT, offsetof(struct show_options, document),
     .help = "write this landed document as it was received"},
    {"attempt", OPTION_NUMBER, offsetof(struct show_options, attempt), .least = 1,
     .most = 1000000000, .help = "the attempt that landed it, else the last"},
    {0}};

static int print_batch(struct invocation *invocation, const struct deployment *deployment,
                       struct ledger *ledger, struct error *err)
{
    const struct show_options *wanted = invocation->options;
    const char *batch = invocation->arguments[0];
    struct arena *arena = invocation->arena;
    const struct refusal_filter refused = {.batch = batch, .has_dropped = true};
    const struct table *table = listing_batch(ledger, batch, arena, err);

    if (table == NULL)
        return -1;
    if (table->row_count == 0)
        return session_refuse_batch(batch, err);
    if (session_print_part("Batch", table, wanted->format, err) != 0 ||
        session_print_part("Attempts", listing_attempts(ledger, batch, arena, err), wanted->format,
                           err) != 0 ||
        session_print_part("Documents", output_documents(deployment, batch, arena, err),
                           wanted->format, err) != 0 ||
        session_print_part("Signatures", listing_signatures(ledger, batch, arena, err),
                           wanted->format, err) != 0 ||
        session_print_part("Drift", listing_drift(ledger, batch, arena, err), wanted->format,
                           err) != 0)
        return -1;
    return session_print_part("Refused", quarantine_list(ledger, &refused, arena, err),
                              wanted->format, err);
}

/* A landed document has all that the far end gave, persons too: the audit has who looked at it. */
static int write_document(const struct invocation *invocation, const struct deployment *deployment,
                          struct ledger *ledger, struct error *err)
{
    const struct show_options *wanted = invocation->options;
    const struct landed_name name = {.batch = invocation->arguments[0],
                                     .document = wanted->document,
                                     .attempt = wanted->attempt};

    if (audit_add(ledger, "show", invocation->line, "", err) != 0 ||
        output_document(deployment, ledger, &name, stdout, err) != 0)
        return -1;
    return session_flush(err);
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct show_options *wanted = invocation->options;
    struct deployment *deployment = session_deployment(invocation, err);
    struct ledger *ledger;
    int result;

    if (deployment == NULL)
        return -1;
    if (wanted->attempt != 0 && wanted->document == NULL)
        return error_set(err, ERROR_USAGE, "--attempt goes with --document");
    ledger = wanted->document == NULL ? session_ledger(invocation, deployment, err)
                                      : session_ledger_for_writing(invocation, deployment, err);
    if (ledger == NULL)
        return -1;
    result = wanted->document == NULL ? print_batch(invocation, deployment, ledger, err)
                                      : write_document(invocation, deployment, ledger, err);
    ledger_close(ledger);
    return result;
}

const struct command command_show = {
    .name = "show",
    .summary = "Show one batch: its window, attempts, documents, signatures, drift and refusals.",
    .usage = "BATCH [OPTIONS]",
    .example = "  nhip show dvcqg@2022-03-01\n"
               "  nhip show dvcqg@2022-03-01 --document page-0001.json\n",
    .options = options,
    .size = sizeof(struct show_options),
    .least = 1,
    .most = 1,
    .run = run,
};
