/* The checks of a mapping: their names and rules, and what a broken one does. */
#include "transforms/checks.h"

#include <string.h>

#include "core/buffer.h"
#include "core/error.h"
#include "core/problem.h"
#include "core/utf8.h"
#include "core/yaml.h"
#include "transforms/drift.h"
#include "transforms/mapping_inside.h"
#include "transforms/number.h"

/* How much of a rule is shown. */
enum { SHOWN_SIZE = 300 };

const char *const severity_names[] = {"note", "quarantine", "fail", NULL};

const struct option check_options[] = {
    {"name", OPTION_TEXT, offsetof(struct check_item, name), true,
     .help = "what refusals and drift call the check"},
    {"rule", OPTION_TEXT, offsetof(struct check_item, text), true,
     .help = "what must hold between the values of a record"},
    {"else", OPTION_CHOICE, offsetof(struct check_item, severity), true, .choices = severity_names,
     .help = "what becomes of a record for which it does not hold"},
    {0},
};

static void check_name(const struct mapping *mapping, const struct check_item *item,
                       struct problems *problems)
{
    const char *problem = item->name != NULL ? column_name_problem(item->name) : NULL;
    const struct check_item *other;

    if (item->name == NULL)
        return;
    if (problem != NULL)
        problem_at_text(problems, mapping->tree, item->name, "the check's name '%s' %s", item->name,
                        problem);
    if (mapping->declaration.path_text != NULL && strcmp(item->name, "declared") == 0)
        problem_at_text(problems, mapping->tree, item->name,
                        "'declared' names the check of the declared number");
    for (other = mapping->checks; other->name == NULL || strcmp(other->name, item->name) != 0;)
        other++;
    if (other < item)
        problem_at_text(problems, mapping->tree, item->name, "two checks are called '%s'",
                        item->name);
}

/* What a rule asks for is read in every version. */
static void mark_used(const struct mapping *mapping)
{
    const struct version *versions = mapping->versions.items.items;
    size_t i, j;

    for (i = 0; i < mapping->versions.items.count; i++)
        for (j = 0; j < versions[i].own.count; j++) {
            struct field *own = &versions[i].own.items[j];
            const struct field *field = own->name != NULL ? field_find(mapping, own->name) : NULL;

            own->is_used = field != NULL && field->is_used;
        }
}

void checks_read(struct mapping *mapping, struct arena *arena, struct problems *problems)
{
    const struct rule_scope scope = {
        .fields = mapping->fields,
        .field_count = mapping->field_count,
        .field_doubt = mapping->field_doubt,
        .children = mapping->schema.children,
        .child_count = mapping->schema.child_count,
        .child_doubt = mapping->child_doubt,
        .made_of = mapping->children,
    };
    size_t i;

    mapping->checks = mapping->check_items.items;
    mapping->check_count = mapping->check_items.count;
    for (i = 0; i < mapping->check_count; i++) {
        struct check_item *item = &mapping->checks[i];

        check_name(mapping, item, problems);
        if (item->text != NULL)
            item->rule =
                rule_read(node_of_text(mapping->tree, item->text), &scope, arena, problems);
    }
    mark_used(mapping);
}

static int refuse(const struct check_item *item, const struct rule_facts *facts,
                  struct record *record, struct error *err)
{
    const enum error_kind kind = item->severity == SEVERITY_FAIL ? ERROR_DATA : ERROR_RECORD;
    const char *rule = rule_text(item->rule);
    struct buffer operands = {0};

    record->refusal.field = item->name;
    record->refusal.rule = "check";
    record->refusal.value = NULL;
    rule_describe(item->rule, facts, &operands);
    error_set(err, kind, "%s: %.*s does not hold: %s", item->name,
              (int)utf8_cut(rule, strlen(rule), SHOWN_SIZE), rule, buffer_string(&operands));
    buffer_free(&operands);
    return -1;
}

/* Arithmetic has no answer: no severity makes one. */
static int refuse_overflow(const struct check_item *item, struct record *record, struct error *err)
{
    record->refusal.field = item->name;
    record->refusal.rule = "overflow";
    record->refusal.value = NULL;
    return error_set(err, ERROR_RECORD, "%s: a number has more than %d digits", item->name,
                     NUMBER_DIGITS_MOST);
}

int checks_ask(const struct mapping *mapping, const struct rule_facts *facts, struct drifts *drifts,
               struct record *record, struct error *err)
{
    size_t i;

    for (i = 0; i < mapping->check_count; i++) {
        const struct check_item *item = &mapping->checks[i];
        const int holds = rule_holds(item->rule, facts);

        if (holds < 0)
            return refuse_overflow(item, record, err);
        if (holds > 0)
            continue;
        drift_count(drifts, DRIFT_CHECK, item->name, NULL);
        if (item->severity != SEVERITY_NOTE)
            return refuse(item, facts, record, err);
    }
    return 0;
}
