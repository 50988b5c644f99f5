/*
 * What a mapping holds: as it is written, and what its checking made of that.
 *
 * For the files of transforms/ only.  Nothing here changes once mapping_read has returned.
 */
#ifndef TRANSFORMS_MAPPING_INSIDE_H
#define TRANSFORMS_MAPPING_INSIDE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/doubt.h"
#include "core/option.h"
#include "core/record.h"
#include "core/title.h"
#include "transforms/bounds.h"
#include "transforms/checks.h"
#include "transforms/content.h"
#include "transforms/declared.h"
#include "transforms/mapping.h"
#include "transforms/path.h"
#include "transforms/plan.h"
#include "transforms/precision.h"
#include "transforms/separator_use.h"
#include "transforms/value.h"
#include "transforms/xsd_use.h"

struct personal;

enum privacy { PRIVACY_KEEP, PRIVACY_DROP, PRIVACY_MASK, PRIVACY_HASH };
/* What drift does.  IGNORE does not even count it. */
enum contract_mode { CONTRACT_EVOLVE, CONTRACT_QUARANTINE, CONTRACT_FREEZE, CONTRACT_IGNORE };
enum { LAYERS_MOST = 8 }; /* documents in documents */

#define NO_COLUMN ((size_t)-1)

/* Of a field whose type has been told to be wrong; no mapping that is right has one. */
enum { TYPE_UNSURE = TYPE_CODE + 1 };

/* A code that becomes something else that its list says of it. */
struct lookup {
    const char *codes_name, *give;
    const struct code_list *list; /* NULL when nothing is looked up */
    int attribute;
};

struct field {
    /* As written; int members are choices. */
    const char *name, *path_text, *codes_name, *fallback, *separator, *match, *basis;
    const char *constant; /* a value that no path leads to */
    const char *split;    /* what stands between the values of one text; NULL: it is one */
    int type, zeros, sentinels, take, privacy, space, decimal_sign;
    long scale;
    struct bounds bounds;
    struct lookup lookup;
    const char *on_name;
    struct precision_flag precision;
    bool is_required;
    struct texts forms;
    struct title title;
    /* Made of it. */
    struct path *path; /* NULL when the value is a constant */
    struct value_form form;
    struct value_form loose_form; /* of dates that a flag calls less precise than a day */
    struct value default_value;   /* canonical; a constant too; text NULL when there is none */
    const struct field *on;       /* the date on which a code must be valid; NULL: any */
    bool is_key;
    bool decides;    /* whether the record is wanted */
    bool is_watched; /* absent, its element is drift */
    bool is_used;    /* by a rule, which makes a dropped field be read */
    size_t column;   /* NO_COLUMN when dropped */
    size_t place;    /* of an element whose text alone is the value; 0: there is more to it */
    size_t pattern;  /* index among the mapping's patterns, when match is not NULL */
};

/* The fields of one table: of the records, or of one kind of children. */
struct field_set {
    struct field *items;
    size_t count;
    struct doubt doubt;
};

/* The rows of another table that a record owns. */
struct child {
    const char *name, *path_text, *basis;
    struct title title;
    struct texts key;
    struct items field_items;
    /* Made of it. */
    struct path *path;
    struct field_set fields;
};

/* One form that records had at a time or have by their own word: fields that are read otherwise. */
struct version {
    const char *name, *from, *until; /* dates, half-open; NULL: open */
    struct texts equals;             /* or what the document says */
    struct items field_items;
    /* Made of it. */
    struct field_set own, fields; /* those that differ; all, in the order of the mapping's */
};

struct versions {
    struct field choose; /* the value that decides; path NULL when there is but one version */
    struct items items;
};

/* A step into an inner document, around the records or below them. */
struct inside {
    const char *at_text;
    int decoding, format; /* choices; format is an index into formats */
    struct separator_use separator;
    struct xsd_use xsd;
    struct path *path;
};

/* Records whose field has another value than these are filtered. */
struct condition {
    const char *field_name;
    struct texts equals;
    size_t field;    /* index among the fields */
    bool is_further; /* another one before it asks for the same field */
};

struct contract {
    int unknown_codes, unknown_fields, missing_fields; /* enum contract_mode */
};

struct mapping {
    const char *name, *table, *basis, *record_text;
    long version, skip_bytes;
    int format;
    struct title title;
    struct separator_use separator; /* of the outermost document, as the schema */
    struct xsd_use xsd;
    const struct node *name_space_node;
    struct items inside_items, content_items, where_items, field_items, child_items, check_items;
    struct texts key, modified, unmapped;
    struct contract contract;
    struct declaration declaration;
    struct versions versions;
    /* Made of it. */
    const struct node *tree;
    enum soundness soundness;
    bool is_misnamed;        /* a mistake has been told of its name */
    const char *format_name; /* NULL when it is not known */
    struct name_spaces name_spaces;
    const char *xsd_folder;
    struct inside *insides, *contents;
    size_t inside_count, content_count;
    struct condition *conditions;
    size_t condition_count;
    struct field *fields;
    size_t field_count, pattern_count;
    struct doubt field_doubt, child_doubt;
    struct child *children;
    size_t child_count;
    struct check_item *checks;
    size_t check_count;
    size_t *modified_columns;
    struct path *record;
    struct plan plan;
    struct schema schema;
};

/* Checks what options alone cannot say and makes the second half of each struct, as far as that
 * which has been told to be wrong lets it. */
void mapping_check(struct mapping *mapping, const struct mapping_context *context,
                   struct arena *arena, struct problems *problems);

/* Makes the rest of a mapping of which no mistake has been told. */
void mapping_finish(struct mapping *mapping, struct arena *arena);

/* Makes the plan of a mapping whose paths are read, and tells what does not go together. */
void mapping_plan(struct mapping *mapping, struct arena *arena, struct problems *problems);

/* What can be relied on in a mapping whose mistakes have all been told, below SOUND_ALL. */
enum soundness mapping_judge(const struct mapping *mapping, const struct problems *problems);

/* False of a dropped field that no rule asks for: it is not looked at at all. */
bool field_is_read(const struct field *field);

/* The mapping's fields as a set. */
struct field_set mapping_fields(const struct mapping *mapping);

/* The field of this name, NULL when there is none. */
struct field *field_find(const struct mapping *mapping, const char *name);
struct field *field_set_find(const struct field_set *set, const char *name);

/* What a checked field looks like by its name, tag or expression (personal.h); NULL: nothing. */
const struct personal *field_personal(const struct field *field);

/* What keeps a word from being the name of a table or column; NULL when nothing does. */
const char *table_name_problem(const char *name);
const char *column_name_problem(const char *name);

#endif
