/*
 * A question in SQL to whoever keeps the tables, without knowing who that is.
 *
 * indicators/ asks through this; batch/ hands it the store's answer function.
 */
#ifndef CORE_QUERY_H
#define CORE_QUERY_H

#include <stddef.h>

struct error;

struct query {
    /* Runs one SELECT.  Parameters are texts (NULL: NULL) for ?1, ?2, ...  row is called once for
     * each row with texts (NULL: NULL) that are valid during the call; when it returns not 0 the
     * query ends and -1 is returned with the err that row filled.  A statement that the engine
     * refuses is ERROR_CONFIG with the engine's words. */
    int (*run)(struct query *query, const char *sql, const char *const *parameters, size_t count,
               int (*row)(void *context, const char *const *cells, size_t count, struct error *err),
               void *context, struct error *err);
};

#endif
