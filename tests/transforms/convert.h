/*
 * Mappings and documents from texts, and what comes out of them as text: one line for each record.
 */
#ifndef TESTS_TRANSFORMS_CONVERT_H
#define TESTS_TRANSFORMS_CONVERT_H

#include <stddef.h>

struct arena;
struct mapping;
struct reader;

/* A mapping from its text.  NULL when it has mistakes. */
struct mapping *mapping_from(const char *text, struct arena *arena);

/* The mistakes of a mapping's text, one "line:column: text" a line; "" when it has none.  The code
 * lists x.kind (01, 02), x.word (good, bad) and x.xa@v2 (a, b, c; see convert.c) are known. */
const char *mapping_mistakes(const char *text, struct arena *arena);

/* The shipped mapping of this file, with all shipped code lists; the test fails when either has a
 * mistake. */
struct mapping *mapping_shipped(const char *name, struct arena *arena);

/* What a transform makes of the bytes, which it closes: a line of JSON for each record, otherwise
 *   filtered POSITION
 *   refused POSITION line LINE FIELD RULE: TEXT
 *   failed KIND line LINE: TEXT                 after which nothing follows
 * and at the end "drift KIND NAME VALUE COUNT" lines.  The key is "k1". */
const char *convert(const struct mapping *mapping, struct reader *bytes, struct arena *arena);

/* The same for a document in a text, or in a file. */
const char *convert_text(const struct mapping *mapping, const char *text, struct arena *arena);
const char *convert_file(const struct mapping *mapping, const char *path, struct arena *arena);

/* A mapping, a document, and what convert_text makes of it. */
struct conversion {
    const char *mapping, *document, *wanted;
};

/* The test fails when a mapping has mistakes, or something else comes of its document. */
void check_conversions(const struct conversion *rows, size_t count);

/* Base64 of a text. */
const char *base64_of(const char *text, struct arena *arena);

#endif
