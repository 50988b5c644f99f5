/* The kinds of stores, and the way from a caller to the driver behind a store. */
#include "stores/store.h"

#include <string.h>

#include "core/arena.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/yaml.h"

/* Each stands in a file of its own, which has no header: this list is the way to it. */
extern const struct backend backend_sqlite;

const struct backend *const backends[] = {&backend_sqlite, NULL};

const struct backend *backend_find(const char *name)
{
    size_t i;

    for (i = 0; backends[i] != NULL; i++)
        if (strcmp(backends[i]->name, name) == 0)
            return backends[i];
    return NULL;
}

struct store *store_new(const struct backend *backend, const struct node *options,
                        const char *folder, struct arena *arena, struct problems *problems)
{
    static const struct node nothing = {.kind = NODE_MAP, .file = ""};
    struct store *store = arena_alloc(arena, backend->size);

    store->backend = backend;
    store->folder = arena_text(arena, folder);
    store->arena = arena;
    option_bind(options != NULL ? options : &nothing, backend->options, store, arena, problems);
    return store;
}

struct store *store_trial(const struct store *store, struct arena *arena)
{
    struct store *trial = arena_alloc(arena, store->backend->size);

    memcpy(trial, store, store->backend->size);
    trial->is_trial = true;
    trial->arena = arena;
    return trial;
}

int store_open(struct store *store, struct error *err)
{
    return store->backend->open(store, err);
}

int store_prepare(struct store *store, const struct schema *schema, struct error *err)
{
    return store->backend->prepare(store, schema, err);
}

int store_begin(struct store *store, const struct batch *batch, struct error *err)
{
    return store->backend->begin(store, batch, err);
}

int store_put(struct store *store, const struct record *record, enum outcome *outcome,
              struct error *err)
{
    return store->backend->put(store, record, outcome, err);
}

int store_mark(struct store *store, struct error *err)
{
    return store->backend->mark(store, err);
}

int store_rewind(struct store *store, struct error *err)
{
    return store->backend->rewind(store, err);
}

int store_commit(struct store *store, const struct tally *tally, struct error *err)
{
    return store->backend->commit(store, tally, err);
}

void store_rollback(struct store *store)
{
    store->backend->rollback(store);
}

int store_loaded(struct store *store, const char *batch, int *attempt, struct error *err)
{
    return store->backend->loaded(store, batch, attempt, err);
}

int store_replace(struct store *store, const struct table *table, struct error *err)
{
    return store->backend->replace(store, table, err);
}

int store_become(struct store *store, struct store *trial, struct error *err)
{
    return store->backend->become(store, trial, err);
}

struct query *store_query(struct store *store)
{
    return store->backend->query(store);
}

void store_close(struct store *store)
{
    if (store != NULL)
        store->backend->close(store);
}
