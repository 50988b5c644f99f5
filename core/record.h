/*
 * The typed row that transforms make and stores keep, and the words for its columns.
 *
 * Values are texts in the canonical form of their type, so that no room has to guess and nothing is
 * rounded on the way: a store binds or copies them as its column type asks.
 */
#ifndef CORE_RECORD_H
#define CORE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer;

/* Canonical texts: TEXT and CODE as found, INTEGER "-12", DECIMAL with exactly scale digits after
 * the point ("1250000.50"), BOOLEAN "0" or "1", DATE "2022-04-01" (or "2022-04", "2022": a date
 * keeps its precision), DATETIME as instant_format gives it, local to Viet Nam. */
enum type {
    TYPE_TEXT,
    TYPE_INTEGER,
    TYPE_DECIMAL,
    TYPE_BOOLEAN,
    TYPE_DATE,
    TYPE_DATETIME,
    TYPE_CODE
};

/* "text", "integer", ... as written in mappings; NULL-terminated, indexed by enum type. */
extern const char *const type_names[];

struct column {
    const char *name; /* snake_case, Vietnamese without diacritics */
    enum type type;
    int scale; /* of DECIMAL */
    bool is_key, is_required;
    const char *title_vi, *title_en; /* never NULL; "" when not given */
    const char *origin;              /* where the source has it, for the dictionary */
    const char *basis;               /* legal basis, for the dictionary */
};

/* The number of a child among its siblings, from 1: a column that every table of children has. */
#define CHILD_NUMBER "thu_tu"

/* What the rows of one table look like.  A record may own rows of other tables, its children: they
 * come, change and go with it.  The key of its record is not among the columns of a child. */
struct schema {
    const char *table;
    const char *title_vi, *title_en;
    const struct column *columns;
    size_t column_count;
    const char *member; /* of a child: what its rows are called in the record; else NULL */
    const struct schema *children;
    size_t child_count;
};

/* Where a record comes from; one for all records of a document. */
struct origin {
    const char *source, *batch, *document;
    const char *document_hash; /* SHA-256 digits of the bytes as landed */
    int64_t fetched_at;
    int64_t expires_at; /* validity term (Decree 47/2020, article 41); 0: none */
};

struct value {
    const char *text; /* NULL: no value; otherwise NUL-terminated */
    size_t size;
};

/* Why a record was refused.  value is NULL where the field is personal. */
struct refusal {
    const char *field, *value, *rule;
};

/* The children of one kind, in document order. */
struct rows {
    struct value *values; /* row after row, one for each column */
    size_t count;         /* of rows */
};

struct record {
    const struct schema *schema;
    const struct origin *origin;
    struct value *values;  /* one for each column */
    struct rows *children; /* one for each of the schema's children; NULL when it has none */
    const char *modified; /* the source's own modification time (canonical), NULL when not mapped */
    const char *version; /* of a record that comes from a store, as that has it; NULL: it is made */
    long position;       /* from 1, in the document */
    long line;           /* where it begins in the document, 0 when unknown */
    bool is_filtered;    /* left out on purpose by the mapping; values are not set */
    struct refusal refusal; /* set with ERROR_RECORD only, and so is: */
    const char *key;        /* its key's values, joined by blanks; NULL when one cannot be read or
                               is personal */
};

/* What became of a record that was put. */
enum outcome { OUTCOME_INSERTED, OUTCOME_UPDATED, OUTCOME_UNCHANGED, OUTCOME_STALE };

/* What became of all records of a batch.  tally_is_balanced is the conservation law. */
struct tally {
    long received, inserted, updated, unchanged, stale, filtered, quarantined;
};

void tally_count(struct tally *tally, enum outcome outcome);
bool tally_is_balanced(const struct tally *tally);
void tally_add(struct tally *total, const struct tally *part);

/* Appends the record's version: modification time, fetch time, the first 16 digits of the document
 * hash, and position, in this order and with fixed widths, so that versions compare as bytes.  A
 * record without a modification time comes before all that have one.  Newest wins by this text, and
 * where it is the same by the greater batch and document.  Of a record that has one already it is
 * that. */
void record_version(const struct record *record, struct buffer *version);

#endif
