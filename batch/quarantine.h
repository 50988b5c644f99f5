/*
 * The quarantine as operators see it: what is refused and open, why, since when, and the ways out.
 *
 * A refusal is open while the attempt that tells of its batch has it: the last one that refused
 * anything or was loaded.  A replay that reads the record ends it; so does an operator who drops
 * it, which takes it off the list and removes nothing.  A record that is refused again, by the same
 * rule in the same document, keeps its age and whether it was dropped.
 */
#ifndef BATCH_QUARANTINE_H
#define BATCH_QUARANTINE_H

#include <stdbool.h>

struct arena;
struct buffer;
struct deployment;
struct error;
struct ledger;
struct table;

/* Which refusals are meant; NULL: any. */
struct refusal_filter {
    const char *source, *batch, *mapping, *field, *rule;
    bool has_dropped; /* those that were dropped too */
};

/* One line for each refusal, with the time since which it is refused.  All tables here: NULL on
 * failure. */
struct table *quarantine_list(struct ledger *ledger, const struct refusal_filter *filter,
                              struct arena *arena, struct error *err);

/* One line for each source, mapping, field and rule: how many, and since when. */
struct table *quarantine_sum(struct ledger *ledger, const struct refusal_filter *filter,
                             struct arena *arena, struct error *err);

/* One refusal in full, by its number, and whether it is open, dropped, mended, refused again or set
 * aside by an attempt that failed; without rows when there is none. */
struct table *quarantine_find(struct ledger *ledger, const char *number, struct arena *arena,
                              struct error *err);

/* What the owner of the data needs to mend it: batch and window, document and place, the key where
 * it could be read, and what is wrong.  Nothing personal. */
struct table *quarantine_export(struct ledger *ledger, const struct refusal_filter *filter,
                                struct arena *arena, struct error *err);

/* Appends the refused record as its document has it, with what is personal masked (tap.h), or of a
 * document that was refused whole the lines around the mistake, blurred (blur.h).  Nothing is
 * appended when the refusal is not found again: its mapping has changed.  ERROR_DATA: what lies in
 * the landing is not the document that was refused; ERROR_DOCUMENT: nothing of it does. */
int quarantine_excerpt(const struct deployment *deployment, struct ledger *ledger,
                       const char *number, struct buffer *text, struct error *err);

/* Takes open refusals off the list, in the ledger's name and for its reason: the one of this
 * number, or those that fit; *count is how many. */
int quarantine_drop(struct ledger *ledger, const char *number, long *count, struct error *err);
int quarantine_drop_all(struct ledger *ledger, const struct refusal_filter *filter, long *count,
                        struct error *err);

/* The batch of a refusal in the arena; NULL with ERROR_USAGE when there is no such number. */
const char *quarantine_batch(struct ledger *ledger, const char *number, struct arena *arena,
                             struct error *err);

#endif
