/*
 * What stands in a sample and not in the draft that was made of it.
 */
#ifndef TRANSFORMS_SKETCH_REST_H
#define TRANSFORMS_SKETCH_REST_H

struct buffer;
struct sketch;

/* Appends lines of comment that name the other kinds of records: those of other inner documents and
 * those that stand outside the records, each as --record takes it.  Nothing when there are none. */
void sketch_tell_rest(const struct sketch *sketch, struct buffer *text);

#endif
