/*
 * The audit: what operators did and what was asked of far ends, in an order that can be proved.
 *
 * Each row carries the SHA-256 of its own content and of the hash before it, so that a changed row
 * breaks all that follow, and rows are numbered by the database, which remembers the last number it
 * gave, so that missing ones show.  Nobody can change it by accident.  Who may write the file could
 * still forge a whole new chain: against that the hash of the last row stands in the log of each
 * run, which is kept elsewhere, and `nhip audit verify --head` compares.
 *
 * It is the log of sharing that Decree 47/2020, article 45, asks for: time and form of the request
 * and of the supply, who asked, what, and how it ended.  Rows are never removed.  Times are the
 * machine's, whatever --as-of says.
 */
#ifndef BATCH_AUDIT_H
#define BATCH_AUDIT_H

#include <stdint.h>

#include "core/digest.h"

struct arena;
struct error;
struct ledger;
struct table;

/* Adds a row in the ledger's name, in a transaction of its own.  action is one word ("rerun",
 * "request", "received"); subject what it is about, such as a batch; detail the rest, never a
 * secret nor anything personal.  All functions here fail as the ledger does. */
int audit_add(struct ledger *ledger, const char *action, const char *subject, const char *detail,
              struct error *err);

/* The last row: its number, 0 when there is none, and its hash. */
struct audit_head {
    int64_t number;
    char hash[DIGEST_TEXT_SIZE];
};
int audit_find_head(struct ledger *ledger, struct audit_head *head, struct error *err);

/* Follows the whole chain.  ERROR_DATA names the first row that is missing or was changed; with a
 * head to compare (NULL: none), also when the chain does not have that row. *head gets the last. */
int audit_verify(struct ledger *ledger, const struct audit_head *wanted, struct audit_head *head,
                 struct error *err);

/* The rows from one number on, as a table. */
struct table *audit_list(struct ledger *ledger, int64_t from, struct arena *arena,
                         struct error *err);

#endif
