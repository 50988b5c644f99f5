/* The tables that the configuration makes, as far as they are known, and definitions tried on them.
 */
#include "batch/definitions.h"

#include "batch/deployment.h"
#include "core/error.h"
#include "core/problem.h"
#include "core/table.h"
#include "stores/store.h"
#include "transforms/mapping.h"

/* What is tried on, and the tables that are not known well enough. */
struct trial {
    const struct deployment *deployment;
    struct store *store;
    struct texts doubtful;
    bool is_doubtful; /* any table may be one of these */
    struct arena *arena;
    struct problems *problems;
};

static void doubt(struct trial *trial, const struct mapping *mapping)
{
    const char *table = mapping_schema(mapping)->table;

    if (table != NULL)
        texts_add(&trial->doubtful, table, trial->arena);
    else
        trial->is_doubtful = true;
}

static void make_table(struct trial *trial, const struct mapping *mapping)
{
    struct error err;

    if (mapping_soundness(mapping) == SOUND_NAME) {
        doubt(trial, mapping);
        return;
    }
    if (store_prepare(trial->store, mapping_schema(mapping), &err) == 0)
        return;
    if (trial->problems->errors == 0)
        problem_in_file(trial->problems, trial->deployment->folder, "%s", err.text);
    doubt(trial, mapping);
}

/* True when it is not known which mappings make tables, so that all may. */
static bool are_all_used(const struct deployment *deployment)
{
    size_t i;

    for (i = 0; i < deployment->source_count; i++)
        if (deployment->sources[i].are_mappings_open)
            return true;
    return deployment->are_sources_open;
}

static int make_tables(struct trial *trial, struct error *err)
{
    const struct deployment *deployment = trial->deployment;
    const struct indicator_set nothing = {0};
    bool are_used = are_all_used(deployment);
    size_t i;

    if (store_open(trial->store, err) != 0)
        return -1;
    trial->is_doubtful = deployment->mapping_doubt.is_open;
    for (i = 0; i < deployment->mapping_count; i++)
        if (are_used || deployment_uses(deployment, deployment->mappings[i]))
            make_table(trial, deployment->mappings[i]);
    return store_replace(trial->store, period_table(&nothing, 0, 0, trial->arena), err);
}

static bool is_in_doubt(const struct trial *trial, const struct indicator *indicator)
{
    size_t i;

    for (i = 0; i < trial->doubtful.count; i++)
        if (indicator_speaks_of(indicator, trial->doubtful.items[i]))
            return true;
    return trial->is_doubtful;
}

void definitions_try(const struct deployment *deployment, struct arena *arena,
                     struct problems *problems)
{
    const struct indicator_set *set = &deployment->indicators;
    struct trial trial = {.deployment = deployment, .arena = arena, .problems = problems};
    struct error err;
    size_t i;

    if (deployment->store == NULL)
        return;
    trial.store = store_trial(deployment->store, arena);
    if (make_tables(&trial, &err) != 0)
        problem_in_file(problems, deployment->folder, "%s", err.text);
    else
        for (i = 0; i < set->indicator_count; i++)
            if (!is_in_doubt(&trial, set->indicators[i]))
                indicator_try(set->indicators[i], store_query(trial.store), problems);
    store_close(trial.store);
}
