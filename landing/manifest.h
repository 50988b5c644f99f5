/*
 * The manifest: what has landed in one attempt, as JSON that people and other programs can read.
 *
 * Times are written local to Viet Nam.  The format has a version, so that what has landed today can
 * be read by any later program.
 */
#ifndef LANDING_MANIFEST_H
#define LANDING_MANIFEST_H

#include <stdbool.h>

#include "landing/landing.h"

struct arena;
struct buffer;

/* The name under which a manifest seals its attempt. */
extern const char MANIFEST_NAME[];

/* Appends the manifest as JSON. */
void manifest_format(const struct manifest *manifest, struct buffer *text);

/* Where a file of an attempt, or with a NULL name the attempt itself, lies below the root. */
char *landing_place(const char *source, const char *window, int attempt, const char *name,
                    struct arena *arena);

/* The number of the attempt whose folder has this name; 0 when it is none. */
int landing_attempt_parse(const char *name);

/* Names that a landed file or a window may have: letters, digits, '.', '_' and '-', not beginning
 * with a dot. */
bool landing_name_is_valid(const char *name);

#endif
