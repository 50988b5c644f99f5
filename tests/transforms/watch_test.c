/* A document that is long ends when its run must end, whether it has records or none. */
#include "core/pulse.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"
#include "transforms/transform.h"

static int end_at_the_third(struct pulse *pulse, struct error *err)
{
    int *beats = pulse->context;

    return ++*beats == 3 ? error_set(err, ERROR_LATER, "taken over") : 0;
}

/* How many records are given before the pulse ends it. */
static int records_of(const char *element)
{
    static const char text[] = "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\nfields:\n"
                               "  - {name: k, path: K, type: text}\n";
    static const struct origin origin = {.source = "s", .batch = "b", .document = "d"};
    struct arena *arena = arena_new();
    const struct mapping *mapping = mapping_from(text, arena);
    const struct mappings mappings = {&mapping, 1};
    struct buffer document = {0};
    struct transform *transform;
    struct record record;
    struct error err;
    int beats = 0;
    struct pulse pulse = {.beat = end_at_the_third, .context = &beats};
    int got, count = 0;

    buffer_text(&document, "<R>");
    for (int i = 0; i < 10000; i++)
        buffer_print(&document, "<%s><K>%d</K></%s>", element, i, element);
    buffer_text(&document, "</R>");
    transform = transform_open(&mappings, reader_from_memory(document.data, document.size, arena),
                               &origin, NULL, &err);
    transform_watch(transform, &pulse);
    while ((got = transform_next(transform, &record, &err)) == 1)
        count++;
    assert_int_equal(got, -1);
    assert_int_equal(err.kind, ERROR_LATER);
    assert_string_equal(err.text, "taken over");
    transform_close(transform);
    buffer_free(&document);
    arena_free(arena);
    return count;
}

static void a_document_of_records_ends_amid_them(void **state)
{
    int count = records_of("A");

    (void)state;
    assert_true(count > 0 && count < 10000);
}

static void a_document_without_records_ends_too(void **state)
{
    (void)state;
    assert_int_equal(records_of("B"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_of_records_ends_amid_them),
        cmocka_unit_test(a_document_without_records_ends_too),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
