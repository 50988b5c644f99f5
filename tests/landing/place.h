/*
 * What the tests of landing/ share: a landing of their own, and a batch that lands in it.
 */
#ifndef TESTS_LANDING_PLACE_H
#define TESTS_LANDING_PLACE_H

#include <stddef.h>

#include "core/batch.h"
#include "landing/landing.h"

struct arena;
struct buffer;
struct error;

struct place {
    struct arena *arena;
    char *root;
    struct landing_root landing;
    struct batch batch;
};

/* A test's beginning and end for cmocka; *state is a struct place. */
int place_set_up(void **state);
int place_tear_down(void **state);

/* Opens the batch's attempt; the test fails when it cannot. */
struct landing *place_open(struct place *place);

/* Lands a document with this text. */
int place_put(struct place *place, struct landing *landing, const char *name, const char *text,
              struct error *err);

/* Lands an attempt with two documents, page-0001.json "abc" and page-0002.json "", and seals it. */
struct manifest place_land_two(struct place *place);

/* Reads a landed document to its end. */
int place_read(struct place *place, const struct manifest *manifest, size_t number,
               struct buffer *bytes, struct error *err);

#endif
