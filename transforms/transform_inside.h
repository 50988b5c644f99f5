/*
 * A transform that somebody watches: for tap.c only.
 */
#ifndef TRANSFORMS_TRANSFORM_INSIDE_H
#define TRANSFORMS_TRANSFORM_INSIDE_H

struct error;
struct mappings;
struct origin;
struct privacy_key;
struct reader;
struct tap;
struct transform;

/* As transform_open, of exactly one mapping, with a tap (which outlives it; NULL: none) between its
 * decoders and its walk. */
struct transform *transform_open_tapped(const struct mappings *mappings, struct reader *bytes,
                                        const struct origin *origin, const struct privacy_key *key,
                                        struct tap *tap, struct error *err);

#endif
