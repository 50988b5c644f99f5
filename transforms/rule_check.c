/*
 * The checking of rules: what each name is, and whether its type goes with what is done to it.
 *
 * It goes on after each mistake, so that all mistakes of a rule are told at once.
 */
#include <string.h>

#include "core/arena.h"
#include "core/problem.h"
#include "core/utf8.h"
#include "core/yaml.h"
#include "transforms/mapping_inside.h"
#include "transforms/rule_inside.h"

struct check {
    struct rule *rule;
    const struct rule_scope *scope;
    const struct node *node;
    struct arena *arena;
    struct problems *problems;
};

static const char *const type_words[] = {[TERM_UNSURE] = "unsure",
                                         [TERM_TRUTH] = "a truth",
                                         [TERM_NUMBER] = "a number",
                                         [TERM_TEXT] = "a text",
                                         [TERM_DATE] = "a date"};

/* The place of this byte of the rule's text. */
static const struct node *place_of(const struct check *check, size_t at)
{
    return node_place(check->node, utf8_count(check->node->text, at), check->arena);
}

static enum term_type type_of(int type)
{
    switch (type) {
    case TYPE_INTEGER:
    case TYPE_DECIMAL:
        return TERM_NUMBER;
    case TYPE_BOOLEAN:
        return TERM_TRUTH;
    case TYPE_DATE:
    case TYPE_DATETIME:
        return TERM_DATE;
    case TYPE_UNSURE:
        return TERM_UNSURE;
    default:
        return TERM_TEXT;
    }
}

static bool is_same_operand(const struct term *a, const struct term *b)
{
    return a->kind == b->kind && strcmp(a->name, b->name) == 0 &&
           (a->member == NULL || strcmp(a->member, b->member) == 0);
}

static void add_operand(const struct check *check, struct term *term)
{
    struct rule *rule = check->rule;
    size_t i;

    for (i = 0; i < rule->operand_count; i++)
        if (is_same_operand(rule->operands[i], term))
            return;
    rule->operands[rule->operand_count++] = term;
}

static void check_field(const struct check *check, struct term *term)
{
    size_t i;

    for (i = 0; i < check->scope->field_count; i++) {
        struct field *field = &check->scope->fields[i];

        if (field->name == NULL || strcmp(field->name, term->name) != 0)
            continue;
        term->index = i;
        term->is_hidden = field->privacy != PRIVACY_KEEP;
        term->type = term->kind == TERM_HAS ? TERM_TRUTH : type_of(field->type);
        field->is_used = true;
        add_operand(check, term);
        return;
    }
    if (!doubt_covers(&check->scope->field_doubt, term->name))
        problem_at(check->problems, place_of(check, term->at), "there is no field '%s'",
                   term->name);
}

static const char *list_children(const struct check *check)
{
    const struct rule_scope *scope = check->scope;
    const char *list = scope->child_count == 0 ? "none" : scope->children[0].member;
    size_t i;

    for (i = 1; i < scope->child_count; i++)
        list = arena_print(check->arena, "%s, %s", list, scope->children[i].member);
    return list;
}

static const struct schema *find_child(const struct check *check, struct term *term)
{
    size_t i;

    for (i = 0; i < check->scope->child_count; i++) {
        const struct schema *child = &check->scope->children[i];

        if (child->member == NULL || strcmp(child->member, term->name) != 0)
            continue;
        term->index = i;
        term->width = child->column_count;
        return child;
    }
    if (!doubt_covers(&check->scope->child_doubt, term->name))
        problem_at(check->problems, place_of(check, term->at),
                   "there is no child '%s'; the children are: %s", term->name,
                   list_children(check));
    return NULL;
}

/* Whether nothing can be said of this column of a child, which has a mistake or may be one whose
 * name has. */
static bool is_unsure(const struct check *check, const struct term *term)
{
    const struct child *children = check->scope->made_of;
    const struct field *field;

    if (children == NULL)
        return false;
    field = field_set_find(&children[term->index].fields, term->member);
    return field != NULL ? field->type == TYPE_UNSURE
                         : doubt_covers(&children[term->index].fields.doubt, term->member);
}

static void check_member(const struct check *check, struct term *term, const struct schema *child)
{
    enum term_type type;
    size_t i = 0;

    if (is_unsure(check, term))
        return;
    while (i < child->column_count && strcmp(child->columns[i].name, term->member) != 0)
        i++;
    if (i == child->column_count) {
        problem_at(check->problems, place_of(check, term->at), "the child '%s' has no column '%s'",
                   term->name, term->member);
        return;
    }
    type = type_of((int)child->columns[i].type);
    if (type != TERM_NUMBER && (type != TERM_DATE || term->kind == TERM_SUM)) {
        problem_at(check->problems, place_of(check, term->at), "'%s' takes numbers%s; %s.%s is %s",
                   term_sign(term->kind), term->kind == TERM_SUM ? "" : " or dates", term->name,
                   term->member, type_words[type]);
        return;
    }
    term->column = i;
    term->type = type;
    add_operand(check, term);
}

static void check_child(const struct check *check, struct term *term)
{
    const struct schema *child = find_child(check, term);

    if (child == NULL)
        return;
    if (term->kind != TERM_COUNT) {
        check_member(check, term, child);
        return;
    }
    term->type = TERM_NUMBER;
    add_operand(check, term);
}

/* What an operator takes on one of its sides. */
static void check_side(const struct check *check, const struct term *term, const struct term *side,
                       enum term_type wanted)
{
    if (side->type == wanted || side->type == TERM_UNSURE)
        return;
    if (wanted == TERM_TRUTH)
        problem_at(check->problems, place_of(check, side->at),
                   "'%s' takes what holds or does not, such as a comparison; this is %s",
                   term_sign(term->kind), type_words[side->type]);
    else
        problem_at(check->problems, place_of(check, side->at), "'%s' takes numbers; this is %s",
                   term_sign(term->kind), type_words[side->type]);
}

/* A text that is written beside a date is a date. */
static void check_date_literal(const struct check *check, struct term *literal,
                               const struct term *other)
{
    static const char *const forms[] = {"yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm", "yyyy-MM-dd",
                                        "yyyy-MM", "yyyy"};
    static const struct date_rules rules = {forms, sizeof forms / sizeof forms[0], true, false,
                                            false};
    char date[INSTANT_TEXT_SIZE];
    const char *why = NULL;

    if (literal->kind != TERM_LITERAL || literal->type != TERM_TEXT || other->type != TERM_DATE)
        return;
    if (date_read(&rules, literal->text.text, literal->text.size, date, &why) != 1) {
        problem_at(check->problems, place_of(check, literal->at), "'%s' %s", literal->text.text,
                   why != NULL ? why
                               : "is no date; dates are written as 2022-04-01, 2022-04 or 2022");
        literal->type = TERM_UNSURE;
        return;
    }
    literal->type = TERM_DATE;
    literal->text.size = strlen(date);
    literal->text.text = arena_text(check->arena, date);
}

static void check_comparison(const struct check *check, const struct term *term)
{
    struct term *left = term->left, *right = term->right;
    const bool is_ordering = term->kind >= TERM_LESS;

    check_date_literal(check, left, right);
    check_date_literal(check, right, left);
    if (left->type == TERM_UNSURE || right->type == TERM_UNSURE)
        return;
    if (left->type != right->type)
        problem_at(check->problems, place_of(check, term->at),
                   "'%s' compares two of a kind; here are %s and %s", term_sign(term->kind),
                   type_words[left->type], type_words[right->type]);
    else if (is_ordering && left->type != TERM_NUMBER && left->type != TERM_DATE)
        problem_at(check->problems, place_of(check, term->at),
                   "'%s' compares numbers or dates; here are two of %s", term_sign(term->kind),
                   type_words[left->type] + 2);
}

static void check_term(const struct check *check, struct term *term);

static void check_binary(const struct check *check, struct term *term, enum term_type wanted)
{
    if (term->kind >= TERM_EQUAL && term->kind <= TERM_GREATER_EQUAL) {
        check_comparison(check, term);
        return;
    }
    check_side(check, term, term->left, wanted);
    check_side(check, term, term->right, wanted);
}

static void check_operator(const struct check *check, struct term *term)
{
    const enum term_type wanted = term->kind >= TERM_NOT ? TERM_TRUTH : TERM_NUMBER;

    term->type = term->kind >= TERM_EQUAL ? TERM_TRUTH : TERM_NUMBER;
    check_term(check, term->left);
    if (term->right == NULL) {
        check_side(check, term, term->left, wanted);
        return;
    }
    check_term(check, term->right);
    check_binary(check, term, wanted);
}

static void check_term(const struct check *check, struct term *term)
{
    switch (term->kind) {
    case TERM_LITERAL:
        break;
    case TERM_FIELD:
    case TERM_HAS:
        check_field(check, term);
        break;
    case TERM_COUNT:
    case TERM_SUM:
    case TERM_MIN:
    case TERM_MAX:
        check_child(check, term);
        break;
    default:
        check_operator(check, term);
        break;
    }
}

struct rule *rule_read(const struct node *node, const struct rule_scope *scope, struct arena *arena,
                       struct problems *problems)
{
    struct rule *rule = arena_alloc(arena, sizeof *rule);
    const struct check check = {rule, scope, node, arena, problems};
    const size_t errors = problems->errors;
    struct rule_fault fault = {0, NULL};

    rule->text = node->text;
    rule->root = rule_parse(node->text, arena, &fault);
    if (rule->root == NULL) {
        problem_at(problems, place_of(&check, fault.at), "%s", fault.why);
        return NULL;
    }
    rule->operands = arena_array(arena, TERMS_MOST, sizeof *rule->operands);
    check_term(&check, rule->root);
    if (rule->root->type != TERM_TRUTH && rule->root->type != TERM_UNSURE)
        problem_at(problems, place_of(&check, rule->root->at),
                   "the rule is %s, not something that holds or does not",
                   type_words[rule->root->type]);
    return problems->errors == errors ? rule : NULL;
}
