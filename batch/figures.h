/*
 * Figures: indicators computed in the store and published, and the report files made from them.
 *
 * All functions work on the deployment's store, which must be open.
 */
#ifndef BATCH_FIGURES_H
#define BATCH_FIGURES_H

#include <stdbool.h>

struct arena;
struct deployment;
struct error;
struct table;

/* Notes that the figures are older than the store will be, whatever becomes of this process; to be
 * called before a load is committed. */
int figures_mark_stale(const struct deployment *deployment, struct error *err);

/* Recomputes every indicator and replaces the tables ky, chi_tieu, chi_tieu_dinh_nghia, muc_tieu.
 */
int figures_compute(const struct deployment *deployment, struct arena *arena, struct error *err);

/* Writes the figures into the reports folder in every format; each file is replaced whole. */
int figures_report(const struct deployment *deployment, struct arena *arena, struct error *err);

/* Whose records are wanted; unit may be NULL. */
struct figure_question {
    const char *indicator, *period, *unit;
    bool is_numerator;
};

/* The records behind a figure, or NULL.  An unknown indicator is ERROR_USAGE that names those there
 * are. */
struct table *figures_explain(const struct deployment *deployment,
                              const struct figure_question *question, struct arena *arena,
                              struct error *err);

/* Which figures are wanted; NULL: all, except that without a unit only whole and levels are. */
struct figure_filter {
    const char *indicator, *period, *unit;
    bool is_all_units;
};

/* The published figures as a table, or NULL.  An unknown indicator is ERROR_USAGE. */
struct table *figures_list(const struct deployment *deployment, const struct figure_filter *filter,
                           struct arena *arena, struct error *err);

#endif
