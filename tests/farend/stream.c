/*
 * Scans, pages and cursors.
 *
 * A scan walks the days from lookback before the window to its end, and on each day the serials;
 * what a thing contributes to the window is asked of the stream.
 */
#include "tests/farend/stream.h"

#include <stddef.h>
#include <stdlib.h>

#include "tests/farend/calendar.h"

unsigned world_count(const struct world *world, long day)
{
    if (day < world->from || day >= world->until)
        return 0;
    return is_working_day(day) ? world->per_day : world->per_day / 8;
}

static void put(struct items *items, unsigned part, int64_t at, unsigned spoil)
{
    if (items->count < ITEMS_MAX)
        items->list[items->count++] = (struct item){items->day, items->serial, part, at, spoil};
}

void items_put(struct items *items, unsigned part, int64_t at)
{
    const struct world *world = items->world;
    const struct stream *stream = items->stream;
    struct dice dice = dice_of(world->seed, stream->spoil_topic, (long)at,
                               (uint64_t)items->serial * ITEMS_MAX + part);

    put(items, part, at, 0);
    if (world->spoil && dice_below(dice, 0, world->spoil) == 0)
        put(items, part, at, 1 + dice_below(dice, 1, stream->spoils));
}

static void find_items(struct scan *scan)
{
    scan->items.count = 0;
    scan->stream->find(scan->world, &scan->window, &scan->items);
}

void scan_open(struct scan *scan, const struct world *world, const struct stream *stream,
               const struct window *window)
{
    int64_t end = moment_at(world->until, 0);
    long first;

    *scan = (struct scan){.stream = stream, .world = world, .window = *window};
    if (scan->window.until > end)
        scan->window.until = end;
    scan->items.world = world;
    scan->items.stream = stream;
    first = moment_day(window->since) - stream->lookback;
    scan->items.day = first > world->from ? first : world->from;
}

bool scan_next(struct scan *scan, struct item *item)
{
    struct items *items = &scan->items;

    if (scan->window.since >= scan->window.until)
        return false;
    while (scan->index >= items->count) {
        if (items->serial >= world_count(scan->world, items->day)) {
            if (moment_at(items->day + 1, 0) >= scan->window.until)
                return false;
            items->day++;
            items->serial = 0;
            continue;
        }
        items->serial++;
        scan->index = 0;
        find_items(scan);
    }
    *item = items->list[scan->index++];
    return true;
}

static bool number_parse(const char *text, unsigned fallback, unsigned limit, unsigned *number)
{
    char *end;
    long value;

    *number = fallback;
    if (!text)
        return true;
    value = strtol(text, &end, 10);
    if (end == text || *end || value < 1 || value > (long)limit)
        return false;
    *number = (unsigned)value;
    return true;
}

bool page_parse(const struct words *words, unsigned *page, unsigned *size)
{
    unsigned number;

    if (!number_parse(words->page, 1, 1000000000, &number) ||
        !number_parse(words->size, 100, PAGE_MAX, size))
        return false;
    *page = number;
    return true;
}

bool query_parse(const struct words *words, const char *form, const struct stream *stream,
                 struct query *query)
{
    struct query asked = {.stream = stream};

    if (!words->since || !words->until || !moment_parse(words->since, form, &asked.window.since) ||
        !moment_parse(words->until, form, &asked.window.until) ||
        asked.window.since >= asked.window.until || !page_parse(words, &asked.page, &asked.size))
        return false;
    *query = asked;
    return true;
}

static bool is_same_series(const struct query *a, const struct query *b)
{
    return a->stream == b->stream && a->size == b->size && a->window.since == b->window.since &&
           a->window.until == b->window.until;
}

/* The remembered page nearest before the wanted one, or NULL. */
static const struct cursor *cursor_find(const struct cursors *cursors, const struct query *query)
{
    const struct cursor *best = NULL;
    unsigned i;

    for (i = 0; i < CURSORS_MAX; i++) {
        const struct cursor *cursor = &cursors->slots[i];

        if (is_same_series(&cursor->query, query) && cursor->query.page < query->page &&
            (!best || cursor->query.page > best->query.page))
            best = cursor;
    }
    return best;
}

void cursors_open(struct cursors *cursors, const struct world *world, const struct query *query,
                  struct scan *scan)
{
    const struct cursor *cursor = cursor_find(cursors, query);
    uint64_t skip = (uint64_t)query->size * (query->page - 1);
    struct item item;

    scan_open(scan, world, query->stream, &query->window);
    if (cursor) {
        scan->items.day = cursor->day;
        scan->items.serial = cursor->serial;
        scan->index = cursor->index;
        if (cursor->serial)
            find_items(scan);
        skip -= (uint64_t)query->size * cursor->query.page;
    }
    while (skip > 0 && scan_next(scan, &item))
        skip--;
}

void cursors_keep(struct cursors *cursors, const struct query *query, const struct scan *scan)
{
    struct cursor *cursor = &cursors->slots[cursors->next++ % CURSORS_MAX];

    cursor->query = *query;
    cursor->day = scan->items.day;
    cursor->serial = scan->items.serial;
    cursor->index = scan->index;
}

void stream_count(const struct world *world, const struct stream *stream,
                  const struct window *window, unsigned long *sent, unsigned long *spoiled)
{
    struct scan scan;
    struct item item;

    *sent = *spoiled = 0;
    scan_open(&scan, world, stream, window);
    while (scan_next(&scan, &item)) {
        ++*sent;
        if (item.spoil)
            ++*spoiled;
    }
}
