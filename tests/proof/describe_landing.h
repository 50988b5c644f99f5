/* What has landed in a world: whether all that is sealed is whole, and what is loaded from it. */
#ifndef TESTS_PROOF_DESCRIBE_LANDING_H
#define TESTS_PROOF_DESCRIBE_LANDING_H

struct arena;
struct buffer;
struct error;

/* Appends a line for each document that a loaded batch was loaded from, and one that begins with
 * "BROKEN" for each sealed attempt that is not whole. */
int describe_landing(const char *world, struct arena *arena, struct buffer *text,
                     struct error *err);

#endif
