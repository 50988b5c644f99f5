/* The rows of one store, table by table, beside those of another. */
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "batch/carried_record.h"
#include "batch/carry_inside.h"
#include "batch/deployment.h"
#include "batch/kept_table.h"
#include "batch/row_walk.h"
#include "core/arena.h"
#include "core/batch.h"
#include "core/error.h"
#include "core/pulse.h"
#include "core/query.h"
#include "core/record.h"
#include "core/table.h"
#include "stores/store.h"
#include "transforms/mapping.h"

/* Why the rows of a table do not fit into the one that is made; NULL: they do. */
static const char *find_change(const struct kept_table *table, struct arena *arena)
{
    if (table == NULL || !table->is_in_store)
        return NULL;
    if (table->has_other_key)
        return arena_print(arena, "the key of table %s has changed", table->name);
    return table->retyped == NULL ? NULL
                                  : arena_print(arena, "column %s of table %s has another type now",
                                                table->retyped, table->name);
}

static const char *find_any_change(const struct schema *schema, const struct kept_tables *kept,
                                   struct arena *arena)
{
    const char *change = find_change(kept_tables_find(kept, schema->table), arena);
    size_t i;

    for (i = 0; i < schema->child_count && change == NULL; i++)
        change = find_change(kept_tables_find(kept, schema->children[i].table), arena);
    return change;
}

/* What a question for the batches in a table that does not fit goes on with. */
struct unfitting {
    struct carry *carry;
    const char *change;
};

static int note_unfit(void *context, const char *const *cells, size_t count, struct error *err)
{
    const struct unfitting *unfitting = context;
    struct carry *carry = unfitting->carry;
    struct purged_batch *batch = carry_find(carry, cells[0]);
    const char **row;

    (void)count;
    (void)err;
    if (batch == NULL || batch->is_unfit)
        return 0;
    batch->is_unfit = true;
    row = table_add(carry->unproven);
    row[0] = batch->id;
    row[1] = arena_print(carry->arena, "%s and %s", batch->why, unfitting->change);
    return 0;
}

/* One table of records, in both stores. */
struct passage {
    struct carry *carry;
    struct carried_form form;
    struct batch carrier; /* the batch without an id in which rows are put */
    struct arena *arena;  /* of a row */
};

/* Calls visit for each table of records that both stores have, once. */
static int visit_tables(struct passage *passage,
                        int (*visit)(struct passage *passage, struct error *err), struct error *err)
{
    const struct deployment *deployment = passage->carry->deployment;
    const struct kept_tables *kept = passage->form.kept;
    bool *is_done = arena_array(passage->carry->arena, kept->count, sizeof *is_done);
    size_t i;

    for (i = 0; i < deployment->mapping_count; i++) {
        const struct schema *schema = mapping_schema(deployment->mappings[i]);
        const struct kept_table *table = deployment_uses(deployment, deployment->mappings[i])
                                             ? kept_tables_find(kept, schema->table)
                                             : NULL;

        if (table == NULL || !table->is_in_store || is_done[table - kept->items])
            continue;
        is_done[table - kept->items] = true;
        passage->form.schema = schema;
        passage->form.table = table;
        if (visit(passage, err) != 0)
            return error_within(err, "table %s", table->name);
    }
    return 0;
}

/* The same for a table that no mapping makes any more: what has landed again is made elsewhere. */
static int note_homeless(void *context, const char *const *cells, size_t count, struct error *err)
{
    const struct unfitting *unfitting = context;
    const struct purged_batch *batch = carry_find(unfitting->carry, cells[0]);

    return batch == NULL || !batch->is_newest ? 0 : note_unfit(context, cells, count, err);
}

/* Calls note with each batch that has rows in the table. */
static int visit_batches(const char *table, struct unfitting *unfitting,
                         int (*note)(void *, const char *const *, size_t, struct error *),
                         struct error *err)
{
    struct carry *carry = unfitting->carry;

    return carry->store->run(
        carry->store,
        arena_print(carry->arena, "SELECT DISTINCT batch FROM \"%s\" ORDER BY batch", table), NULL,
        0, note, unfitting, err);
}

static int judge_table(struct passage *passage, struct error *err)
{
    struct carry *carry = passage->carry;
    struct unfitting unfitting = {
        carry, find_any_change(passage->form.schema, passage->form.kept, carry->arena)};

    if (unfitting.change == NULL)
        return 0;
    return visit_batches(passage->form.table->name, &unfitting, note_unfit, err);
}

/* Rows of a table that no mapping makes any more have nowhere to go. */
static int judge_gone(struct carry *carry, const struct table *gone, struct error *err)
{
    size_t i;

    for (i = 0; i < gone->row_count; i++) {
        const char *name = table_cell(gone, i, 0);
        struct unfitting unfitting = {
            carry, arena_print(carry->arena, "no mapping makes table %s any more", name)};

        if (visit_batches(name, &unfitting, note_homeless, err) != 0)
            return -1;
    }
    return 0;
}

static int put(struct passage *passage, const struct carried_record *carried, struct error *err)
{
    enum outcome outcome;

    passage->carrier.fetched_at = carried->seen_at;
    return store_put(passage->carry->deployment->store, &carried->record, &outcome, err);
}

static int carry_row(struct passage *passage, const char *const *cells, struct purged_batch *batch,
                     struct error *err)
{
    struct carried_record carried;

    if (carried_record_make(&passage->form, cells, passage->arena, &carried, err) != 0 ||
        carried_record_add_children(&passage->form, cells, passage->arena, &carried, err) != 0 ||
        put(passage, &carried, err) != 0)
        return -1;
    batch->row_count++;
    return 0;
}

/* A record without a version is older than any, so that it only says when it was last seen. */
static int carry_seen(struct passage *passage, const char *const *cells, struct error *err)
{
    struct carried_record carried;

    if (carried_record_make(&passage->form, cells, passage->arena, &carried, err) != 0)
        return -1;
    carried.record.version = "";
    return put(passage, &carried, err);
}

static int compare_age(const struct passage *passage, const char *const *one,
                       const char *const *other)
{
    static const enum stored by[] = {STORED_VERSION, STORED_BATCH, STORED_DOCUMENT};
    const long *columns = passage->form.columns;
    int order = 0;
    size_t i;

    for (i = 0; i < sizeof by / sizeof by[0] && order == 0; i++)
        order = strcmp(one[columns[by[i]]], other[columns[by[i]]]);
    return order;
}

/* A row of the store, and what the landing makes of its record; NULL: nothing.  What the landing
 * proves is not carried, but that what was purged has seen it later. */
static int meet_row(struct passage *passage, const char *const *cells, const char *const *made,
                    struct error *err)
{
    const long *columns = passage->form.columns;
    struct purged_batch *batch = carry_find(passage->carry, cells[columns[STORED_BATCH]]);
    int age = made == NULL ? 1 : compare_age(passage, cells, made);

    arena_reset(passage->arena);
    if (age > 0 && batch != NULL && batch->is_carried)
        return carry_row(passage, cells, batch, err);
    if (age == 0 && strcmp(cells[columns[STORED_SEEN]], made[columns[STORED_SEEN]]) > 0)
        return carry_seen(passage, cells, err);
    return 0;
}

/* Both walks go in the order of keys.  What is put has keys that the second is already behind. */
static int meet_rows(struct passage *passage, struct row_walk *store, struct row_walk *copy,
                     struct error *err)
{
    const char *const *cells, *const *made;
    int got = row_walk_next(store, &cells, err);
    int got_made = row_walk_next(copy, &made, err);

    while (got == 1 && got_made >= 0) {
        int order = got_made == 0 ? -1 : row_walk_compare(passage->form.table, cells, made);

        if (pulse_check_amid(passage->carry->pulse, err) != 0 ||
            (order <= 0 && meet_row(passage, cells, order == 0 ? made : NULL, err) != 0))
            return -1;
        if (order <= 0)
            got = row_walk_next(store, &cells, err);
        if (order >= 0 && got >= 0)
            got_made = row_walk_next(copy, &made, err);
    }
    return got < 0 || got_made < 0 ? -1 : 0;
}

static int carry_table(struct passage *passage, struct error *err)
{
    struct carry *carry = passage->carry;
    struct row_walk *store, *copy;
    int result;

    if (find_any_change(passage->form.schema, passage->form.kept, carry->arena) != NULL)
        return 0;
    carried_form_make(&passage->form, carry->arena);
    store = row_walk_open(carry->store, passage->form.table, carry->arena);
    copy = row_walk_open(store_query(carry->deployment->store), passage->form.table, carry->arena);
    result = meet_rows(passage, store, copy, err);
    row_walk_close(store);
    row_walk_close(copy);
    return result;
}

/* The carrier is a snapshot while rows are put, and no more when it ends, so that it settles
 * nothing. */
static int carry_in_one(struct passage *passage, struct error *err)
{
    static const struct tally nothing;
    struct store *store = passage->carry->deployment->store;
    int result;

    if (store_begin(store, &passage->carrier, err) != 0)
        return -1;
    passage->carrier.is_snapshot = true;
    result = visit_tables(passage, carry_table, err);
    passage->carrier.is_snapshot = false;
    if (result == 0)
        result = store_commit(store, &nothing, err);
    if (result != 0)
        store_rollback(store);
    return result;
}

/* The passage through all tables. */
static struct passage open_passage(struct carry *carry, const struct kept_tables *kept)
{
    return (struct passage){
        .carry = carry, .form = {.kept = kept, .store = carry->store}, .arena = arena_new()};
}

int carry_judge_tables(struct carry *carry, const struct kept_tables *kept, struct error *err)
{
    struct passage passage = open_passage(carry, kept);
    int result = visit_tables(&passage, judge_table, err);

    if (result == 0)
        result = judge_gone(carry, kept->gone, err);
    arena_free(passage.arena);
    return result;
}

int carry_rows(struct carry *carry, const struct kept_tables *kept, struct error *err)
{
    struct passage passage = open_passage(carry, kept);
    int result = carry_in_one(&passage, err);

    arena_free(passage.arena);
    return result;
}
