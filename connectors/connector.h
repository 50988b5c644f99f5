/*
 * Connectors: how documents are fetched from one kind of far end.
 *
 * A connector turns a window into documents, page after page, and judges by the source's own rule
 * whether a reply is a success.  It knows neither where documents are kept nor what they mean: it
 * parses no more than paging and success need.
 *
 * To add a connector: write <name>.c with a struct whose first member is struct source, its option
 * table and one const struct connector, and name that in connector.c.
 */
#ifndef CONNECTORS_CONNECTOR_H
#define CONNECTORS_CONNECTOR_H

#include <stddef.h>
#include <sys/types.h>

#include "core/batch.h"

struct arena;
struct error;
struct node;
struct option;
struct problems;
struct pulse;
struct source;
struct table;

/* Valid until the next call of source_next. */
struct document {
    const char *name;         /* unique in the batch, [a-z0-9.-]; names the landed file */
    const char *format;       /* "xml", "json", "csv" */
    const char *request;      /* what was asked, without secrets: "POST http://.../share page=2" */
    int status;               /* of HTTP; 0 where there is none */
    const char *content_type; /* as the far end said, "" when it did not */
    long declared; /* records the far end says the whole window has, -1 when it does not say */
};

struct connector {
    const char *name, *summary;
    const struct option *options; /* offsets are into the driver's struct */
    size_t size;                  /* of the driver's struct */
    /* Optional: finds mistakes that the option table cannot see. */
    void (*check)(struct source *source, const struct node *options, struct problems *problems);
    int (*open)(struct source *source, struct error *err);
    int (*next)(struct source *source, struct document *document, struct error *err);
    ssize_t (*read)(struct source *source, void *buffer, size_t size, struct error *err);
    /* Optional: acknowledges the batch to the far end; called only after it is loaded. */
    int (*settle)(struct source *source, struct error *err);
    void (*close)(struct source *source); /* accepts what open left half done */
    /* Optional: the windows there are now, for connectors whose far end decides that (dropped
     * files): rows of id and time in microseconds.  NULL: windows come from the calendar. */
    int (*list)(struct source *source, struct table *windows, struct error *err);
};

/* What every source has.  The first members come from configuration and stay; the others are set
 * for each batch, before open. */
struct source {
    const struct connector *connector;
    const char *name;
    const char *format;      /* of the documents */
    const char *credentials; /* the folder with one file a secret */
    const char *folder;      /* that relative paths in options start from */
    int offset_seconds;      /* the source's zone */

    struct window window;
    struct arena *arena; /* the batch's */
    const char *spool;   /* a folder for bytes under way */
    struct pulse *pulse; /* says when the run must end; may be NULL */
};

/* The connector of this name, or NULL; connectors is NULL-terminated, for listings. */
extern const struct connector *const connectors[];
const struct connector *connector_find(const char *name);

/* A configured source: allocated in arena, its options bound and checked.  NULL options stand for
 * an empty map without a place.  Always gives a source; mistakes go to problems. */
struct source *source_new(const struct connector *connector, const struct node *options,
                          const struct source *common, struct arena *arena,
                          struct problems *problems);

/* A copy of a configured source for one batch; memory and open things belong to that batch. */
struct source *source_for_batch(const struct source *configured, const struct window *window,
                                const char *spool, struct arena *arena);

/* The functions of the vtable, with nothing between. */
int source_open(struct source *source, struct error *err);
int source_next(struct source *source, struct document *document, struct error *err);
ssize_t source_read(struct source *source, void *buffer, size_t size, struct error *err);
int source_settle(struct source *source, struct error *err);
void source_close(struct source *source);
int source_list(struct source *source, struct table *windows, struct error *err);

#endif
