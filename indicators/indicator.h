/*
 * Indicators: versioned definitions with a numerator and a denominator, computed in the store's
 * own engine, by period, by level of the deciding body, and by unit.
 *
 * The room knows SQL expressions over documented columns and nothing about where records came
 * from.  Numerator and denominator are always kept beside the ratio; the ratio is computed in
 * integers, never in floating point.
 */
#ifndef INDICATORS_INDICATOR_H
#define INDICATORS_INDICATOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct calendar;
struct error;
struct problems;
struct query;
struct table;
struct targets;

struct indicator; /* its inside is the room's own */

/* Reads one definition file.  Always gives an indicator; with mistakes it is of use to
 * indicator_try alone. */
struct indicator *indicator_read(const char *path, struct arena *arena, struct problems *problems);
const char *indicator_id(const struct indicator *indicator);

/* True when a part of the definition may speak of this table or of its children. */
bool indicator_speaks_of(const struct indicator *indicator, const char *table);

/* Tries each part of a definition on a store that has the tables but need not have records, and
 * tells which ones the engine refuses.  Parts that have been told to be wrong, and what depends on
 * them, are left out. */
void indicator_try(const struct indicator *indicator, struct query *query,
                   struct problems *problems);

/* All that is computed over. */
struct indicator_set {
    const struct indicator *const *indicators;
    size_t indicator_count;
    const struct calendar *const *calendars;
    size_t calendar_count;
    const struct targets *targets;
};

/* What was computed, and by which rules, as tables for the store. */
struct figures {
    struct table *values;      /* "chi_tieu" */
    struct table *definitions; /* "chi_tieu_dinh_nghia" */
    struct table *targets;     /* "muc_tieu": those of all documents */
};

/* Computes every indicator for every period of the table "ky" (see period_table), which must be in
 * the store already, for the queries join it.  ERROR_CONFIG when the engine refuses an expression
 * (the text names indicator and expression). */
int indicator_compute(const struct indicator_set *set, struct query *query, struct arena *arena,
                      struct figures *figures, struct error *err);

/* The periods of all calendars that touch [since, until), as the table "ky". */
struct table *period_table(const struct indicator_set *set, int64_t since, int64_t until,
                           struct arena *arena);

/* Which records of an indicator are listed. */
enum explain_part { EXPLAIN_NUMERATOR, EXPLAIN_DENOMINATOR };

/* Which figure is to be explained. */
struct inquiry {
    const char *period, *unit; /* unit NULL: all units */
    enum explain_part part;
};

/* The records behind a figure: the key columns and the columns that the definition shows.  NULL on
 * failure; an unknown period is ERROR_USAGE. */
struct table *indicator_explain(const struct indicator *indicator, const struct inquiry *inquiry,
                                struct query *query, struct arena *arena, struct error *err);

#endif
