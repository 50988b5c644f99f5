/*
 * Options as data: one kind of table describes configuration files, the options of drivers and
 * those of commands, so that binding, checking and help are written once.
 *
 * A table ends with a row whose name is NULL.  Offsets are into the struct that is bound.
 */
#ifndef CORE_OPTION_H
#define CORE_OPTION_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;
struct node;
struct problems;

enum option_type {
    OPTION_TEXT,     /* const char * */
    OPTION_NUMBER,   /* long, between least and most when these differ */
    OPTION_FLAG,     /* bool: true | false; on the command line present or absent */
    OPTION_CHOICE,   /* int, the index into choices */
    OPTION_SIZE,     /* int64_t, bytes: 500, 64KiB, 256MiB, 1GiB, 2TiB */
    OPTION_SPAN,     /* struct span: 15m, 6h, 1d, 1w, 1M */
    OPTION_DURATION, /* struct duration: 0, 90s, 15m, 2h, 1d, between least and most seconds when
                        these differ */
    OPTION_INSTANT, /* int64_t: date or date and time, local to Viet Nam unless it says otherwise */
    OPTION_TEXTS,   /* struct texts; a single scalar is a list of one */
    OPTION_STRUCT,  /* a nested struct in place, bound by options */
    OPTION_STRUCTS, /* struct items, each of size bytes and bound by options */
    OPTION_NODE     /* const struct node *: bound later, by somebody who knows its shape */
};

struct texts {
    const char **items;
    size_t count;
};

/* Adds a text, which must live as long as the list; the list's memory comes from the arena. */
void texts_add(struct texts *texts, const char *text, struct arena *arena);

struct items {
    void *items;
    const struct node **nodes; /* where each stands */
    size_t count;
    bool is_open; /* there may be more, for a mistake that is told: what is not here is not missing
                   */
};

struct option {
    const char *name;
    enum option_type type;
    size_t offset;
    bool is_required;
    const char *fallback;         /* used when absent, in the form a file would have; NULL: zero */
    const char *const *choices;   /* of OPTION_CHOICE, NULL-terminated */
    const struct option *options; /* of OPTION_STRUCT(S) */
    size_t size;                  /* of one item of OPTION_STRUCTS */
    long least, most;             /* of OPTION_NUMBER and OPTION_DURATION */
    const char *help;             /* one line */
};

/* Binds a map to a struct by its table.  Unknown keys, missing required ones, wrong shapes and
 * values outside what is accepted become problems that name what is accepted; everything that can
 * be bound is bound, and what cannot be has its fallback.  An unknown key that is alike
 * another (words_are_alike) is told, and then read, here and by node_find, as that one.  An option
 * that is called "*" takes all keys that no other takes, and keeps nothing of them.  target must be
 * zeroed. Texts point into the node tree. */
void option_bind(const struct node *map, const struct option *options, void *target,
                 struct arena *arena, struct problems *problems);

/* Binds the value of one option, as option_bind does when it has found its key. */
void option_bind_value(const struct option *option, const struct node *value, void *target,
                       struct arena *arena, struct problems *problems);

/* Sets one option from a command line's text.  ERROR_USAGE names option and accepted values. */
int option_set(const struct option *option, const char *text, void *target, struct arena *arena,
               struct error *err);

/* The option of this name (length bytes), NULL when there is none. */
const struct option *option_find(const struct option *options, const char *name, size_t length);

/* "text", "number", "true|false", "a|b|c", "span", "date", "list", ...: for help and messages. */
const char *option_type_text(const struct option *option, struct arena *arena);

#endif
