/*
 * The fields of a draft: what becomes of each element below the record.
 */
#ifndef TRANSFORMS_SKETCH_FIELDS_H
#define TRANSFORMS_SKETCH_FIELDS_H

struct sketch;

/* Fills the fields of the draft's record, whose spot and name are set, and its children. */
void sketch_fields(struct sketch *sketch);

#endif
