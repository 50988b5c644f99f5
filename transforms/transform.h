/*
 * Transforms: documents in, typed records out.
 *
 * A transform pushes a document piece by piece through a decoder and the walks of its mappings,
 * through all layers of nesting, and gives one record at a time.  It knows neither where bytes come
 * from nor where records go.  Wrong data is refused with its place and reason; nothing is guessed
 * and no partial record is given.
 *
 * To add a format see core/format.h; to add a value form see value.h; a mapping is configuration.
 */
#ifndef TRANSFORMS_TRANSFORM_H
#define TRANSFORMS_TRANSFORM_H

#include <stddef.h>

#include "transforms/mapping.h"

struct arena;
struct buffer;
struct error;
struct json_frames;
struct pulse;
struct reader;
struct transform;

/* The key that hides persons: fields with "private: hash" become the HMAC-SHA-256 of their
 * canonical text under it, "<id>:<digits>". */
struct privacy_key {
    const char *id;
    const void *bytes;
    size_t size;
};

/* How a source goes away from what its mapping expects. */
enum drift_kind {
    DRIFT_CODE,    /* a value that is in no code list */
    DRIFT_MISSING, /* a field whose element is absent, where the contract watches that */
    DRIFT_UNKNOWN, /* an element that the mapping does not know, where the contract watches that */
    DRIFT_CHECK,   /* a check that does not hold */
    DRIFT_SCHEMA   /* an element that is not as the schema of its document says */
};

/* "code", "missing", "unknown", "check", "schema"; NULL-terminated, indexed by enum drift_kind. */
extern const char *const drift_names[];

/* One thing that drifted: loaded or refused as the mapping says, and counted here in any case. name
 * is that of the field, element or check.  value is NULL when it is personal and when there is
 * none; beyond the first hundred, values are counted together as "(others)". */
struct drift {
    enum drift_kind kind;
    const char *name, *value;
    long count;
};

/* The mappings that one document feeds, at least one; all are of the same format. */
struct mappings {
    const struct mapping *const *items;
    size_t count;
};

/* Opens a transform on a document's bytes as received (gzip is recognised and inflated), which it
 * closes with itself, or at once when it fails.  The document is read once for all mappings; the
 * schema of a record says whose it is.  origin goes into each record; it, the mappings and the key
 * must outlive the transform; key may be NULL when no field is hashed.  NULL with ERROR_CONFIG when
 * a key is missing. */
struct transform *transform_open(const struct mappings *mappings, struct reader *bytes,
                                 const struct origin *origin, const struct privacy_key *key,
                                 struct error *err);

/* From now on each piece of the document asks the pulse whether to go on. */
void transform_watch(struct transform *transform, struct pulse *pulse);

/* 1: *record is the next record, valid until the next call; 0: the document ended as it should;
 * -1: *err tells.  After ERROR_RECORD, record->refusal, position and line tell what was refused,
 * and the transform carries on with the next call; after any other error it can only be closed.
 *
 * The rule of a refusal is one word: required, repeated, text, integer, decimal, boolean, date,
 * code, missing, longest, pattern, range, sum (of the field that it names); repeated of children
 * with the same key; check (does not hold) and overflow (a number in it becomes too long), of the
 * check that it names; inside (an inner document is malformed) and unknown (the contract allows no
 * such element), of the element that they name; version (the record is of none, by the path that
 * chooses); ahead (modified later than a day after it was fetched); damaged (the decoder's word: a
 * CSV line, a JSON number), size. */
int transform_next(struct transform *transform, struct record *record, struct error *err);

/* What drifted so far of the mapping with this index; valid until close. */
const struct drift *transform_drift(const struct transform *transform, size_t mapping,
                                    size_t *count);

/* Closes the transform and the bytes.  Accepts NULL. */
void transform_close(struct transform *transform);

/* What the records of a schema have in common as JSON, for all schemas that were met so far; lives
 * in the arena, as the schemas must. */
struct json_frames *json_frames_new(struct arena *arena);

/* Appends the record as one line of JSON without the newline: members in the order of the schema,
 * numbers with all their digits, null for no value; then the children of each kind as an array of
 * objects, which is empty when there are none. */
void record_format_json(const struct record *record, struct json_frames *frames,
                        struct buffer *line);

#endif
