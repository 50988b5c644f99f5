/* The audit as a chain of rows in the ledger. */
#include "batch/audit.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "batch/actor.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/database.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/table.h"

/* One row, as it is hashed and stored. */
struct row {
    int64_t number, at;
    const char *actor, *host;
    int64_t process;
    const char *action, *subject, *detail;
};

/* Each part with its length before it, so that no two rows have the same bytes. */
static void add_text(struct buffer *text, const char *part)
{
    buffer_print(text, "%zu:%s\n", strlen(part), part);
}

static void hash_row(const struct row *row, const char *previous, char hash[DIGEST_TEXT_SIZE])
{
    struct digest *digest = digest_new();
    struct buffer text = {0};

    buffer_print(&text, "%s\n%" PRId64 "\n%" PRId64 "\n%" PRId64 "\n", previous, row->number,
                 row->at, row->process);
    add_text(&text, row->actor);
    add_text(&text, row->host);
    add_text(&text, row->action);
    add_text(&text, row->subject);
    add_text(&text, row->detail);
    digest_update(digest, text.data, text.size);
    digest_format(digest, hash);
    digest_free(digest);
    buffer_free(&text);
}

int audit_find_head(struct ledger *ledger, struct audit_head *head, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1", err);
    int got;

    if (statement == NULL)
        return -1;
    memset(head, 0, sizeof *head);
    got = statement_next(statement, err);
    if (got == 1) {
        head->number = statement_integer(statement, 0);
        snprintf(head->hash, sizeof head->hash, "%s", statement_text(statement, 1));
        statement_reset(statement);
    }
    return got < 0 ? -1 : 0;
}

static int insert(struct ledger *ledger, const struct row *row, const char *hash, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger_database(ledger),
        "INSERT INTO audit (number, at, actor, host, process, action, subject, detail, hash)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_integer(statement, 1, row->number);
    statement_bind_integer(statement, 2, row->at);
    statement_bind_string(statement, 3, row->actor);
    statement_bind_string(statement, 4, row->host);
    statement_bind_integer(statement, 5, row->process);
    statement_bind_string(statement, 6, row->action);
    statement_bind_string(statement, 7, row->subject);
    statement_bind_string(statement, 8, row->detail);
    statement_bind_string(statement, 9, hash);
    return statement_run(statement, err);
}

static int append(struct ledger *ledger, struct row *row, struct error *err)
{
    struct audit_head head;
    char hash[DIGEST_TEXT_SIZE];

    if (audit_find_head(ledger, &head, err) != 0)
        return -1;
    row->number = head.number + 1;
    hash_row(row, head.hash, hash);
    return insert(ledger, row, hash, err);
}

int audit_add(struct ledger *ledger, const char *action, const char *subject, const char *detail,
              struct error *err)
{
    const struct actor *actor = ledger_actor(ledger);
    struct row row = {.at = clock_real(),
                      .actor = actor->name,
                      .host = actor->host,
                      .process = actor->process,
                      .action = action,
                      .subject = subject,
                      .detail = detail};

    if (database_begin(ledger_database(ledger), err) != 0)
        return -1;
    return database_end(ledger_database(ledger), append(ledger, &row, err), err);
}

static struct row read_row(struct statement *statement)
{
    struct row row = {.number = statement_integer(statement, 0),
                      .at = statement_integer(statement, 1),
                      .actor = statement_text(statement, 2),
                      .host = statement_text(statement, 3),
                      .process = statement_integer(statement, 4),
                      .action = statement_text(statement, 5),
                      .subject = statement_text(statement, 6),
                      .detail = statement_text(statement, 7)};

    return row;
}

/* Sees that the row follows the one before, which head has, and moves head on to it. */
static int verify_row(struct statement *statement, struct audit_head *head, struct error *err)
{
    const struct row row = read_row(statement);
    const char *stored = statement_text(statement, 8);
    char hash[DIGEST_TEXT_SIZE];

    if (row.number != head->number + 1)
        return error_set(err, ERROR_DATA, "row %" PRId64 " of the audit is missing",
                         head->number + 1);
    hash_row(&row, head->hash, hash);
    if (strcmp(hash, stored) != 0)
        return error_set(err, ERROR_DATA,
                         "row %" PRId64 " of the audit was changed, or one before it was replaced",
                         row.number);
    head->number = row.number;
    memcpy(head->hash, hash, sizeof hash);
    return 0;
}

static int verify_head(const struct audit_head *wanted, const struct audit_head *head,
                       struct error *err)
{
    if (wanted == NULL || wanted->number != head->number ||
        strncmp(wanted->hash, head->hash, strlen(wanted->hash)) == 0)
        return 0;
    return error_set(err, ERROR_DATA,
                     "row %" PRId64 " of the audit has the hash %.16s..., not %.16s...: the chain "
                     "was replaced",
                     head->number, head->hash, wanted->hash);
}

static int verify_rows(struct ledger *ledger, const struct audit_head *wanted,
                       struct audit_head *head, struct error *err)
{
    struct statement *statement =
        database_prepare(ledger_database(ledger),
                         "SELECT number, at, actor, host, process, action, subject, detail, hash"
                         " FROM audit ORDER BY number",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    while ((got = statement_next(statement, err)) == 1) {
        if (verify_row(statement, head, err) == 0 && verify_head(wanted, head, err) == 0)
            continue;
        statement_reset(statement);
        return -1;
    }
    return got;
}

/* The last number that the database has given to a row. */
static int find_last_number(struct ledger *ledger, int64_t *number, struct error *err)
{
    struct statement *statement = database_prepare(
        ledger_database(ledger), "SELECT max(seq) FROM sqlite_sequence WHERE name = 'audit'", err);
    int got;

    if (statement == NULL)
        return -1;
    got = statement_next(statement, err);
    *number = got == 1 ? statement_integer(statement, 0) : 0;
    statement_reset(statement);
    return got < 0 ? -1 : 0;
}

int audit_verify(struct ledger *ledger, const struct audit_head *wanted, struct audit_head *head,
                 struct error *err)
{
    int64_t last;

    memset(head, 0, sizeof *head);
    if (verify_rows(ledger, wanted, head, err) != 0 || find_last_number(ledger, &last, err) != 0)
        return -1;
    if (wanted != NULL && wanted->number > last)
        last = wanted->number;
    if (head->number < last)
        return error_set(err, ERROR_DATA, "row %" PRId64 " of the audit is missing",
                         head->number + 1);
    return 0;
}

struct table *audit_list(struct ledger *ledger, int64_t from, struct arena *arena,
                         struct error *err)
{
    static const struct column columns[] = {
        {.name = "number", .type = TYPE_INTEGER, .is_key = true},
        {.name = "at"},
        {.name = "actor"},
        {.name = "host"},
        {.name = "action"},
        {.name = "subject"},
        {.name = "detail"},
    };
    struct table *table = table_new("audit", columns, sizeof columns / sizeof columns[0], arena);
    struct statement *statement = database_prepare(
        ledger_database(ledger),
        "SELECT number, at, actor, host, process, action, subject, detail FROM audit"
        " WHERE number >= ?1 ORDER BY number",
        err);
    int got;

    if (statement == NULL)
        return NULL;
    statement_bind_integer(statement, 1, from);
    while ((got = statement_next(statement, err)) == 1) {
        const struct row row = read_row(statement);
        const char **cells = table_add(table);
        char at[INSTANT_TEXT_SIZE];

        instant_format(row.at, VIETNAM_OFFSET_SECONDS, at);
        cells[0] = arena_print(arena, "%" PRId64, row.number);
        cells[1] = arena_text(arena, at);
        cells[2] = arena_text(arena, row.actor);
        cells[3] = arena_text(arena, row.host);
        cells[4] = arena_text(arena, row.action);
        cells[5] = arena_text(arena, row.subject);
        cells[6] = arena_text(arena, row.detail);
    }
    return got == 0 ? table : NULL;
}
