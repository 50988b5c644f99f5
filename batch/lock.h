/*
 * One run a source at a time: a lock on a file that the kernel drops with its process.
 */
#ifndef BATCH_LOCK_H
#define BATCH_LOCK_H

struct arena;
struct error;

/* Takes the lock of a source in this folder; the descriptor to be given to lock_close, or -1.
 * ERROR_LATER says which process holds it since when. */
int lock_open(const char *folder, const char *source, struct arena *arena, struct error *err);

/* Drops the lock; accepts -1. */
void lock_close(int lock);

#endif
