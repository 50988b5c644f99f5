/*
 * Templates: texts of the configuration with places for a window, a page, a token, a secret.
 *
 * A placeholder is "{name}" or "{name:argument}": a brace, a name of lower-case letters and '_',
 * then the closing brace, or a colon, an argument without braces, quotes and line breaks, and the
 * closing brace.  Every other brace stands for itself, so that JSON needs no doubling.
 *
 *   {since:FORM} {until:FORM}  the window's ends, FORM as in yyyyMMddHHmmss
 *   {last:FORM}                one second before until, for far ends whose ranges include their end
 *   {page} {offset} {page_size}  the page's number, the records before it, the records asked for
 *   {token}                    what login gave
 *   {secret:NAME}              the credential file of this name
 *
 * Values are escaped for where they land, so that none can change the shape of what is asked.
 */
#ifndef CONNECTORS_TEMPLATE_H
#define CONNECTORS_TEMPLATE_H

#include <stdbool.h>
#include <stdint.h>

struct arena;
struct buffer;
struct error;
struct node;
struct problems;
struct secrets;

/* Where a text goes, and so how values are escaped in it. */
enum place { PLACE_PLAIN, PLACE_JSON, PLACE_XML, PLACE_URL, PLACE_HEADER };

/* What placeholders may ask for, as bits. */
enum { MAY_TOKEN = 1, MAY_PAGE = 2 };

struct values {
    int64_t since, until;
    int offset_seconds; /* the zone that forms are written in */
    long page, offset, page_size;
    const char *token; /* NULL: no login */
    struct secrets *secrets;
    bool is_public; /* "***" in place of token and secrets: for descriptions */
};

/* The place that a body of this content type is; NULL is plain. */
enum place place_of_body(const char *content_type);

/* Appends the template with its placeholders filled.  ERROR_CONFIG when a secret cannot be had or
 * a value cannot stand in a header. */
int template_expand(const char *text, enum place place, const struct values *values,
                    struct buffer *expanded, struct error *err);

/* Where the templates of one configuration stand and what they may ask for. */
struct template_scope {
    unsigned allowed; /* MAY_ bits; what has been told to be missing is no longer asked for */
    const char *credentials; /* the folder; NULL: credentials are not looked at */
    const struct node *tree; /* where the texts come from */
    struct problems *problems;
};

/* Reports unknown placeholders, wrong arguments and those that have no value here; a credential
 * that cannot be had is a warning, for it may be on another machine.  True when the text can be
 * expanded; false for NULL, which is no mistake. */
bool template_check(const char *text, struct template_scope *scope);

#endif
