/*
 * The key of a draft: what names a record in the sample.
 */
#ifndef TRANSFORMS_SKETCH_KEY_H
#define TRANSFORMS_SKETCH_KEY_H

struct error;
struct sketch;

/* Chooses anew among the record's fields: one that every record has and no two have alike; one that
 * most have, with a default; several, best first.  Without any, the first field that may be kept
 * stands in.  ERROR_USAGE when there is none. */
int sketch_choose_key(struct sketch *sketch, struct error *err);

#endif
