/*
 * Reading ahead: the next bytes of a document are made ready by a thread while the last ones are
 * used.
 *
 * Reading, checking and inflating a landed document takes a fifth of the time that parsing it does,
 * and nothing of it waits for the parser.  This is the only place in the program where two things
 * happen at once.
 */
#ifndef CORE_AHEAD_H
#define CORE_AHEAD_H

struct arena;
struct reader;

/* A reader over the bytes of below, which nobody else may touch from the first read to the closing;
 * closing closes below too.  Only what is prompt and not small is read by a thread, where one can
 * be had: closing must not wait for a pipe. */
struct reader *ahead_reader(struct reader *below, struct arena *arena);

#endif
