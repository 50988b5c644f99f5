/*
 * Definitions of indicators tried on an empty store, so that SQL which the engine refuses is told
 * before there are records.
 */
#ifndef BATCH_DEFINITIONS_H
#define BATCH_DEFINITIONS_H

struct arena;
struct deployment;
struct problems;

/* Tries every definition in a store of its own.  Each mistake is a problem in the indicator's file.
 * In a deployment with mistakes, definitions are left out that speak of tables of which these leave
 * something in doubt. */
void definitions_try(const struct deployment *deployment, struct arena *arena,
                     struct problems *problems);

#endif
