/*
 * The SQL that definitions become, written in one place for figures and for the records behind
 * them, so that the two cannot differ.
 *
 * Every table of records is shadowed by its rows that are not deleted: a definition cannot count a
 * deleted record by forgetting about it.  The store calls its own tables main.<table>.
 */
#ifndef INDICATORS_QUESTION_H
#define INDICATORS_QUESTION_H

#include <stdbool.h>

struct arena;
struct buffer;
struct error;
struct indicator;
struct query;

/* What the store has to say about itself. */
struct surroundings {
    const char *shadows; /* "WITH ho_so AS (...), ...", "" when there is none */
    bool has_units;      /* there is a table don_vi */
};

/* Asks the store's dictionary for the tables of records. */
int surroundings_read(struct query *query, struct arena *arena, struct surroundings *surroundings,
                      struct error *err);

/* Appends a column as the definition names it, with its table. */
void question_column(struct buffer *sql, const struct indicator *indicator, const char *column);

/* Appends the unit of a record, '?' where it has none. */
void question_unit(struct buffer *sql, const struct indicator *indicator);

/* Appends "FROM ... WHERE" with all records of all periods, ready for more conditions by AND. */
void question_from(struct buffer *sql, const struct indicator *indicator);

/* Appends the condition that a record of the denominator is in the numerator of a period. */
void question_numerator(struct buffer *sql, const struct indicator *indicator);

/* Writes the question for all figures of an indicator.  Its answer has a row for each period and
 * unit that has records: calendar, period, since, until, unit, level, name of the unit, numerator,
 * denominator, in the order of periods, levels and units.  ?1 and ?2 are the days between which
 * periods begin, NULL for open. */
void question_figures(struct buffer *sql, const struct indicator *indicator,
                      const struct surroundings *surroundings);

/* Asks the engine whether it takes an expression over what a definition is from.  0, or -1 with its
 * words. */
int question_try(const char *expression, const struct indicator *indicator,
                 const struct surroundings *surroundings, struct query *query, struct error *err);

/* The same for the question for all figures. */
int question_try_whole(const struct indicator *indicator, const struct surroundings *surroundings,
                       struct query *query, struct error *err);

/* True when SQL has the name of this table in it, nearly that name, or one that begins so, as its
 * children's do. */
bool question_speaks_of(const char *expression, const char *table);

/* Finds the part of a definition that the engine refuses, after it has refused the whole, and puts
 * indicator and part in front of the error; the error is about the whole when no part is refused
 * alone.  Always -1. */
int question_blame(const struct indicator *indicator, const struct surroundings *surroundings,
                   struct query *query, struct error *err);

#endif
