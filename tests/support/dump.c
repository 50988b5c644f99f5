/* A store's tables of records, found in its dictionary. */
#include "tests/support/dump.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/query.h"
#include "tests/support/check.h"
#include "tests/support/little.h"

struct dump {
    struct query *query;
    struct arena *arena;
    struct buffer text;
};

static int add_table(void *context, const char *const *cells, size_t count, struct error *err)
{
    struct dump *dump = context;

    (void)count;
    (void)err;
    buffer_print(&dump->text, "%s (%s)\n", cells[0], cells[1]);
    buffer_text(&dump->text, little_ask(dump->query,
                                        arena_print(dump->arena, "SELECT %s FROM %s ORDER BY %s",
                                                    cells[1], cells[0], cells[2]),
                                        dump->arena));
    return 0;
}

const char *store_dump(struct query *query, struct arena *arena)
{
    struct dump dump = {query, arena, {0}};
    struct error err = {0};
    const char *text;

    CHECK_DONE(
        query->run(query,
                   "SELECT bang, group_concat(cot, ', '),"
                   " group_concat(CASE WHEN la_khoa THEN cot END, ', ') FROM"
                   " (SELECT * FROM nhip_dictionary WHERE bang IN (SELECT bang FROM"
                   " nhip_dictionary WHERE cot = 'xoa_luc' OR kieu = 'children') AND cot <> ''"
                   " ORDER BY bang, thu_tu) GROUP BY bang ORDER BY bang",
                   NULL, 0, add_table, &dump, &err),
        &err);
    text = arena_text(arena, buffer_string(&dump.text));
    buffer_free(&dump.text);
    return text;
}
