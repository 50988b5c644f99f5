/*
 * Signatures of landed documents: verified as the source's file says, and kept in the ledger, one
 * result a document and attempt.
 *
 * A source that says nothing has none: its documents are "not checked".
 */
#ifndef BATCH_SIGNATURES_H
#define BATCH_SIGNATURES_H

#include "core/signature.h"

struct arena;
struct batch;
struct deployment;
struct error;
struct landed;
struct ledger;
struct manifest;
struct node;
struct problems;
struct pulse;
struct source_config;

/* Adds what is wrong with the source's part about signatures, and places its CA file in the
 * deployment's folder. */
void signatures_check_config(struct source_config *config, const struct deployment *deployment,
                             const struct node *tree, struct problems *problems);

/* The source's verifier, which signature_close ends; *verifier is NULL when it asks for none. */
int signatures_open(const struct source_config *config, struct signature_verifier **verifier,
                    struct arena *arena, struct error *err);

/* Where a document lies and what is being loaded. */
struct signature_place {
    const struct deployment *deployment;
    const struct source_config *config;
    const struct batch *batch;
    const struct manifest *manifest;
    const struct landed *document;
    struct ledger *ledger;
    struct pulse *pulse; /* may be NULL */
};

/* Verifies the document as of the time when it was fetched, and adds the result to what
 * refusals_begin collects.  ERROR_DOCUMENT when the source requires signatures and this is not
 * signed. */
int signatures_judge(const struct signature_verifier *verifier, const struct signature_place *place,
                     struct arena *arena, struct error *err);

#endif
