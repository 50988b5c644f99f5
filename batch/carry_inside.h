/*
 * Carrying over from the inside: what its files share.  carry.c has the batches, carry_rows.c their
 * rows.
 */
#ifndef BATCH_CARRY_INSIDE_H
#define BATCH_CARRY_INSIDE_H

#include "batch/carry.h"

struct error;
struct kept_tables;

/* The purged batch of this id, or NULL. */
struct purged_batch *carry_find(const struct carry *carry, const char *id);

/* Finds the batches with rows in tables that have changed too much, and tells them as unproven. */
int carry_judge_tables(struct carry *carry, const struct kept_tables *kept, struct error *err);

/* Carries over the rows of the batches that are carried, and when others were last seen. */
int carry_rows(struct carry *carry, const struct kept_tables *kept, struct error *err);

#endif
