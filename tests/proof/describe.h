/*
 * What a world holds, as a text: two worlds in which the same was loaded have the same one.
 *
 * This is the one place that says what "the same" is.  Everything is told: all tables of store and
 * ledger, all that has landed for what is loaded, reports, dropped files, whatever else lies in the
 * state.  What is left out stands in a list with its reason.
 */
#ifndef TESTS_PROOF_DESCRIBE_H
#define TESTS_PROOF_DESCRIBE_H

struct buffer;
struct error;

/* Appends the lines.  A law that is broken within this world (a batch that is loaded in one of
 * store and ledger only, a sealed document that is not what the manifest says) is a line that
 * begins with "BROKEN". */
int describe(const char *world, struct buffer *text, struct error *err);

/* The first line of one text that the other does not have at that place: "-" for one that is
 * missing, "+" for one that is more.  NULL when the texts are equal.  Valid until the next call. */
const char *describe_difference(const char *wanted, const char *got);

#endif
