/* Records become JSON: stable order, all digits, children as arrays however many there are. */
#include "core/arena.h"
#include "core/buffer.h"
#include "core/record.h"
#include "tests/support/check.h"
#include "transforms/transform.h"

static const struct column columns[] = {
    {"ma", TYPE_TEXT, 0, true, true, "", "", "", ""},
    {"tien", TYPE_DECIMAL, 2, false, false, "", "", "", ""},
    {"la", TYPE_BOOLEAN, 0, false, false, "", "", "", ""},
};
static const struct column fee_columns[] = {
    {"loai", TYPE_CODE, 0, false, false, "", "", "", ""},
    {"gia", TYPE_INTEGER, 0, false, false, "", "", "", ""},
};
static const struct schema children[] = {
    {"ho_phi", "", "", fee_columns, 2, "phi", NULL, 0},
    {"ho_trong", "", "", fee_columns, 0, "trong", NULL, 0},
};
static const struct schema plain = {"ho", "", "", columns, 3, NULL, NULL, 0};
static const struct schema parent = {"ho", "", "", columns, 3, NULL, children, 2};

static struct value value_of(const char *text)
{
    return (struct value){text, text == NULL ? 0 : strlen(text)};
}

static const char *format(const struct record *record, struct json_frames *frames,
                          struct arena *arena)
{
    struct buffer line = {0};
    const char *text;

    record_format_json(record, frames, &line);
    assert_int_equal(strlen(buffer_string(&line)), line.size);
    text = arena_text(arena, buffer_string(&line));
    buffer_free(&line);
    return text;
}

static void values_are_written_by_their_types(void **state)
{
    static const struct {
        const char *values[3], *json;
    } rows[] = {
        {{"001", "1250000.50", "1"}, "{\"ma\":\"001\",\"tien\":1250000.50,\"la\":true}"},
        {{"", "-0.10", "0"}, "{\"ma\":\"\",\"tien\":-0.10,\"la\":false}"},
        {{NULL, NULL, NULL}, "{\"ma\":null,\"tien\":null,\"la\":null}"},
        {{"1", "123456789012345678901234567890.12", NULL},
         "{\"ma\":\"1\",\"tien\":123456789012345678901234567890.12,\"la\":null}"},
    };
    struct arena *arena = arena_new();
    struct json_frames *frames = json_frames_new(arena);
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct value values[3];
        const struct record record = {.schema = &plain, .values = values};

        for (k = 0; k < 3; k++)
            values[k] = value_of(rows[i].values[k]);
        assert_string_equal(format(&record, frames, arena), rows[i].json);
    }
    arena_free(arena);
}

/* The byte among others that are plain, and what becomes of it. */
static void escape_at(size_t at, size_t size, char byte, const char *json, struct arena *arena)
{
    static const char filling[] = "xxxxxxxxxxxxxxxxxx";
    char *text = arena_text(arena, filling);
    struct value values[3] = {{text, size}};
    const struct record record = {.schema = &plain, .values = values};

    text[at] = byte;
    text[size] = '\0';
    assert_string_equal(format(&record, json_frames_new(arena), arena),
                        arena_print(arena, "{\"ma\":\"%.*s%s%.*s\",\"tien\":null,\"la\":null}",
                                    (int)at, filling, json, (int)(size - at - 1), filling));
}

static void only_what_must_be_is_escaped_wherever_it_stands(void **state)
{
    static const struct {
        char byte;
        const char *json;
    } rows[] = {
        {'"', "\\\""},  {'\\', "\\\\"},  {'\n', "\\n"}, {'\t', "\\t"}, {'\r', "\\r"},
        {1, "\\u0001"}, {31, "\\u001f"}, {' ', " "},    {'!', "!"},    {'#', "#"},
        {'[', "["},     {']', "]"},      {'/', "/"},    {127, "\x7f"}, {'~', "~"},
    };
    struct arena *arena = arena_new();
    size_t i, size, at;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size = 1; size <= 17; size++)
            for (at = 0; at < size; at++)
                escape_at(at, size, rows[i].byte, rows[i].json, arena);
    arena_free(arena);
}

static void letters_beyond_ascii_stand_as_they_are(void **state)
{
    struct arena *arena = arena_new();
    struct value values[3] = {value_of("Sở Tư pháp, “đúng hạn” \xf0\x9f\x93\x84 Ủy ban")};
    const struct record record = {.schema = &plain, .values = values};

    (void)state;
    assert_string_equal(format(&record, json_frames_new(arena), arena),
                        "{\"ma\":\"Sở Tư pháp, “đúng hạn” \xf0\x9f\x93\x84 Ủy ban\",\"tien\":null,"
                        "\"la\":null}");
    arena_free(arena);
}

static void children_are_arrays_whether_there_are_none_one_or_two(void **state)
{
    static const char *const json[] = {
        "{\"ma\":\"A\",\"tien\":null,\"la\":null,\"phi\":[],\"trong\":[]}",
        "{\"ma\":\"A\",\"tien\":null,\"la\":null,\"phi\":[{\"loai\":\"01\",\"gia\":5}],"
        "\"trong\":[{}]}",
        "{\"ma\":\"A\",\"tien\":null,\"la\":null,\"phi\":[{\"loai\":\"01\",\"gia\":5},"
        "{\"loai\":null,\"gia\":-7}],\"trong\":[{},{}]}",
    };
    struct value fees[] = {{"01", 2}, {"5", 1}, {NULL, 0}, {"-7", 2}};
    struct value values[3] = {{"A", 1}};
    struct arena *arena = arena_new();
    struct json_frames *frames = json_frames_new(arena);
    size_t count;

    (void)state;
    for (count = 0; count < 3; count++) {
        struct rows rows[] = {{fees, count}, {NULL, count}};
        const struct record record = {.schema = &parent, .values = values, .children = rows};

        assert_string_equal(format(&record, frames, arena), json[count]);
    }
    arena_free(arena);
}

static void records_of_several_schemas_take_turns(void **state)
{
    struct rows rows[2] = {{NULL, 0}, {NULL, 0}};
    struct value values[3] = {{"A", 1}};
    const struct record with = {.schema = &parent, .values = values, .children = rows};
    const struct record without = {.schema = &plain, .values = values};
    struct arena *arena = arena_new();
    struct json_frames *frames = json_frames_new(arena);
    int i;

    (void)state;
    for (i = 0; i < 2; i++) {
        assert_string_equal(format(&without, frames, arena),
                            "{\"ma\":\"A\",\"tien\":null,\"la\":null}");
        assert_string_equal(format(&with, frames, arena),
                            "{\"ma\":\"A\",\"tien\":null,\"la\":null,\"phi\":[],\"trong\":[]}");
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_written_by_their_types),
        cmocka_unit_test(only_what_must_be_is_escaped_wherever_it_stands),
        cmocka_unit_test(letters_beyond_ascii_stand_as_they_are),
        cmocka_unit_test(children_are_arrays_whether_there_are_none_one_or_two),
        cmocka_unit_test(records_of_several_schemas_take_turns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
