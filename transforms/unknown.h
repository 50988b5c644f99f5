/*
 * Unknown elements: what a source has put into its records that the mapping neither reads nor
 * expects.
 */
#ifndef TRANSFORMS_UNKNOWN_H
#define TRANSFORMS_UNKNOWN_H

struct walk;

/* Counts an element of this name in the open element of a record as drift, and spoils the record or
 * the batch where the contract says so. */
void unknown_note(struct walk *walk, const char *name);

#endif
