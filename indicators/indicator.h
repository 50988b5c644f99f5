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

/* Reads one definition file.  NULL when it is unusable. */
struct indicator *indicator_read(const char *path, struct arena *arena, struct problems *problems);
const char *indicator_id(const struct indicator *indicator);
const char *indicator_title(const struct indicator *indicator, bool is_english);

/* All that is computed over. */
struct indicator_set {
    const struct indicator *const *indicators;
    size_t indicator_count;
    const struct calendar *const *calendars;
    size_t calendar_count;
    const struct targets *targets;
};

/* Computes every indicator for every period of every calendar that begins before until and ends
 * after since.  Gives tables for the store: "chi_tieu" (values), "chi_tieu_dinh_nghia"
 * (definitions), "muc_tieu" (all targets).  The table "ky" (periods; see period_table) must be in
 * the store already, for the queries join it.  ERROR_CONFIG when the engine refuses an expression
 * (the text names indicator and expression). */
int indicator_compute(const struct indicator_set *set, struct query *query, struct arena *arena,
                      struct table **values, struct table **definitions, struct table **targets,
                      struct error *err);

/* The periods of all calendars that touch [since, until), as the table "ky". */
struct table *period_table(const struct indicator_set *set, int64_t since, int64_t until,
                           struct arena *arena);

/* Which records of an indicator are listed. */
enum explain_part { EXPLAIN_NUMERATOR, EXPLAIN_DENOMINATOR };

/* The records behind a figure: the key columns and the columns that the definition shows, for one
 * period and, unless unit is NULL, one unit.  An unknown period is ERROR_USAGE. */
int indicator_explain(const struct indicator *indicator, const char *period, const char *unit,
                      enum explain_part part, struct query *query, struct arena *arena,
                      struct table **records, struct error *err);

#endif
