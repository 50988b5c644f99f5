/*
 * Mappings: configuration that says which part of a document is a record, and how its fields are
 * found and read.  docs/mapping.md teaches the language.
 *
 * A mapping is read and checked once per run, and never changes; a transform is a mapping at work.
 */
#ifndef TRANSFORMS_MAPPING_H
#define TRANSFORMS_MAPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "core/doubt.h"
#include "core/record.h"

struct arena;
struct buffer;
struct code_list;
struct node;
struct problems;

struct mapping; /* its inside is transforms' own: mapping_inside.h */

/* What a mapping needs from outside to be checked. */
struct mapping_context {
    const struct code_list *const *codes; /* those with mistakes of their own, too */
    size_t code_count;
    struct doubt code_doubt;
    const char *code_folder; /* where they were read from, for messages; NULL: not told */
};

/* What can be relied on in a mapping with mistakes. */
enum soundness {
    SOUND_NAME,    /* its name, unless that is NULL */
    SOUND_COLUMNS, /* which columns its records have, and their names, but not their types */
    SOUND_TYPES,   /* all about its columns */
    SOUND_ALL      /* it has no mistakes, and may be used */
};

/* Reads one mapping file.  Always gives a mapping; with mistakes it is there only so that others,
 * which speak of it, are not blamed for what it lacks. */
struct mapping *mapping_read(const char *path, const struct mapping_context *context,
                             struct arena *arena, struct problems *problems);
enum soundness mapping_soundness(const struct mapping *mapping);

/* Notes its name when a mistake has been told of that. */
void mapping_note_doubt(const struct mapping *mapping, struct doubt *doubt, struct arena *arena);

/* Where its name stands; NULL when nothing of the file could be read. */
const struct node *mapping_place(const struct mapping *mapping);

/* The name, by which sources call it; the format of the outermost document; the version, which is a
 * positive number that grows when the meaning changes.  Name and format are NULL when they could
 * not be read. */
const char *mapping_name(const struct mapping *mapping);
const char *mapping_format(const struct mapping *mapping);
long mapping_version(const struct mapping *mapping);

/* The columns that its records have: dropped fields are not among them.  Of SOUND_NAME nothing but
 * the name of the table, which is NULL when that is not known. */
const struct schema *mapping_schema(const struct mapping *mapping);

/* Appends the JSON Schema (draft 2020-12) of its records as record_format_json writes them,
 * indented and with a newline.  Every document that the mapping reads gives records that are valid
 * by it. */
void mapping_format_schema(const struct mapping *mapping, struct buffer *text);

/* True when the values of this column, of records or of their children, should not be shown to
 * whoever works on mappings: they are hidden in the records too, or they look personal. */
bool mapping_hides(const struct mapping *mapping, const char *column);

/* The schema file of the outermost document, NULL when it names none.  Mappings of one source must
 * name the same, or none. */
const char *mapping_xsd(const struct mapping *mapping);

/* The sign between the cells of the outermost document when that is CSV, '\0' when it could not be
 * read.  Mappings of one source must have the same. */
char mapping_separator(const struct mapping *mapping);

/* True when a field is hashed, so that the transform needs the key. */
bool mapping_needs_key(const struct mapping *mapping);

#endif
