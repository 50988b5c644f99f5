/*
 * What is asked of a far end, as templates: method, URL, headers, body.
 *
 * Shared by the requests for documents and by login, so that both are written, checked and kept
 * free of secrets in one way.
 */
#ifndef CONNECTORS_ASK_H
#define CONNECTORS_ASK_H

#include "core/option.h"

struct arena;
struct error;
struct node;
struct problems;
struct request;
struct source;
struct values;

enum method { METHOD_GET, METHOD_POST };

struct ask {
    int method; /* enum method */
    const char *url;
    struct texts headers; /* "Name: value" */
    const char *content_type;
    const char *body;
};

extern const char *const ask_methods[]; /* the words for enum method */

/* Finds what the option table cannot see: URLs that may not be asked, bodies without POST, headers
 * without a name, placeholders; allowed as in template_check.  The source gives the zone and the
 * credentials' folder; a credential that cannot be read is a warning. */
void ask_check(const struct ask *ask, unsigned allowed, const struct source *source,
               const struct node *tree, struct problems *problems);

/* Fills the templates; the request's texts live in the arena and hold secrets. */
int ask_expand(const struct ask *ask, const struct values *values, struct request *request,
               struct arena *arena, struct error *err);

/* "POST http://host/path": what is asked, with "***" for secrets, for messages and manifests. */
char *ask_describe(const struct ask *ask, const struct values *values, struct arena *arena);

#endif
