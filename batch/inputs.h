/*
 * What commands are given by name on their command line: documents, and mappings with the code
 * lists beside them.
 */
#ifndef BATCH_INPUTS_H
#define BATCH_INPUTS_H

#include "transforms/transform.h"

struct arena;
struct error;
struct problems;
struct reader;

/* Opens a document; "-" is standard input.  NULL with ERROR_IO when it cannot be opened. */
struct reader *input_open(const char *name, struct arena *arena, struct error *err);

/* Reads a mapping's file; its code lists stand in ../codes beside it.  NULL when it has mistakes.
 */
struct mapping *input_mapping(const char *path, struct arena *arena, struct problems *problems);

#define RANDOM_KEY_ID "run"

/* A key for hashed fields that nobody knows: equal persons are equal in this run only.  Its id is
 * RANDOM_KEY_ID. */
int input_random_key(struct privacy_key *key, struct arena *arena, struct error *err);

#endif
