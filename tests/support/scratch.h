/*
 * A folder of a test's own, which goes with all that is in it when the test ends.
 */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include <stddef.h>

struct arena;

/* Makes an empty folder below $TMPDIR or /tmp; its path lives in the arena. */
char *scratch_make(struct arena *arena);

/* Removes the folder and everything in it, read-only folders too. */
void scratch_remove(const char *folder);

/* Writes a file below the folder and returns its path; folders on the way are made. */
char *scratch_write(const char *folder, const char *name, const void *bytes, size_t size,
                    struct arena *arena);

/* The whole file as a text in the arena; the test fails when it cannot be read. */
char *scratch_read(const char *folder, const char *name, struct arena *arena);

#endif
