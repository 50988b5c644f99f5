/* A mapping's JSON Schema promises what its records keep. */
#include "core/arena.h"
#include "core/buffer.h"
#include "core/json.h"
#include "core/reader.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"
#include "transforms/mapping.h"

#define YEAR "[0-9]{4}"
#define MONTH YEAR "-(0[1-9]|1[0-2])"
#define DAY MONTH "-(0[1-9]|[12][0-9]|3[01])"
#define MOMENT DAY "T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\\.[0-9]{6})?"

static const char head[] = "mapping: viec\n"
                           "title: {vi: Việc, en: Task}\n"
                           "basis: văn bản\n"
                           "format: json\n"
                           "record: r\n"
                           "key: [ma]\n";
static const char key[] = "  - {name: ma, path: MA, type: text}\n";

static struct json *schema_of(const char *contract, const char *fields, struct arena *arena)
{
    const char *text = arena_print(arena, "%scontract: {unknown_codes: %s}\nfields:\n%s%s", head,
                                   contract, key, fields);
    struct buffer schema = {0};
    struct json *json;
    struct error err = {0};

    mapping_format_schema(mapping_from(text, arena), &schema);
    json = json_read(reader_from_memory(buffer_string(&schema), schema.size, arena), 65536, &err);
    if (json == NULL)
        fail_msg("%s", err.text);
    buffer_free(&schema);
    return json;
}

static const char *format(const struct json *json, struct arena *arena)
{
    struct buffer text = {0};
    const char *copy;

    json_format(json, false, &text);
    copy = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return copy;
}

static void a_field_promises_what_its_type_and_rules_keep(void **state)
{
    static const struct {
        const char *contract, *field, *json;
    } rows[] = {
        {"evolve", "type: text", "{\"type\":[\"string\",\"null\"]}"},
        {"evolve", "type: text, required: true", "{\"type\":\"string\"}"},
        {"evolve", "type: text, default: \"0\"", "{\"type\":\"string\"}"},
        {"evolve", "type: text, longest: 20", "{\"type\":[\"string\",\"null\"],\"maxLength\":20}"},
        {"evolve", "type: text, private: mask, longest: 20", "{\"type\":[\"string\",\"null\"]}"},
        {"evolve", "type: text, private: hash",
         "{\"type\":[\"string\",\"null\"],\"pattern\":\"^[^:]+:[0-9a-f]{64}$\"}"},
        {"evolve", "type: text, title: {vi: Một, en: One}, basis: luật",
         "{\"title\":\"Một\",\"description\":\"One\",\"$comment\":\"luật\","
         "\"type\":[\"string\",\"null\"]}"},
        {"evolve", "type: integer, least: \"-5\", most: 12",
         "{\"type\":[\"integer\",\"null\"],\"minimum\":-5,\"maximum\":12}"},
        {"evolve", "type: decimal, scale: 2, most: 12", "{\"type\":[\"number\",\"null\"]}"},
        {"evolve", "type: decimal, required: true", "{\"type\":\"integer\"}"},
        {"evolve", "type: boolean", "{\"type\":[\"boolean\",\"null\"]}"},
        {"evolve", "type: code, codes: x.kind", "{\"type\":[\"string\",\"null\"]}"},
        {"quarantine", "type: code, codes: x.kind",
         "{\"type\":[\"string\",\"null\"],\"enum\":[\"01\",\"02\",null]}"},
        {"freeze", "type: code, codes: x.kind, required: true",
         "{\"type\":\"string\",\"enum\":[\"01\",\"02\"]}"},
        {"freeze", "type: code, codes: x.kind, take: join", "{\"type\":[\"string\",\"null\"]}"},
    };
    struct arena *arena = arena_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json *schema =
            schema_of(rows[i].contract,
                      arena_print(arena, "  - {name: x, path: X, %s}\n", rows[i].field), arena);

        assert_string_equal(format(json_find(json_find(schema, "properties"), "x"), arena),
                            rows[i].json);
        json_free(schema);
    }
    arena_free(arena);
}

static void dates_have_the_precisions_that_their_forms_tell(void **state)
{
    static const struct {
        const char *field, *pattern;
    } rows[] = {
        {"type: date, form: yyyyMMdd", "^(" DAY ")$"},
        {"type: date, form: yyyyMMddHHmm", "^(" DAY ")$"},
        {"type: date, form: MM/yyyy", "^(" MONTH ")$"},
        {"type: date, form: [yyyyMMdd, yyyy]", "^(" YEAR "|" DAY ")$"},
        {"type: date, form: yyyyMMdd, zeros: allowed", "^(" YEAR "|" MONTH "|" DAY ")$"},
        {"type: date, form: yyyyMMdd, precision: {path: L, values: {\"0\": day, \"1\": year}}",
         "^(" YEAR "|" MONTH "|" DAY ")$"},
        {"type: date, form: [dd/MM/yyyy, yyyy], default: \"1900\"", "^(" YEAR "|" DAY ")$"},
        {"type: datetime, form: yyyyMMddHHmm", "^(" MOMENT ")$"},
        {"type: datetime, form: [yyyyMMddHHmm, yyyyMMdd]", "^(" DAY "|" MOMENT ")$"},
        {"type: datetime, form: yyyyMMddHHmm, zeros: allowed",
         "^(" YEAR "|" MONTH "|" DAY "|" MOMENT ")$"},
    };
    struct arena *arena = arena_new();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct json *schema = schema_of(
            "evolve", arena_print(arena, "  - {name: x, path: X, %s}\n", rows[i].field), arena);

        assert_string_equal(
            json_text(json_find(json_find(schema, "properties"), "x"), "pattern", ""),
            rows[i].pattern);
        json_free(schema);
    }
    arena_free(arena);
}

static void a_field_that_versions_write_otherwise_promises_its_type_only(void **state)
{
    struct arena *arena = arena_new();
    struct json *schema = schema_of(
        "evolve",
        "  - {name: x, path: X, type: date, form: yyyyMMdd, required: true}\n"
        "  - {name: y, path: Y, type: date, form: yyyyMMdd, required: true}\n"
        "versions:\n"
        "  choose: {path: V, type: text}\n"
        "  list:\n"
        "    - {name: cũ, equals: [\"1\"], fields: [{name: x, path: X, type: date, form: yyyy}]}\n"
        "    - {name: mới, equals: [\"2\"]}\n",
        arena);
    const struct json *properties = json_find(schema, "properties");

    (void)state;
    assert_string_equal(format(json_find(properties, "x"), arena),
                        "{\"type\":[\"string\",\"null\"]}");
    CHECK_HAS(format(json_find(properties, "y"), arena), "{\"type\":\"string\",\"pattern\":");
    json_free(schema);
    arena_free(arena);
}

static void a_record_has_all_its_members_and_no_others(void **state)
{
    struct arena *arena = arena_new();
    struct json *schema = schema_of("evolve",
                                    "  - {name: x, path: X, type: text, private: drop}\n"
                                    "  - {name: y, path: Y, type: boolean}\n",
                                    arena);

    (void)state;
    assert_string_equal(format(schema, arena),
                        "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
                        "\"title\":\"Việc\",\"description\":\"Task\",\"$comment\":\"văn bản\","
                        "\"type\":\"object\",\"properties\":{\"ma\":{\"type\":\"string\"},"
                        "\"y\":{\"type\":[\"boolean\",\"null\"]}},\"required\":[\"ma\",\"y\"],"
                        "\"additionalProperties\":false}");
    json_free(schema);
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_field_promises_what_its_type_and_rules_keep),
        cmocka_unit_test(dates_have_the_precisions_that_their_forms_tell),
        cmocka_unit_test(a_field_that_versions_write_otherwise_promises_its_type_only),
        cmocka_unit_test(a_record_has_all_its_members_and_no_others),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
