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
    struct arena *arena, *nodes;
    struct walk walk;
    struct layer layer;
};

static void feed_start(struct feed *feed)
{
    memset(feed, 0, sizeof *feed);
    feed->arena = arena_new();
    feed->nodes = arena_new();
    walk_start(&feed->walk, &mapping_from(texts, feed->arena)->plan, feed->nodes);
}

static void feed_stop(struct feed *feed)
{
    walk_stop(&feed->walk);
    arena_free(feed->nodes);
    arena_free(feed->arena);
}

static enum walk_result feed_open(struct feed *feed, const char *name)
{
    struct event event = {.kind = EVENT_OPEN, .name = name, .name_space = ""};
    struct error err;

    return walk_take(&feed->walk, &feed->layer, &event, &err);
}

static enum walk_result feed_close(struct feed *feed)
{
    struct event event = {.kind = EVENT_CLOSE};
    struct error err;

    return walk_take(&feed->walk, &feed->layer, &event, &err);
}

/* A text and an empty element behind it, which no field reads. */
static void feed_pair(struct feed *feed, const char *text)
{
    struct event event = {.kind = EVENT_TEXT, .text = text, .size = strlen(text)};
    struct error err;

    assert_int_equal(walk_take(&feed->walk, &feed->layer, &event, &err), WALK_ON);
    assert_int_equal(feed_open(feed, "b"), WALK_ON);
    assert_int_equal(feed_close(feed), WALK_ON);
}

static void text_between_children_is_copied_once_when_its_element_closes(void **state)
{
    struct arena_mark before, after;
    struct feed feed;

    (void)state;
    feed_start(&feed);
    assert_int_equal(feed_open(&feed, "R"), WALK_ON);
    before = arena_mark(feed.nodes);
    for (int i = 0; i < 1000; i++)
        feed_pair(&feed, "\n xxxxxxxxx\n");
    after = arena_mark(feed.nodes);
    assert_ptr_equal(after.block, before.block);
    assert_int_equal(after.used, before.used);
    assert_int_equal(feed.walk.text.size, 1000 * 10 - 1);
    assert_int_equal(feed_close(&feed), WALK_RECORD);
    assert_int_equal(feed.walk.ended->size, 1000 * 10 - 1);
    assert_int_equal(strlen(feed.walk.ended->text), 1000 * 10 - 1);
    assert_int_equal(feed.walk.text.size, 0);
    feed_stop(&feed);
}

static void blanks_put_between_pieces_of_text_are_counted(void **state)
{
    struct feed feed;
    size_t before;

    (void)state;
    feed_start(&feed);
    assert_int_equal(feed_open(&feed, "R"), WALK_ON);
    before = feed.walk.kept;
    for (int i = 0; i < 1000; i++)
        feed_pair(&feed, "x");
    assert_int_equal(feed.walk.kept - before, 1000 + 999);
    feed_stop(&feed);
}

static void a_record_of_too_much_text_takes_no_more_of_it(void **state)
{
    static const char most[] = "the record keeps more than 33554432 bytes";
    struct feed feed;

    (void)state;
    feed_start(&feed);
    assert_int_equal(feed_open(&feed, "R"), WALK_ON);
    feed.walk.kept = (32 << 20) - 3;
    feed_pair(&feed, "x");
    feed_pair(&feed, "y");
    assert_int_equal(feed.walk.damage.kind, ERROR_NONE);
    for (int i = 0; i < 1000; i++)
        feed_pair(&feed, "z");
    assert_string_equal(feed.walk.damage.text, most);
    assert_string_equal(feed.walk.damage_rule, "size");
    assert_int_equal(feed_close(&feed), WALK_RECORD);
    assert_string_equal(feed.walk.ended->text, "x y");
    feed_stop(&feed);
}

static void leaving_an_element_drops_its_text_only(void **state)
{
    struct feed feed;

    (void)state;
    feed_start(&feed);
    assert_int_equal(feed_open(&feed, "R"), WALK_ON);
    feed_pair(&feed, "x");
    walk_leave(&feed.walk, feed.walk.node);
    assert_int_equal(feed.walk.text.size, 0);
    assert_int_equal(feed_open(&feed, "R"), WALK_ON);
    feed_pair(&feed, "y");
    assert_int_equal(feed_close(&feed), WALK_RECORD);
    assert_string_equal(feed.walk.ended->text, "y");
    feed_stop(&feed);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_between_children_is_copied_once_when_its_element_closes),
        cmocka_unit_test(blanks_put_between_pieces_of_text_are_counted),
        cmocka_unit_test(a_record_of_too_much_text_takes_no_more_of_it),
        cmocka_unit_test(leaving_an_element_drops_its_text_only),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
