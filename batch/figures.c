/* From the store's records to published figures and report files. */
#include "batch/figures.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "core/query.h"
#include "core/table.h"
#include "indicators/indicator.h"
#include "reports/report.h"
#include "stores/store.h"

/* Where the first window of any source begins: no earlier period can have a figure. */
static int64_t first_start(const struct deployment *deployment)
{
    int64_t first = clock_now();
    size_t i;

    for (i = 0; i < deployment->source_count; i++)
        if (deployment->sources[i].start != 0 && deployment->sources[i].start < first)
            first = deployment->sources[i].start;
    return first;
}

int figures_mark_stale(const struct deployment *deployment, struct error *err)
{
    if (deployment->stale_mark == NULL || file_is_present(deployment->stale_mark))
        return 0;
    return file_replace(deployment->stale_mark, "", 0, 0600, err);
}

int figures_compute(const struct deployment *deployment, struct arena *arena, struct error *err)
{
    const struct indicator_set *set = &deployment->indicators;
    const struct table *periods = period_table(set, first_start(deployment), clock_now(), arena);
    struct store *store = deployment->store;
    struct figures figures;

    if (store_replace(store, periods, err) != 0 ||
        indicator_compute(set, store_query(store), arena, &figures, err) != 0 ||
        store_replace(store, figures.values, err) != 0 ||
        store_replace(store, figures.definitions, err) != 0)
        return -1;
    return store_replace(store, figures.targets, err);
}

static const struct column figure_columns[] = {
    {.name = "ky", .is_key = true},
    {.name = "chi_tieu", .is_key = true},
    {.name = "cap", .is_key = true},
    {.name = "don_vi", .is_key = true},
    {.name = "tu_so", .type = TYPE_DECIMAL},
    {.name = "mau_so", .type = TYPE_DECIMAL},
    {.name = "gia_tri", .type = TYPE_DECIMAL},
    {.name = "so_sanh"},
    {.name = "muc_tieu", .type = TYPE_DECIMAL},
    {.name = "dat", .type = TYPE_BOOLEAN},
    {.name = "van_ban"},
};

static const struct indicator *find_indicator(const struct deployment *deployment, const char *name,
                                              struct error *err)
{
    const struct indicator_set *set = &deployment->indicators;
    struct buffer names = {0};
    size_t i;

    for (i = 0; i < set->indicator_count; i++)
        if (strcmp(indicator_id(set->indicators[i]), name) == 0)
            return set->indicators[i];
    for (i = 0; i < set->indicator_count; i++)
        buffer_print(&names, "%s%s", i == 0 ? "" : ", ", indicator_id(set->indicators[i]));
    error_set(err, ERROR_USAGE, "no indicator '%s'; there are: %s", name,
              set->indicator_count == 0 ? "none" : buffer_string(&names));
    buffer_free(&names);
    return NULL;
}

struct table *figures_list(const struct deployment *deployment, const struct figure_filter *filter,
                           struct arena *arena, struct error *err)
{
    const char *const parameters[] = {filter->period, filter->indicator, filter->unit,
                                      filter->is_all_units ? "1" : "0"};
    struct table *table = table_new("chi_tieu", figure_columns,
                                    sizeof figure_columns / sizeof figure_columns[0], arena);
    struct query *query = store_query(deployment->store);

    if (filter->indicator != NULL && find_indicator(deployment, filter->indicator, err) == NULL)
        return NULL;
    if (query->run(query,
                   "SELECT ky, chi_tieu, cap, don_vi, tu_so, mau_so, gia_tri, so_sanh, muc_tieu,"
                   " dat, van_ban FROM chi_tieu"
                   " WHERE (?1 IS NULL OR ky = ?1) AND (?2 IS NULL OR chi_tieu = ?2)"
                   " AND (don_vi = ?3 OR (?3 IS NULL AND (don_vi = '' OR ?4 = '1')))"
                   " ORDER BY tu_ngay, den_ngay, ky, chi_tieu, cap, don_vi",
                   parameters, 4, table_add_row, table, err) != 0)
        return NULL;
    if (table->row_count == 0 && (filter->period != NULL || filter->unit != NULL)) {
        error_set(err, ERROR_USAGE,
                  "no figure for this period and unit; hint: 'nhip indicators "
                  "--units' lists those there are");
        return NULL;
    }
    return table;
}

/* Renders the table into a draft beside the target and puts it in place when all of it is there. */
static int write_report(const struct report_format *format, const struct table *table,
                        const char *folder, struct error *err)
{
    const char *path = path_join(table->arena, folder,
                                 arena_print(table->arena, "%s.%s", table->name, format->suffix));
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    int result;

    if (stream == NULL)
        return error_set(err, ERROR_BUG, "no memory stream: %s", strerror(errno));
    errno = 0;
    format->write(table, stream);
    result = ferror(stream) | fclose(stream);
    /* glibc leaves out of such a stream what it has no memory for, and sets no other flag. */
    if (errno == ENOMEM)
        error_out_of_memory();
    result = result == 0 ? file_replace(path, text, size, 0640, err)
                         : error_set(err, ERROR_IO, "cannot make %s", path);
    free(text);
    return result;
}

int figures_report(const struct deployment *deployment, struct arena *arena, struct error *err)
{
    const struct figure_filter filter = {.is_all_units = true};
    const struct table *table = figures_list(deployment, &filter, arena, err);
    const struct report_format *format;

    if (table == NULL || folder_make(deployment->reports, 0750, err) != 0)
        return -1;
    for (format = report_formats; format->name != NULL; format++)
        if (write_report(format, table, deployment->reports, err) != 0)
            return -1;
    return 0;
}

struct table *figures_explain(const struct deployment *deployment,
                              const struct figure_question *question, struct arena *arena,
                              struct error *err)
{
    const struct indicator *indicator = find_indicator(deployment, question->indicator, err);
    const struct inquiry inquiry = {
        .period = question->period,
        .unit = question->unit,
        .part = question->is_numerator ? EXPLAIN_NUMERATOR : EXPLAIN_DENOMINATOR,
    };

    if (indicator == NULL)
        return NULL;
    return indicator_explain(indicator, &inquiry, store_query(deployment->store), arena, err);
}
