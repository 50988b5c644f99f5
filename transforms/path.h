/*
 * Paths: how a mapping says where something stands in a document.
 *
 *   MA_LK                        a child by its local name, whatever its namespace
 *   t:TT_CHUNG/t:MA_HS           children in the namespace that the mapping calls t
 *   @id   HOSO/@id               an attribute
 *   '*'                          any element (not an attribute)
 *   ../MA_HSO                    a child of the element around the record; ../.. goes further
 *   .                            the record itself
 *   'Mã đơn vị'                  a name with blanks or other letters, in quotes
 *   FILEHOSO[LOAIHOSO='XML1']    only where a child has this text; != for any other text or none
 *   KETQUA[MAKETQUA]             only where a child is there and not empty
 *   SO_CCCD | SO_CMND            the first of these that has a value
 *
 * This file knows the writing only; what a path finds is tree.h's matter.
 */
#ifndef TRANSFORMS_PATH_H
#define TRANSFORMS_PATH_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct error;

/* A prefix that a mapping declares for a namespace. */
struct name_space {
    const char *prefix, *uri;
};

struct name_spaces {
    const struct name_space *items;
    size_t count;
    bool is_open; /* there may be more, for a mistake that is told: any prefix is taken */
};

enum filter_kind { FILTER_PRESENT, FILTER_EQUALS, FILTER_DIFFERS };

struct filter {
    enum filter_kind kind;
    const char *name;       /* of a child, "@name" of an attribute */
    const char *name_space; /* URI; NULL: any */
    const char *text;
    int symbol; /* see plan.h */
};

struct step {
    const char *name;       /* "@name" of an attribute; NULL: any element */
    const char *name_space; /* URI; NULL: any */
    struct filter *filters;
    size_t filter_count;
    int symbol;
};

/* One of the alternatives of a path: first up, then down. */
struct branch {
    int ups;
    struct step *steps;
    size_t step_count; /* 0: the element itself */
    size_t place;      /* see plan.h; 0 when steps have to be followed */
};

struct path {
    struct branch *branches;
    size_t count;
};

/* Reads a path into the arena.  NULL with ERROR_CONFIG when it is not written as above; err->line
 * is then the column, from 1, of the mistake. */
struct path *path_parse(const char *text, const struct name_spaces *name_spaces,
                        struct arena *arena, struct error *err);

/* True when the path has one branch that only goes down through elements: what may lead to records
 * and to inner documents. */
bool path_is_plain(const struct path *path);

#endif
