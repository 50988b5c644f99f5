/*
 * Locks between processes of this machine: files that the kernel locks for a process and drops with
 * it, however it ends.  What other machines know of a run is its lease (lease.h).
 */
#ifndef BATCH_LOCK_H
#define BATCH_LOCK_H

struct actor;
struct error;
struct pulse;

/* Each gives a descriptor to be given to lock_close, or -1 with *err.  folder is made when it is
 * not there. */

/* One run a source at a time.  ERROR_LATER says who runs it since when. */
int lock_source(const char *folder, const char *source, const struct actor *actor,
                struct error *err);

/* Whether a process of this machine has the lock of the source: 1, 0, or -1 when nobody may tell,
 * because the file cannot be opened.  Makes nothing. */
int lock_is_held(const char *folder, const char *source, struct error *err);

/* One process at a time does what is called so: waits for the turn until it is there, or the pulse
 * ends the waiting. */
int lock_turn(const char *folder, const char *name, struct pulse *pulse, struct error *err);

/* One process at a time writes the store, and who waits has the next turn.  Waits like lock_turn.
 */
int lock_store(const char *folder, struct pulse *pulse, struct error *err);

/* The same without waiting: ERROR_LATER when another process writes. */
int lock_store_now(const char *folder, struct error *err);

/* Drops the lock; accepts -1. */
void lock_close(int lock);

#endif
