/*
 * Stores: one current copy of each record, for people and BI tools to read.
 *
 * The content of a store is a function of the set of documents loaded into it: not of their order,
 * nor of how often each was loaded.  A store knows schemas and records, no sources, no mappings, no
 * indicators.
 *
 * To add a backend: write <name>.c with a struct whose first member is struct store, its option
 * table and one const struct backend, name it in store.c, and let it pass tests/stores.
 */
#ifndef STORES_STORE_H
#define STORES_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/batch.h"
#include "core/query.h"
#include "core/record.h"

struct arena;
struct error;
struct node;
struct option;
struct problems;
struct pulse;
struct store;
struct table;

struct backend {
    const char *name, *summary;
    const struct option *options;
    size_t size;
    int (*open)(struct store *store, struct error *err);
    /* Makes or widens the tables of a schema and of its children (child.h says what columns these
     * have), and tells their columns in nhip_dictionary.  May add columns; never drops or retypes:
     * a column that has another type is ERROR_CONFIG. */
    int (*prepare)(struct store *store, const struct schema *schema, struct error *err);
    /* Begins the one transaction of a batch, which stays the caller's: it may set the batch's times
     * and whether it is a snapshot anew between documents, and those at the end are the batch's.  A
     * batch without an id gets no nhip_batch row: it carries rows of other batches over from
     * another store. */
    int (*begin)(struct store *store, const struct batch *batch, struct error *err);
    /* Keeps the record if it is the newest of its key, and its children in the place of those that
     * are there: they are part of its content. */
    int (*put)(struct store *store, const struct record *record, enum outcome *outcome,
               struct error *err);
    /* Remembers this point of the batch, and takes back all that was put since: for a document
     * that turns out to be malformed in its middle. */
    int (*mark)(struct store *store, struct error *err);
    int (*rewind)(struct store *store, struct error *err);
    /* Rows and the batch's nhip_batch row become visible together.  For a snapshot whose tally has
     * nothing quarantined, rows of its source that it did not have get their deletion time. */
    int (*commit)(struct store *store, const struct tally *tally, struct error *err);
    void (*rollback)(struct store *store); /* harmless when nothing was begun */
    /* The attempt of the batch that is loaded, 0 when none. */
    int (*loaded)(struct store *store, const char *batch, int *attempt, struct error *err);
    /* Makes a reference table's content exactly this, in one transaction of its own. */
    int (*replace)(struct store *store, const struct table *table, struct error *err);
    /* Makes all that the store has, tables and content, what a trial of the same backend has, in
     * one transaction: readers see the old or the new.  Neither is in a batch. */
    int (*become)(struct store *store, struct store *trial, struct error *err);
    struct query *(*query)(struct store *store); /* lives as long as the store */
    void (*close)(struct store *store);          /* accepts what open left half done */
};

/* What every store has. */
struct store {
    const struct backend *backend;
    const char *folder;  /* that relative paths in options start from */
    const char *file;    /* set by open: its disk is what grows; NULL: none of this machine does */
    bool is_read_only;   /* for commands that only ask */
    struct pulse *pulse; /* long statements ask it whether to go on; may be NULL */
    bool is_trial;       /* empty, nobody else's, gone when closed: to try definitions on */
    struct arena *arena;
};

extern const struct backend *const backends[]; /* NULL-terminated */
const struct backend *backend_find(const char *name);

/* A configured store, not yet open; mistakes go to problems. */
struct store *store_new(const struct backend *backend, const struct node *options,
                        const char *folder, struct arena *arena, struct problems *problems);

/* A trial of a store that is not open: of the same backend with the same options.  Not yet open. */
struct store *store_trial(const struct store *store, struct arena *arena);

int store_open(struct store *store, struct error *err);
int store_prepare(struct store *store, const struct schema *schema, struct error *err);
int store_begin(struct store *store, const struct batch *batch, struct error *err);
int store_put(struct store *store, const struct record *record, enum outcome *outcome,
              struct error *err);
int store_mark(struct store *store, struct error *err);
int store_rewind(struct store *store, struct error *err);
int store_commit(struct store *store, const struct tally *tally, struct error *err);
void store_rollback(struct store *store);
int store_loaded(struct store *store, const char *batch, int *attempt, struct error *err);
int store_replace(struct store *store, const struct table *table, struct error *err);
int store_become(struct store *store, struct store *trial, struct error *err);
struct query *store_query(struct store *store);
void store_close(struct store *store); /* accepts NULL */

#endif
