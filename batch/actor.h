/*
 * Who acts: what every change in the ledger and every row of the audit is signed with.
 */
#ifndef BATCH_ACTOR_H
#define BATCH_ACTOR_H

struct arena;

struct actor {
    const char *name; /* "user:lan", "timer:nhip@dvcqg.service" */
    const char *host;
    long process;
};

/* This process.  Its name is $NHIP_ACTOR, which timers set; else "user:" and who called sudo, or
 * who the process belongs to.  It says who is asked first when something is to be explained; it is
 * no proof, for whoever may run nhip may set it. */
struct actor actor_find(struct arena *arena);

#endif
