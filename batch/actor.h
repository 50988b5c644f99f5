/*
 * Who acts: what every change in the ledger and every row of the audit is signed with.
 */
#ifndef BATCH_ACTOR_H
#define BATCH_ACTOR_H

#include <stdint.h>

struct arena;

enum { ACTOR_TEXT_SIZE = 512 };

struct actor {
    const char *name; /* "user:lan", "timer:nhip@dvcqg.service" */
    const char *host;
    long process;
};

/* This process.  Its name is $NHIP_ACTOR, which timers set; else "user:" and who called sudo, or
 * who the process belongs to.  It says who is asked first when something is to be explained; it is
 * no proof, for whoever may run nhip may set it. */
struct actor actor_find(struct arena *arena);

/* Who has something since then: "user:lan (process 12 on app1) since 2026-11-21T06:00:00". */
void actor_format(const struct actor *actor, int64_t since, char text[ACTOR_TEXT_SIZE]);

#endif
