/*
 * Conversion without a store: a mapping at work on files, one JSON record a line.
 */
#ifndef BATCH_CONVERT_H
#define BATCH_CONVERT_H

#include <stdio.h>

struct arena;
struct buffer;
struct error;
struct problems;

struct conversion {
    const char *mapping;       /* the mapping's file; its code lists stand in ../codes beside it */
    const char *key;           /* a file with the HMAC key, or NULL: a key of this run only */
    const char *const *inputs; /* file names, "-" is standard input */
    size_t input_count;
    FILE *records, *refusals; /* JSON lines */
    FILE *drift;              /* JSON lines too; NULL when nobody asks */
};

struct conversion_result {
    long records, filtered, refused, documents_refused;
};

/* Converts all inputs.  Refused records and malformed documents become lines on refusals and the
 * conversion carries on with what follows; what drifted in an input is told at its end.  Mistakes
 * in the mapping go to problems and give -1 with ERROR_CONFIG; an input that cannot be read is -1
 * with ERROR_IO. */
int convert_files(const struct conversion *conversion, struct conversion_result *result,
                  struct arena *arena, struct problems *problems, struct error *err);

/* Appends the JSON Schema of the records that the mapping of this file makes; fails as
 * convert_files does. */
int convert_schema(const char *mapping, struct buffer *text, struct arena *arena,
                   struct problems *problems, struct error *err);

#endif
