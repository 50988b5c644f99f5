/* JSON is read strictly and written in order. */
#include "core/json.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/support/check.h"

static struct json *read_text(const char *text, size_t limit, struct error *err)
{
    struct arena *arena = arena_new();
    struct json *json = json_read(reader_from_memory(text, strlen(text), arena), limit, err);

    arena_free(arena);
    return json;
}

static struct json *must_read(const char *text)
{
    struct error err = {0};
    struct json *json = read_text(text, 1 << 20, &err);

    if (json == NULL)
        fail_msg("%s: %s", text, err.text);
    return json;
}

static void malformed_values_are_refused_with_line_and_reason(void **state)
{
    static const struct {
        const char *text, *reason;
        long line;
    } rows[] = {
        {"", "not well-formed JSON: it ends too early at column 1", 1},
        {"{\"a\":1", "not well-formed JSON: it ends too early at column 6", 1},
        {"{\n\"a\": 1,\n\"a\": 2}",
         "not well-formed JSON: an object has the same key twice at column 3", 3},
        {"{} x", "not well-formed JSON: something follows the value at column 4", 1},
        {"[1,]", "not well-formed JSON: unexpected character at column 4", 1},
        {"\"\xC3\x28\"", "not well-formed JSON: it is not valid UTF-8 at column 1", 1},
        {"\"a\\u0000b\"", "not well-formed JSON: a text has a NUL character at column 10", 1},
        {"[12345678901234567890]", "not well-formed JSON: a number is too big at column 21", 1},
    };
    struct error err;

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_null(read_text(rows[i].text, 1000, &err));
        assert_string_equal(err.text, rows[i].reason);
        assert_int_equal(err.kind, ERROR_DOCUMENT);
        assert_int_equal(err.line, rows[i].line);
    }
}

static void a_mistake_does_not_quote_the_document(void **state)
{
    struct error err;

    (void)state;
    assert_null(read_text("{\"session\": canary-secret}", 1000, &err));
    CHECK_HAS_NOT(err.text, "canary");
}

static void a_document_longer_than_the_limit_is_refused(void **state)
{
    struct error err;
    struct json *json = read_text("[1,2]", 5, &err);

    (void)state;
    assert_non_null(json);
    json_free(json);
    assert_null(read_text("[1,23]", 5, &err));
    assert_string_equal(err.text, "JSON document is longer than allowed");
}

static ssize_t broken_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    (void)reader;
    (void)buffer;
    (void)size;
    return error_set(err, ERROR_IO, "the disk is gone");
}

static void a_failed_reader_keeps_its_own_reason(void **state)
{
    struct reader broken = {.read = broken_read};
    struct error err;

    (void)state;
    assert_null(json_read(&broken, 100, &err));
    assert_string_equal(err.text, "the disk is gone");
    assert_int_equal(err.kind, ERROR_IO);
}

static void members_are_found_by_kind_with_fallbacks(void **state)
{
    struct json *json = must_read("{\"t\":\"x\",\"n\":7,\"f\":true,\"l\":[1,2],\"z\":null}");

    (void)state;
    assert_string_equal(json_text(json, "t", "none"), "x");
    assert_string_equal(json_text(json, "n", "none"), "none");
    assert_null(json_text(json, "absent", NULL));
    assert_int_equal(json_number(json, "n", -1), 7);
    assert_int_equal(json_number(json, "t", -1), -1);
    assert_true(json_flag(json, "f", false));
    assert_true(json_flag(json, "n", true));
    assert_int_equal(json_count(json_find(json, "l")), 2);
    assert_int_equal(json_count(json), 0);
    assert_int_equal(json_kind(json_at(json_find(json, "l"), 1)), JSON_KIND_NUMBER);
    assert_null(json_at(json_find(json, "l"), 2));
    assert_int_equal(json_kind(json_find(json, "z")), JSON_KIND_NULL);
    assert_int_equal(json_kind(json), JSON_KIND_OBJECT);
    assert_null(json_find(json_find(json, "t"), "u"));
    json_free(json);
}

static void values_are_written_compact_or_indented(void **state)
{
    struct json *json = json_new_object(), *list = json_new_array();
    struct buffer text = {0};

    (void)state;
    json_set_text(json, "ten", "Bắc \"Ninh\"");
    json_set_text(json, "trong", NULL);
    json_set_number(json, "so", -5);
    json_set_flag(json, "co", true);
    json_append(list, json_new_object());
    json_append_text(list, "x");
    json_append_text(list, NULL);
    json_set(json, "ds", list);
    json_format(json, false, &text);
    assert_string_equal(
        buffer_string(&text),
        "{\"ten\":\"Bắc "
        "\\\"Ninh\\\"\",\"trong\":null,\"so\":-5,\"co\":true,\"ds\":[{},\"x\",null]}");
    buffer_clear(&text);
    json_format(list, true, &text);
    assert_string_equal(buffer_string(&text), "[\n  {},\n  \"x\",\n  null\n]");
    buffer_free(&text);
    json_free(json);
}

static void bytes_that_are_not_utf8_are_replaced(void **state)
{
    static const struct {
        const char *text, *quoted;
    } rows[] = {
        {"a\"b\\c\n\r\t\x01", "\"a\\\"b\\\\c\\n\\r\\t\\u0001\""},
        {"Hải Dương", "\"Hải Dương\""},
        {"\xF0\x9F\x99\x82", "\"\xF0\x9F\x99\x82\""},
        {"x\xFFy", "\"x\xEF\xBF\xBDy\""},
        {"\xC3", "\"\xEF\xBF\xBD\""},
        {"\xC0\xAF", "\"\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"\xED\xA0\x80", "\"\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""},
        {"", "\"\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct buffer quoted = {0}, printed = {0};
        struct json *list = json_new_array(), *object = json_new_object();

        json_quote(&quoted, rows[i].text, strlen(rows[i].text));
        assert_string_equal(buffer_string(&quoted), rows[i].quoted);
        json_set_text(object, "k", rows[i].text);
        json_append(list, object);
        json_format(list, false, &printed);
        assert_memory_equal(buffer_string(&printed), "[{\"k\":", 6);
        assert_memory_equal(buffer_string(&printed) + 6, rows[i].quoted, quoted.size);
        json_free(list);
        buffer_free(&quoted);
        buffer_free(&printed);
    }
}

static void deep_nesting_is_refused(void **state)
{
    char text[5001];
    struct error err;

    (void)state;
    memset(text, '[', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_null(read_text(text, sizeof text, &err));
    CHECK_HAS(err.text, "it is nested too deep");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_values_are_refused_with_line_and_reason),
        cmocka_unit_test(a_mistake_does_not_quote_the_document),
        cmocka_unit_test(a_document_longer_than_the_limit_is_refused),
        cmocka_unit_test(a_failed_reader_keeps_its_own_reason),
        cmocka_unit_test(members_are_found_by_kind_with_fallbacks),
        cmocka_unit_test(values_are_written_compact_or_indented),
        cmocka_unit_test(bytes_that_are_not_utf8_are_replaced),
        cmocka_unit_test(deep_nesting_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
