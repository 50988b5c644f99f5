/*
 * The plan of a mapping: which elements of a document matter, as one tree of places.
 *
 * The tree reaches from the outermost document through all inner ones: below the place whose text
 * is an inner document stand the places of that document.  One line of places leads from the root
 * to the record ("the way"); everything else hangs off it: what fields below the record read, what
 * ".." reads beside the way, and what filters ask.  An element without a place is skipped with all
 * that is in it.
 *
 * Places are found by local name only; namespaces and the filters of fields are looked at when a
 * path is followed (tree.h).  A path of names alone leads from the record to one place, so that it
 * need not be followed at all.
 */
#ifndef TRANSFORMS_PLAN_H
#define TRANSFORMS_PLAN_H

#include <stdbool.h>
#include <stddef.h>

#include "transforms/path.h"
#include "transforms/symbols.h"

struct inside;

/* All but PLACE_PART are on the way. */
enum place_kind {
    PLACE_PART,    /* read by a field or filter, or around something that is */
    PLACE_WAY,     /* leads to an inner document or to the record; the root too */
    PLACE_CONTENT, /* its text is an inner document */
    PLACE_RECORD
};

/* A kind of inner document that may stand in a place below the record. */
struct content_way {
    const struct branch *branch; /* from the record */
    const struct inside *inside;
    struct content_way *next;
};

struct place {
    enum place_kind kind;
    bool wants_text;
    bool is_compared;             /* a filter asks for its text */
    bool declares;                /* it is the number of records that a document declares */
    bool decides;                 /* whether an inner document beside it is read */
    bool is_unmapped;             /* known and not read: skipped, and no drift */
    struct content_way *contents; /* below the record: what its text may be; NULL: no document */
    size_t number;                /* from 1, up to the number of places */
    const char *name;             /* for messages */
    const struct step *way; /* the step that leads here, of places on the way; NULL for the root */
    const struct inside *inside; /* of PLACE_CONTENT */
    struct place *parent;
    struct place **children; /* by symbol, NULL where skipped */
    /* Used while the plan is made: the same children as a list. */
    int symbol;
    struct place *first, *next;
};

struct plan {
    struct arena *arena;
    struct symbols symbols;
    size_t place_count;
    struct place *root;
    struct place *end; /* of the way, as far as it is made */
    bool is_content;   /* what is being added leads to an inner document */
};

void plan_start(struct plan *plan, struct arena *arena);

/* Makes the way longer by a plain path: to an inner document, or to the record when inside is NULL.
 * The path "." makes the document itself the record. */
void plan_extend(struct plan *plan, struct path *path, const struct inside *inside);

/* Adds what a field's path reads, seen from this place, or from the record when it is NULL.  -1
 * with ERROR_CONFIG when the path climbs out of the document or leads back into the way, where
 * values are not kept. */
int plan_add(struct plan *plan, struct place *from, struct path *path, struct error *err);

/* Adds the elements that a plain path leads to from the record: rows whose fields are seen from
 * there.  NULL as plan_add fails. */
struct place *plan_add_rows(struct plan *plan, struct path *path, struct error *err);

/* Adds an inner document below the record, whose elements paths may then go through. */
int plan_add_content(struct plan *plan, struct path *path, const struct inside *inside,
                     struct error *err);

/* Adds elements that are known and not read, seen from this place, or from the record when it is
 * NULL.  Of a path that climbs there is nothing to know. */
int plan_add_unmapped(struct plan *plan, struct place *from, struct path *path, struct error *err);

/* Adds what the filters on the way ask (after all plan_extend); fails as plan_add does. */
int plan_add_filters(struct plan *plan, struct error *err);

/* Adds the number of records that a document declares, by a path of names from the root. */
int plan_add_declared(struct plan *plan, struct path *path, struct error *err);

/* Makes the tables of children; nothing can be added later. */
void plan_finish(struct plan *plan);

#endif
