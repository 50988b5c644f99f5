/* What the walk keeps of a document stays in proportion to the document, and is counted. */
#include "transforms/walk.h"

#include "core/arena.h"
#include "core/format.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"
#include "transforms/mapping_inside.h"

static const char texts[] = "mapping: m\nformat: xml\nrecord: R\nkey: [k]\nfields:\n"
                            "  - {name: k, path: ., type: text}\n";

/* A walk that is fed with events by hand. */
struct feed {
    struct arena *arena;
    struct harvest harvest;
    struct walk walk;
    struct decoder decoder;
};

static void feed_start(struct feed *feed)
{
    static const struct origin origin = {.source = "s", .batch = "b", .document = "d"};
    struct error err;

    memset(feed, 0, sizeof *feed);
    feed->arena = arena_new();
    feed->harvest.origin = &origin;
    feed->harvest.arena = arena_new();
    feed->walk.mapping = mapping_from(texts, feed->arena);
    feed->walk.harvest = &feed->harvest;
    feed->walk.evaluation.mapping = feed->walk.mapping;
    feed->walk.evaluation.arena = feed->harvest.arena;
    feed->walk.evaluation.drifts.arena = feed->arena;
    walk_start(&feed->walk, feed->arena);
    walk_decoder(&feed->walk, &feed->decoder);
    assert_int_equal(evaluation_start(&feed->walk.evaluation, feed->arena, &err), 0);
}

static void feed_stop(struct feed *feed)
{
    walk_stop(&feed->walk);
    arena_free(feed->harvest.arena);
    harvest_free(&feed->harvest);
    arena_free(feed->arena);
}

static void feed_open(struct feed *feed, const char *name)
{
    struct sink *sink = walk_sink(&feed->walk);
    struct error err;

    assert_int_equal(sink->open(sink, name, "", &err), 0);
}

static void feed_close(struct feed *feed)
{
    struct sink *sink = walk_sink(&feed->walk);
    struct error err;

    if (sink->skip > 0)
        sink->skip--;
    else
        assert_int_equal(sink->close(sink, &err), 0);
}

/* A text and an empty element behind it, which no field reads. */
static void feed_pair(struct feed *feed, const char *text)
{
    struct sink *sink = walk_sink(&feed->walk);
    struct error err;

    assert_int_equal(sink->text(sink, text, strlen(text), &err), 0);
    feed_open(feed, "b");
    feed_close(feed);
}

/* The text of the record that was harvested last. */
static const char *feed_take(struct feed *feed)
{
    struct record record;
    struct error err;

    assert_int_equal(harvest_take(&feed->harvest, &record, &err), 1);
    return record.values[0].text;
}

static void text_between_children_is_copied_once_when_its_element_closes(void **state)
{
    struct arena_mark before, after;
    struct feed feed;

    (void)state;
    feed_start(&feed);
    feed_open(&feed, "R");
    /* The first piece might have been the only one. */
    feed_pair(&feed, "\n xxxxxxxxx\n");
    before = arena_mark(feed.walk.nodes);
    for (int i = 1; i < 1000; i++)
        feed_pair(&feed, "\n xxxxxxxxx\n");
    after = arena_mark(feed.walk.nodes);
    assert_ptr_equal(after.block, before.block);
    assert_int_equal(after.used, before.used);
    assert_int_equal(feed.walk.text.bytes.size, 1000 * 10 - 1);
    feed_close(&feed);
    assert_int_equal(strlen(feed_take(&feed)), 1000 * 10 - 1);
    assert_int_equal(feed.walk.text.bytes.size, 0);
    feed_stop(&feed);
}

/* Feeds a record's text: '/' stands between pieces that come one behind the other, '*' is an
 * element between them. */
static void feed_pieces(struct feed *feed, const char *pieces)
{
    struct sink *sink = walk_sink(&feed->walk);
    struct error err;

    feed_open(feed, "R");
    while (*pieces != '\0') {
        size_t size = strcspn(pieces, "/*");

        assert_int_equal(sink->text(sink, pieces, size, &err), 0);
        pieces += size;
        if (*pieces == '*') {
            feed_open(feed, "b");
            feed_close(feed);
        }
        pieces += *pieces != '\0';
    }
    feed_close(feed);
}

static void pieces_of_text_become_one(void **state)
{
    static const struct {
        const char *pieces, *wanted;
    } rows[] = {
        {"ab", "ab"},          {" ab\n", "ab"},    {" ab /cd ", "ab cd"},
        {" /ab/ ", "ab"},      {"ab*cd", "ab cd"}, {" * ab * ", "ab"},
        {"a/ * b/c/", "a bc"}, {"*a*/b/*", "a b"}, {" /\n*/a b/c", "a bc"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct feed feed;

        feed_start(&feed);
        feed_pieces(&feed, rows[i].pieces);
        assert_string_equal(feed_take(&feed), rows[i].wanted);
        feed_stop(&feed);
    }
}

static void blanks_put_between_pieces_of_text_are_counted(void **state)
{
    struct feed feed;
    size_t before;

    (void)state;
    feed_start(&feed);
    feed_open(&feed, "R");
    before = feed.walk.kept;
    for (int i = 0; i < 1000; i++)
        feed_pair(&feed, "x");
    assert_int_equal(feed.walk.kept - before, 1000 + 999);
    feed_stop(&feed);
}

static void a_record_of_too_much_text_takes_no_more_of_it(void **state)
{
    struct record record;
    struct error err;
    struct feed feed;
    size_t size;

    (void)state;
    feed_start(&feed);
    feed_open(&feed, "R");
    feed.walk.kept = (32 << 20) - 3;
    feed_pair(&feed, "x");
    feed_pair(&feed, "y");
    assert_int_equal(feed.walk.damage.kind, ERROR_NONE);
    size = feed.walk.text.bytes.size;
    for (int i = 0; i < 1000; i++)
        feed_pair(&feed, "z");
    assert_int_equal(feed.walk.text.bytes.size, size);
    feed_close(&feed);
    CHECK_FAILS(harvest_take(&feed.harvest, &record, &err), &err, ERROR_RECORD,
                "the record keeps more than 33554432 bytes");
    assert_string_equal(record.refusal.rule, "size");
    feed_stop(&feed);
}

static void leaving_an_element_drops_its_text_only(void **state)
{
    struct feed feed;

    (void)state;
    feed_start(&feed);
    feed_open(&feed, "R");
    feed_pair(&feed, "x");
    walk_leave(&feed.walk, feed.walk.node);
    assert_int_equal(feed.walk.text.bytes.size, 0);
    feed_open(&feed, "R");
    feed_pair(&feed, "y");
    feed_close(&feed);
    assert_string_equal(feed_take(&feed), "y");
    feed_stop(&feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_between_children_is_copied_once_when_its_element_closes),
        cmocka_unit_test(pieces_of_text_become_one),
        cmocka_unit_test(blanks_put_between_pieces_of_text_are_counted),
        cmocka_unit_test(a_record_of_too_much_text_takes_no_more_of_it),
        cmocka_unit_test(leaving_an_element_drops_its_text_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
