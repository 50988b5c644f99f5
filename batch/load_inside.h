/*
 * A load from the inside: what its files share.  load.c has the batch and its landings,
 * load_document.c one document.
 */
#ifndef BATCH_LOAD_INSIDE_H
#define BATCH_LOAD_INSIDE_H

#include "batch/load.h"
#include "core/batch.h"
#include "core/record.h"
#include "landing/landing.h"

struct error;
struct signature_verifier;

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

/* Loads load->document.  One that is malformed goes to quarantine as a whole, after which the load
 * goes on. */
int load_document(struct load *load, struct error *err);

#endif
