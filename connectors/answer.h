/*
 * What a reply says, as far as success and paging need to know.
 *
 * A reply is read twice from its spool: once to see that its compression is whole, to hash it and
 * to look at its first bytes, once to find the few texts that were asked for.  It is judged
 * elsewhere (success.h, page.h).
 */
#ifndef CONNECTORS_ANSWER_H
#define CONNECTORS_ANSWER_H

#include <stdbool.h>

#include "core/digest.h"

struct arena;
struct error;
struct format;
struct reply;
struct secrets;

/* What the body is, as its first bytes show: far ends lie about it in their headers. */
enum content { CONTENT_ANY, CONTENT_JSON, CONTENT_XML, CONTENT_HTML, CONTENT_EMPTY };

/* The texts that may be looked for. */
enum fact {
    FACT_CODE,     /* the far end's own code */
    FACT_MESSAGE,  /* its words for people */
    FACT_PRESENT,  /* what a success has */
    FACT_ABSENT,   /* what it does not have */
    FACT_EXPIRED,  /* the code that tells of an old token */
    FACT_TOKEN,    /* what login gives */
    FACT_EXPIRES,  /* the seconds that it lives */
    FACT_DECLARED, /* the number of records that there are in all */
    FACT_INSIDE,   /* the base64 document that holds the records */
    FACT_RECORDS,  /* a record */
    /* These have the same place everywhere and need not be asked for. */
    FACT_FAULT,
    FACT_FAULT_CODE,
    FACT_FAULT_TEXT,
    FACT_GATEWAY_CODE,
    FACT_GATEWAY_MESSAGE,
    FACT_GATEWAY_DESCRIPTION,
    FACT_COUNT
};

/* Paths as document_probe takes them; NULL for what is not asked. */
struct question {
    const char *paths[FACT_COUNT];
    const struct format *inside; /* of FACT_INSIDE; FACT_RECORDS is then looked for in there */
};

enum { EXCERPT_SIZE = 201 };

struct answer {
    enum content content;
    bool is_damaged;               /* its syntax is broken: of what it says, nothing is known */
    const char *texts[FACT_COUNT]; /* the first at each path; NULL when there is none */
    /* The same for messages: without our secrets, which the far end may repeat, and not too long.
     * Also NULL of those that are no words: tokens, documents, records. */
    const char *quotes[FACT_COUNT];
    long counts[FACT_COUNT];     /* how often the path occurs; -1 when that is not known */
    char hash[DIGEST_TEXT_SIZE]; /* of the plain body */
    /* The printable beginning of a page or a plain text, without our secrets.  "" of all other
     * bodies: they may be full of records about persons. */
    char excerpt[EXCERPT_SIZE];
};

/* Reads the reply; texts live in the arena.  ERROR_SOURCE when its gzip stream is cut or damaged;
 * broken syntax is no failure here but is_damaged. */
int answer_read(const struct question *question, const struct reply *reply,
                const struct secrets *secrets, struct answer *answer, struct arena *arena,
                struct error *err);

/* The content's name for people: "JSON", "an HTML page", ... */
const char *content_name(enum content content);

#endif
