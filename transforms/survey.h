/*
 * A survey: what stands in documents, counted path by path while they stream by.
 *
 * It is what one sees of unknown documents before there is a mapping: which elements there are, how
 * often, in what forms their values come, and which texts are documents themselves.  It keeps no
 * document; memory grows with the number of different paths only, and that has a limit.
 */
#ifndef TRANSFORMS_SURVEY_H
#define TRANSFORMS_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "transforms/forms.h"

struct arena;
struct error;
struct format;
struct reader;
struct spot;

enum { SPOTS_MOST = 5000, DECIDER_SIZE_MOST = 24, DECIDERS_MOST = 4 };

enum spot_kind {
    SPOT_ELEMENT, /* or attribute, "@name" */
    SPOT_DOCUMENT /* what its parent's text is */
};

/* An earlier sibling of an inner document's element, and the one value that it had whenever the
 * document had this root. */
struct decider {
    const struct spot *by;
    char value[DECIDER_SIZE_MOST + 1];
    bool is_several;
};

/* A path.  The root is a document without a parent. */
struct spot {
    enum spot_kind kind;
    const char *name; /* of an element; of a document its format's */
    struct spot *parent, *first, *last, *next;
    long count;         /* how often it occurs */
    long parents;       /* in how many of its parents */
    long least, most;   /* in one of these */
    long damaged;       /* of these elements cannot be read, by the decoder's word */
    bool is_late;       /* stood behind an element that has others in it */
    struct forms forms; /* of its own texts */
    /* Of documents. */
    const struct format *format;
    bool is_base64, is_gzip;
    long broken; /* that end in a mistake */
    /* Of the root element of an inner document. */
    struct decider deciders[DECIDERS_MOST];
    size_t decider_count;
    /* While documents stream by. */
    struct spot *expected; /* the child that probably comes next */
    long now;              /* how often in the parent that is open */
    bool has_structure;    /* an element with others in it has ended in it */
    char latest[DECIDER_SIZE_MOST + 1];
};

struct survey {
    struct arena *arena, *scratch;
    struct spot root;
    size_t spot_count;
    long left_out;       /* elements whose paths would have been too many */
    bool is_mixed;       /* the documents have several formats */
    char separator;      /* between the cells of those that are CSV; '\0': there are none */
    bool has_separators; /* several of them */
    struct distinct_budget budget;
};

/* Starts a survey that has seen nothing; what it counts lives in the arena. */
void survey_start(struct survey *survey, struct arena *arena);
void survey_free(struct survey *survey); /* what is not in the arena */

/* Counts a document's bytes, which stay open: gzip is inflated, the format recognised by its first
 * bytes, and texts that are documents (plain or base64) are opened in turn.  ERROR_DOCUMENT tells
 * where it is malformed; what came before has been counted. */
int survey_read(struct survey *survey, struct reader *bytes, struct error *err);

/* The child of this name, made when it is new; NULL when there are too many. */
struct spot *spot_child(struct survey *survey, struct spot *parent, const char *name);

/* The document of that kind in this element; NULL when there are too many. */
struct spot *spot_document(struct survey *survey, struct spot *element, const struct format *format,
                           bool is_base64, bool is_gzip);

/* An element begins, and ends: counts it and its children. */
void spot_open(struct spot *spot);
void spot_close(struct spot *spot);

/* True when no other element stands in it, so that its text is a value. */
bool spot_is_leaf(const struct spot *spot);

/* True when it occurs more than once in a parent, or one of the elements around it does. */
bool spot_is_repeated(const struct spot *spot);

/* True when a mapping can have the text as a name or in a filter: YAML has no control characters
 * and takes line ends for blanks, "${" is a reference, and a path has no empty name. */
bool survey_can_write(const char *text);

/* The path from one of the spots above to this spot, as mappings write it; behind a document that
 * stands between them comes " > ".  The outermost document is the top of all. */
const char *spot_path(const struct spot *top, const struct spot *spot, struct arena *arena);

/* The spot of a path as spot_path writes it from the outermost document, or of its end if there is
 * only one such; "." is that document.  NULL with ERROR_USAGE. */
const struct spot *survey_find(const struct survey *survey, const char *path, struct error *err);

/* What comes after this spot, in the order of the documents; NULL at the end.  The children come
 * behind their parent. */
const struct spot *spot_next(const struct spot *spot);

#endif
