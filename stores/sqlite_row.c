/* The statements that a record passes through, and the comparison that decides what becomes of it.
 */
#include "stores/sqlite_row.h"

#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"
#include "stores/sqlite_children.h"
#include "stores/sqlite_dictionary.h"

/* Columns of the schema are bound from 1 in every statement, and these behind them. */
enum meta {
    META_SOURCE = 1,
    META_BATCH,
    META_DOCUMENT,
    META_POSITION,
    META_VERSION,
    META_FETCHED,
    META_EXPIRES,
    META_SEEN
};

/* An instant as text, made again only when it changes: it is the same for a whole document. */
struct stamp {
    int64_t instant;
    char text[INSTANT_TEXT_SIZE];
};

/* The columns of the answer of find; the last two are 1 or 0. */
enum found {
    FOUND_VERSION,
    FOUND_BATCH,
    FOUND_DOCUMENT,
    FOUND_SEEN,
    FOUND_SAME_EXPIRY,
    FOUND_SAME_CONTENT
};

struct row_table {
    struct database *database;
    const struct schema *schema;
    struct statement *insert; /* does nothing where the key is there already */
    struct statement *find;   /* what is kept of a key, see enum found */
    struct statement *update;
    struct statement *touch; /* only says when the row was last seen */
    struct children *children;
    bool is_met;           /* the last record's key was there already */
    struct buffer version; /* of the record that is being put */
    struct stamp fetched, expires, seen;
};

static int meta_index(const struct schema *schema, enum meta meta)
{
    return (int)schema->column_count + (int)meta;
}

static void append_where_key(struct buffer *sql, const struct schema *schema)
{
    const char *separator = " WHERE ";
    size_t i;

    for (i = 0; i < schema->column_count; i++) {
        if (!schema->columns[i].is_key)
            continue;
        buffer_print(sql, "%s\"%s\" = ?%zu", separator, schema->columns[i].name, i + 1);
        separator = " AND ";
    }
}

/* When a row was deleted: the time of the first complete snapshot of its source that is later than
 * the last time the row was seen. */
static void append_deleted_at(struct buffer *sql, const char *source, const char *seen)
{
    buffer_print(sql,
                 "(SELECT min(s.nhan_luc) FROM nhip_batch s WHERE s.la_day_du = 1"
                 " AND s.nguon = %s AND s.nhan_luc > %s)",
                 source, seen);
}

static struct statement *prepare(struct database *database, struct buffer *sql, struct error *err)
{
    struct statement *statement = database_prepare(database, buffer_string(sql), err);

    buffer_free(sql);
    return statement;
}

/* The parameter of a meta column as SQL names it. */
static const char *meta_name(const struct schema *schema, enum meta meta, struct arena *arena)
{
    return arena_print(arena, "?%d", meta_index(schema, meta));
}

static struct statement *prepare_insert(struct database *database, const struct schema *schema,
                                        struct arena *arena, struct error *err)
{
    struct buffer sql = {0};
    size_t i;

    buffer_print(&sql, "INSERT INTO \"%s\" (", schema->table);
    for (i = 0; i < schema->column_count; i++)
        buffer_print(&sql, "\"%s\", ", schema->columns[i].name);
    for (i = 0; i < META_COLUMNS; i++)
        buffer_print(&sql, "%s%s", i == 0 ? "" : ", ", meta_columns[i].name);
    buffer_text(&sql, ") VALUES (");
    for (i = 1; i < schema->column_count + META_COLUMNS; i++)
        buffer_print(&sql, "?%zu, ", i);
    append_deleted_at(&sql, meta_name(schema, META_SOURCE, arena),
                      meta_name(schema, META_SEEN, arena));
    buffer_text(&sql, ") ON CONFLICT DO NOTHING");
    return prepare(database, &sql, err);
}

static struct statement *prepare_find(struct database *database, const struct schema *schema,
                                      struct error *err)
{
    struct buffer sql = {0};
    size_t i;

    buffer_print(&sql, "SELECT phien_ban, batch, tai_lieu, thay_lan_cuoi, het_han IS ?%d, 1",
                 meta_index(schema, META_EXPIRES));
    for (i = 0; i < schema->column_count; i++)
        if (!schema->columns[i].is_key)
            buffer_print(&sql, " AND \"%s\" IS ?%zu", schema->columns[i].name, i + 1);
    buffer_print(&sql, " FROM \"%s\"", schema->table);
    append_where_key(&sql, schema);
    return prepare(database, &sql, err);
}

static struct statement *prepare_update(struct database *database, const struct schema *schema,
                                        struct arena *arena, struct error *err)
{
    const char *last =
        arena_print(arena, "max(thay_lan_cuoi, %s)", meta_name(schema, META_SEEN, arena));
    struct buffer sql = {0};
    size_t i;

    buffer_print(&sql, "UPDATE \"%s\" SET ", schema->table);
    for (i = 0; i < schema->column_count; i++)
        if (!schema->columns[i].is_key)
            buffer_print(&sql, "\"%s\" = ?%zu, ", schema->columns[i].name, i + 1);
    for (i = META_SOURCE; i < META_SEEN; i++)
        buffer_print(&sql, "%s = %s, ", meta_columns[i - 1].name,
                     meta_name(schema, (enum meta)i, arena));
    buffer_print(&sql, "thay_lan_cuoi = %s, xoa_luc = ", last);
    append_deleted_at(&sql, meta_name(schema, META_SOURCE, arena), last);
    append_where_key(&sql, schema);
    return prepare(database, &sql, err);
}

static struct statement *prepare_touch(struct database *database, const struct schema *schema,
                                       struct arena *arena, struct error *err)
{
    const char *last = meta_name(schema, META_SEEN, arena);
    struct buffer sql = {0};

    buffer_print(&sql, "UPDATE \"%s\" SET thay_lan_cuoi = %s, xoa_luc = ", schema->table, last);
    append_deleted_at(&sql, arena_print(arena, "\"%s\".nguon", schema->table), last);
    append_where_key(&sql, schema);
    return prepare(database, &sql, err);
}

struct row_table *row_table_open(struct database *database, const struct schema *schema,
                                 struct arena *arena, struct error *err)
{
    struct row_table *table = arena_alloc(arena, sizeof *table);

    table->database = database;
    table->schema = schema;
    table->insert = prepare_insert(database, schema, arena, err);
    if (table->insert == NULL || (table->find = prepare_find(database, schema, err)) == NULL ||
        (table->update = prepare_update(database, schema, arena, err)) == NULL ||
        (table->touch = prepare_touch(database, schema, arena, err)) == NULL ||
        (table->children = children_open(database, schema, arena, err)) == NULL)
        return NULL;
    return table;
}

void row_table_close(struct row_table *table)
{
    buffer_free(&table->version);
}

static void bind_values(struct statement *statement, const struct record *record)
{
    size_t i;

    for (i = 0; i < record->schema->column_count; i++)
        statement_bind_text(statement, (int)i + 1, record->values[i].text, record->values[i].size);
}

static const char *stamp_text(struct stamp *stamp, int64_t instant)
{
    if (stamp->instant != instant || stamp->text[0] == '\0')
        instant_format(instant, VIETNAM_OFFSET_SECONDS, stamp->text);
    stamp->instant = instant;
    return stamp->text;
}

static void bind_expiry(struct row_table *table, struct statement *statement,
                        const struct record *record)
{
    int64_t expires_at = record->origin->expires_at;

    statement_bind_string(statement, meta_index(table->schema, META_EXPIRES),
                          expires_at == 0 ? NULL : stamp_text(&table->expires, expires_at));
}

static void bind_meta(struct row_table *table, struct statement *statement,
                      const struct record *record, const char *seen)
{
    const struct schema *schema = table->schema;
    const struct origin *origin = record->origin;

    statement_bind_string(statement, meta_index(schema, META_SOURCE), origin->source);
    statement_bind_string(statement, meta_index(schema, META_BATCH), origin->batch);
    statement_bind_string(statement, meta_index(schema, META_DOCUMENT), origin->document);
    statement_bind_integer(statement, meta_index(schema, META_POSITION), record->position);
    statement_bind_text(statement, meta_index(schema, META_VERSION), table->version.data,
                        table->version.size);
    statement_bind_string(statement, meta_index(schema, META_FETCHED),
                          stamp_text(&table->fetched, origin->fetched_at));
    bind_expiry(table, statement, record);
    statement_bind_string(statement, meta_index(schema, META_SEEN), seen);
}

/* Runs the insert or the update, which have the same parameters. */
static int write_row(struct row_table *table, struct statement *statement,
                     const struct record *record, const char *seen, struct error *err)
{
    bind_values(statement, record);
    bind_meta(table, statement, record, seen);
    return statement_run(statement, err);
}

/* What is kept of a record's key already. */
struct standing {
    int newer;    /* above 0 when the record is newer than what is kept, 0 when it is the same */
    bool is_same; /* in content, children and all */
    bool has_same_children; /* not looked at when the record is older */
    bool has_same_expiry;
    bool is_seen_up; /* the record was seen later than any before */
};

/* Copies of one document that were fetched in the same instant give the same versions.  Their
 * places decide then, so that it does not matter which copy is loaded first. */
static int compare_age(const struct row_table *table, const struct record *record)
{
    int order = strcmp(buffer_string(&table->version), statement_text(table->find, FOUND_VERSION));

    if (order == 0)
        order = strcmp(record->origin->batch, statement_text(table->find, FOUND_BATCH));
    if (order == 0)
        order = strcmp(record->origin->document, statement_text(table->find, FOUND_DOCUMENT));
    return order;
}

/* 1, 0 when nothing is kept of the key, -1. */
static int find_standing(struct row_table *table, const struct record *record, const char *seen,
                         struct standing *standing, struct error *err)
{
    struct statement *find = table->find;
    int got;

    bind_values(find, record);
    bind_expiry(table, find, record);
    got = statement_next(find, err);
    if (got <= 0)
        return got;
    standing->newer = compare_age(table, record);
    standing->is_seen_up = strcmp(seen, statement_text(find, FOUND_SEEN)) > 0;
    standing->has_same_expiry = statement_integer(find, FOUND_SAME_EXPIRY) != 0;
    standing->is_same = statement_integer(find, FOUND_SAME_CONTENT) != 0;
    statement_reset(find);
    if (standing->newer < 0)
        return 1;
    if (children_compare(table->children, record, &standing->has_same_children, err) != 0)
        return -1;
    standing->is_same = standing->is_same && standing->has_same_children;
    return 1;
}

static int update_row(struct row_table *table, const struct record *record, const char *seen,
                      const struct standing *standing, struct error *err)
{
    if (write_row(table, table->update, record, seen, err) != 0)
        return -1;
    return standing->has_same_children ? 0 : children_replace(table->children, record, err);
}

static int touch_row(const struct row_table *table, const struct record *record, const char *seen,
                     struct error *err)
{
    const struct schema *schema = table->schema;
    size_t i;

    for (i = 0; i < schema->column_count; i++)
        if (schema->columns[i].is_key)
            statement_bind_text(table->touch, (int)i + 1, record->values[i].text,
                                record->values[i].size);
    statement_bind_string(table->touch, meta_index(schema, META_SEEN), seen);
    return statement_run(table->touch, err);
}

/* 1, 0 when the key is there already, -1. */
static int insert_row(struct row_table *table, const struct record *record, const char *seen,
                      enum outcome *outcome, struct error *err)
{
    if (write_row(table, table->insert, record, seen, err) != 0)
        return -1;
    if (database_changes(table->database) == 0)
        return 0;
    *outcome = OUTCOME_INSERTED;
    return children_insert(table->children, record, err) == 0 ? 1 : -1;
}

/* 1, 0 when the key is not there, -1.  The same version with another content is the same document
 * read by a mapping that has changed, or with another expiry, under a term that has: what the
 * configuration says now counts. */
static int meet_row(struct row_table *table, const struct record *record, const char *seen,
                    enum outcome *outcome, struct error *err)
{
    struct standing standing = {0};
    int got = find_standing(table, record, seen, &standing, err);

    if (got <= 0)
        return got;
    if (standing.newer > 0 ||
        (standing.newer == 0 && !(standing.is_same && standing.has_same_expiry))) {
        if (update_row(table, record, seen, &standing, err) != 0)
            return -1;
        *outcome = standing.is_same ? OUTCOME_UNCHANGED : OUTCOME_UPDATED;
        return 1;
    }
    if (standing.is_seen_up && touch_row(table, record, seen, err) != 0)
        return -1;
    *outcome = standing.newer == 0 ? OUTCOME_UNCHANGED : OUTCOME_STALE;
    return 1;
}

/* Most documents have only new records, or hardly any: what was right for the last record is tried
 * first. */
int row_put(struct row_table *table, const struct record *record, int64_t seen_at,
            enum outcome *outcome, struct error *err)
{
    const char *seen = stamp_text(&table->seen, seen_at);
    int (*const ways[])(struct row_table *, const struct record *, const char *, enum outcome *,
                        struct error *) = {insert_row, meet_row};
    int got;

    buffer_clear(&table->version);
    record_version(record, &table->version);
    got = ways[table->is_met](table, record, seen, outcome, err);
    if (got == 0) {
        table->is_met = !table->is_met;
        got = ways[table->is_met](table, record, seen, outcome, err);
    }
    if (got == 0)
        return error_set(err, ERROR_BUG, "table %s: a row that is in the way cannot be found",
                         table->schema->table);
    return got < 0 ? -1 : 0;
}

int rows_mark_deleted(struct database *database, const char *table, const char *source,
                      struct error *err)
{
    struct statement *statement;
    struct buffer sql = {0};

    buffer_print(&sql, "UPDATE \"%s\" AS r SET xoa_luc = ", table);
    append_deleted_at(&sql, "?1", "r.thay_lan_cuoi");
    buffer_text(&sql, " WHERE nguon = ?1 AND xoa_luc IS NOT ");
    append_deleted_at(&sql, "?1", "r.thay_lan_cuoi");
    statement = prepare(database, &sql, err);
    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    return statement_run(statement, err);
}
