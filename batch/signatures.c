/* The policy of a source, at work on its documents. */
#include "batch/signatures.h"

#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/file.h"
#include "core/format.h"
#include "core/gzip.h"
#include "core/log.h"
#include "core/problem.h"
#include "core/pulse.h"
#include "core/reader.h"
#include "core/yaml.h"
#include "landing/landing.h"

/* The CA file is read here, so that a wrong one is found before anything is fetched. */
static void check_ca(struct source_config *config, const struct deployment *deployment,
                     const struct node *tree, struct problems *problems)
{
    struct signature_policy *policy = &config->signature;
    const char *given = policy->ca;
    struct signature_verifier *verifier;
    struct error err;

    policy->ca = path_join(problems->arena, deployment->folder, given);
    verifier = signature_open(policy, problems->arena, &err);
    if (verifier == NULL)
        problem_at_text(problems, tree, given, "%s", err.text);
    signature_close(verifier);
}

static void check_at(const struct signature_policy *policy, const struct node *tree,
                     struct problems *problems)
{
    if (policy->at != NULL && (policy->at[0] == '\0' || policy->at[0] == '/' ||
                               policy->at[strlen(policy->at) - 1] == '/'))
        problem_at_text(problems, tree, policy->at,
                        "'%s' is no path; accepted: local names from the root, as TBT/DATA",
                        policy->at);
}

void signatures_check_config(struct source_config *config, const struct deployment *deployment,
                             const struct node *tree, struct problems *problems)
{
    const struct signature_policy *policy = &config->signature;
    const struct node *place = node_find(tree, "signature");
    /* Whether they are checked at all may not be known; how they would be is looked at then. */
    bool is_unsure = problem_is_of(problems, place, "check", NULL);

    if (place == NULL || (config->signature_check == SIGNATURE_CHECK_NONE && !is_unsure))
        return;
    check_at(policy, tree, problems);
    if (policy->ca != NULL)
        check_ca(config, deployment, tree, problems);
    if (is_unsure)
        return;
    if (policy->ca == NULL)
        problem_missing(problems, place, "ca",
                        "it takes a PEM file with the certificates of the CAs that count");
    if (config->format != NULL && format_find(config->format) != NULL &&
        strcmp(config->format, "xml") != 0)
        problem_at_key(problems, place, "signatures can be checked in xml only, not in %s",
                       config->format);
}

int signatures_open(const struct source_config *config, struct signature_verifier **verifier,
                    struct arena *arena, struct error *err)
{
    *verifier = NULL;
    if (config->signature_check == SIGNATURE_CHECK_NONE)
        return 0;
    *verifier = signature_open(&config->signature, arena, err);
    return *verifier == NULL ? -1 : 0;
}

static int verify(const struct signature_verifier *verifier, const struct signature_place *place,
                  struct signature *result, struct arena *arena, struct error *err)
{
    struct reader *bytes =
        landed_open(place->deployment->landing, place->manifest, place->document, arena, err);
    int status;

    if (bytes == NULL)
        return -1;
    bytes = pulse_reader(gzip_reader(bytes, arena), place->pulse, arena);
    status = signature_verify(verifier, bytes, place->document->fetched_at, result, arena, err);
    reader_close(bytes);
    return status;
}

static int note(const struct signature_place *place, const struct signature *result,
                struct error *err)
{
    struct statement *statement =
        ledger_prepare(place->ledger, place->batch,
                       "INSERT INTO new_signature"
                       " (batch, attempt, landed, document, state, signer, reason)"
                       " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                       err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 3, place->manifest->attempt);
    statement_bind_string(statement, 4, place->document->name);
    statement_bind_string(statement, 5, signature_state_names[result->state]);
    statement_bind_string(statement, 6, result->signer);
    statement_bind_string(statement, 7, result->reason);
    return statement_run(statement, err);
}

/* What is refused is told by whoever refuses it. */
static int react(const struct signature_place *place, const struct signature *result,
                 struct error *err)
{
    const char *state = signature_state_names[result->state];
    const char *reason = result->reason != NULL ? result->reason : "there is no signature in it";

    if (result->state == SIGNATURE_SIGNED)
        return 0;
    if (place->config->signature_check == SIGNATURE_CHECK_REQUIRE)
        return error_set(err, ERROR_DOCUMENT, "its signature is required and %s: %s",
                         result->state == SIGNATURE_UNSIGNED ? "missing" : state, reason);
    if (result->state == SIGNATURE_BROKEN)
        log_event(LOG_WARNING, place->config->name, place->batch->id,
                  "the signature of %s is broken: %s", place->document->name, reason);
    return 0;
}

int signatures_judge(const struct signature_verifier *verifier, const struct signature_place *place,
                     struct arena *arena, struct error *err)
{
    struct arena_mark mark = arena_mark(arena);
    struct signature result;
    int status;

    if (verifier == NULL)
        return 0;
    status = verify(verifier, place, &result, arena, err);
    if (status == 0)
        status = note(place, &result, err);
    if (status == 0)
        status = react(place, &result, err);
    arena_rewind(arena, mark);
    return status;
}
