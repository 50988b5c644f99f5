/*
 * What there is to send, as streams of records cut by window and page.
 *
 * The world is the generator's settings.  A stream is one kind of record in it; a scan walks the
 * records of one window in a fixed order, computing each and storing none.  Cursors remember where
 * pages begin, so that reading a window page by page costs one walk.  Nothing here knows a wire
 * shape.
 */
#ifndef FAREND_STREAM_H
#define FAREND_STREAM_H

#include <stdbool.h>
#include <stdint.h>

#include "tests/farend/dice.h"

enum { ITEMS_MAX = 10, CURSORS_MAX = 16, PAGE_MAX = 10000 };

/* The generator's settings; every record is a function of them.  Nothing is known after the day
 * until begins, and one record in spoil (0: none) is accompanied by a wrong one. */
struct world {
    uint64_t seed;
    unsigned per_day;
    long from, until;
    unsigned spoil;
};

/* Half-open, in local moments. */
struct window {
    int64_t since, until;
};

/* One record to send.  part tells apart the records that share (day, serial); spoil is 0 for a good
 * record, else which of its stream's ways of being wrong it takes. */
struct item {
    long day;
    unsigned serial;
    unsigned part;
    int64_t at;
    unsigned spoil;
};

struct items {
    const struct world *world;
    const struct stream *stream;
    long day;
    unsigned serial;
    unsigned count;
    struct item list[ITEMS_MAX];
};

struct stream {
    const char *name;
    long lookback; /* days between a thing's first day and the last record about it */
    enum topic spoil_topic;
    unsigned spoils; /* ways of being wrong */

    /* Puts the records of the thing (items->day, items->serial) that fall into the window. */
    void (*find)(const struct world *world, const struct window *window, struct items *items);
};

struct scan {
    const struct stream *stream;
    const struct world *world;
    struct window window;
    struct items items;
    unsigned index;
};

/* Which page of what; pages count from 1. */
struct query {
    const struct stream *stream;
    struct window window;
    unsigned page, size;
};

/* A query as it came over the wire; NULL where the caller said nothing. */
struct words {
    const char *since, *until, *page, *size;
};

struct cursor {
    struct query query;
    long day;
    unsigned serial, index;
};

/* Where recently sent pages ended, oldest overwritten first.  Zeroed is empty. */
struct cursors {
    struct cursor slots[CURSORS_MAX];
    unsigned next;
};

/* Returns how many things begin on that day: per_day, an eighth of it at weekends, none outside the
 * world's range. */
unsigned world_count(const struct world *world, long day);

/* Puts a good record at that moment and, where the dice say so, a wrong one after it. */
void items_put(struct items *items, unsigned part, int64_t at);

/* Stands before the first record of the window. */
void scan_open(struct scan *scan, const struct world *world, const struct stream *stream,
               const struct window *window);

/* Gives the next record; false when there is none. */
bool scan_next(struct scan *scan, struct item *item);

/* Reads what was asked for: both ends of the window in the given form (see moment_parse), the page
 * (first page when NULL) and its size (100 when NULL, at most PAGE_MAX).  Returns false, with
 * *query untouched, when any of them is not as it should be. */
bool query_parse(const struct words *words, const char *form, const struct stream *stream,
                 struct query *query);

/* Reads a page number and a size alone, as above. */
bool page_parse(const struct words *words, unsigned *page, unsigned *size);

/* Stands before the first record of the query's page. */
void cursors_open(struct cursors *cursors, const struct world *world, const struct query *query,
                  struct scan *scan);

/* Remembers that the query's page ended where the scan stands. */
void cursors_keep(struct cursors *cursors, const struct query *query, const struct scan *scan);

/* Counts the records of a window, and the wrong ones among them. */
void stream_count(const struct world *world, const struct stream *stream,
                  const struct window *window, unsigned long *sent, unsigned long *spoiled);

#endif
