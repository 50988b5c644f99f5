/* Any text as a rule of a mapping: one that holds, does not hold or overflows, or mistakes. */
#include "transforms/rule.h"

#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/problem.h"
#include "core/utf8.h"
#include "core/yaml.h"
#include "tests/fuzz/fuzz.h"
#include "transforms/mapping_inside.h"

enum { FIELDS = 8, COLUMNS = 2 };

static const struct column columns[COLUMNS] = {{.name = "n", .type = TYPE_DECIMAL, .scale = 2},
                                               {.name = "d", .type = TYPE_DATE}};
static const struct schema children[] = {
    {.member = "c", .columns = columns, .column_count = COLUMNS}};

/* The fields, of every type, and the values of one record. */
static const struct {
    const char *name, *value;
    int type;
} known[FIELDS] = {{"i", "-3", TYPE_INTEGER},
                   {"m", "100.50", TYPE_DECIMAL},
                   {"big", "999999999999999999999999999999999999", TYPE_DECIMAL},
                   {"none", NULL, TYPE_DECIMAL},
                   {"d", "2022-04-03", TYPE_DATE},
                   {"t", "2022-04-03T17:00:01", TYPE_DATETIME},
                   {"w", "đã xong", TYPE_TEXT},
                   {"b", "1", TYPE_BOOLEAN}};

static struct value value_of(const char *text)
{
    const struct value value = {text, text != NULL ? strlen(text) : 0};

    return value;
}

static void ask(const struct rule *rule, struct arena *arena)
{
    static const char *const cells[] = {"50.25", "2022-04-01", NULL, "2022-03", "50.25", NULL};
    struct value *fields = arena_array(arena, FIELDS, sizeof *fields);
    struct value *values = arena_array(arena, 6, sizeof *values);
    const struct rows rows = {values, 6 / COLUMNS};
    const struct rule_facts facts = {fields, &rows};
    struct buffer text = {0};
    size_t i;
    int holds;

    for (i = 0; i < FIELDS; i++)
        fields[i] = value_of(known[i].value);
    for (i = 0; i < 6; i++)
        values[i] = value_of(cells[i]);
    holds = rule_holds(rule, &facts);
    require(holds >= -1 && holds <= 1, "a rule gives %d", holds);
    require(holds == rule_holds(rule, &facts), "a rule gives another answer when asked again");
    rule_describe(rule, &facts, &text);
    require(utf8_is_valid(buffer_string(&text), text.size), "no UTF-8: %s", buffer_string(&text));
    buffer_free(&text);
}

static void read_rule(const char *text, struct arena *arena)
{
    struct field *fields = arena_array(arena, FIELDS, sizeof *fields);
    const struct rule_scope scope = {
        .fields = fields, .field_count = FIELDS, .children = children, .child_count = 1};
    const struct node node = {
        .kind = NODE_SCALAR, .file = "f", .line = 1, .column = 1, .text = text};
    struct problems problems = {.arena = arena};
    const struct rule *rule;
    size_t i;

    for (i = 0; i < FIELDS; i++) {
        fields[i].name = known[i].name;
        fields[i].type = known[i].type;
        fields[i].form.type = (enum type)known[i].type;
    }
    rule = rule_read(&node, &scope, arena, &problems);
    require((rule == NULL) == (problems.errors > 0), "%zu mistakes, and a rule or none",
            problems.errors);
    if (rule != NULL)
        ask(rule, arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena *arena = arena_new();
    const char *text = arena_copy(arena, bytes, size);

    /* Configuration is UTF-8. */
    if (utf8_is_valid(text, strlen(text)))
        read_rule(text, arena);
    arena_free(arena);
    return 0;
}
