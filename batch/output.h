/*
 * What commands show: tables in the formats of reports/, and the parts there are to configure.
 */
#ifndef BATCH_OUTPUT_H
#define BATCH_OUTPUT_H

#include <stdio.h>

struct arena;
struct deployment;
struct error;
struct ledger;
struct manifest;
struct table;

/* Which landed document is meant. */
struct landed_name {
    const char *batch; /* its id */
    const char *document;
    long attempt; /* 0: the last sealed one */
};

/* Writes a table in the report format of this name, which must exist. */
void output_table(const struct table *table, const char *format, FILE *stream);

/* Connectors, formats and backends, and the options of each. */
struct table *output_connectors(struct arena *arena);

/* The documents of a batch's last sealed attempt, as its manifest has them; without rows when there
 * is none.  NULL on failure. */
struct table *output_documents(const struct deployment *deployment, const char *batch,
                               struct arena *arena, struct error *err);

/* Writes a landed document's bytes as received; attempt 0 is the last sealed one.  ERROR_USAGE when
 * no such document has landed, or its landing was purged.  What stream says of failures is left to
 * the caller. */
int output_document(const struct deployment *deployment, struct ledger *ledger,
                    const struct landed_name *name, FILE *stream, struct error *err);

#endif
