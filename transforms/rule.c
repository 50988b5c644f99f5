/*
 * The asking of rules, term by term.
 */
#include "transforms/rule.h"

#include <assert.h>
#include <string.h>

#include "core/buffer.h"
#include "core/utf8.h"
#include "transforms/rule_inside.h"

/* How much of a value is shown. */
enum { SHOWN_SIZE = 60 };

/* What a term is in one record; of number, text and truth that which its type says is set. */
struct result {
    bool is_known;
    bool truth;
    struct number number;
    struct value text;
};

/* Takes a canonical value.  -1 when it has more digits than a number may have. */
static int take_value(enum term_type type, const struct value *value, struct result *result)
{
    result->is_known = value->text != NULL;
    if (!result->is_known)
        return 0;
    result->text = *value;
    result->truth = value->text[0] == '1';
    return type == TERM_NUMBER ? number_parse(value->text, value->size, &result->number) : 0;
}

/* Dates are compared by what both of them say: 2022-04 and 2022-04-03 are equal. */
static int compare_dates(const struct value *a, const struct value *b)
{
    assert(a->text != NULL && b->text != NULL);
    return memcmp(a->text, b->text, a->size < b->size ? a->size : b->size);
}

static int compare_texts(const struct value *a, const struct value *b)
{
    assert(a->text != NULL && b->text != NULL);
    return strcmp(a->text, b->text);
}

/* Both are known. */
static int compare(enum term_type type, const struct result *a, const struct result *b)
{
    switch (type) {
    case TERM_NUMBER:
        return number_compare(&a->number, &b->number);
    case TERM_DATE:
        return compare_dates(&a->text, &b->text);
    case TERM_TRUTH:
        return a->truth - b->truth;
    default:
        return compare_texts(&a->text, &b->text);
    }
}

static bool compares_as(enum term_kind kind, int order)
{
    switch (kind) {
    case TERM_EQUAL:
        return order == 0;
    case TERM_DIFFERENT:
        return order != 0;
    case TERM_LESS:
        return order < 0;
    case TERM_LESS_EQUAL:
        return order <= 0;
    case TERM_GREATER:
        return order > 0;
    default:
        return order >= 0;
    }
}

/* Folds one more row into the result. */
static int fold_row(const struct term *term, const struct result *row, struct result *result)
{
    int order;

    if (term->kind == TERM_SUM)
        return number_add(&result->number, &row->number, &result->number);
    order = result->is_known ? compare(term->type, row, result) : 0;
    if (!result->is_known || (term->kind == TERM_MIN ? order < 0 : order > 0))
        *result = *row;
    return 0;
}

/* Rows without a value add nothing; a sum of nothing is 0, the least of nothing is unknown. */
static int fold_rows(const struct term *term, const struct rows *rows, struct result *result)
{
    struct result row = {0};
    size_t i;

    result->is_known = term->kind == TERM_SUM;
    for (i = 0; i < rows->count; i++) {
        if (take_value(term->type, &rows->values[i * term->width + term->column], &row) != 0)
            return -1;
        if (row.is_known && fold_row(term, &row, result) != 0)
            return -1;
    }
    return 0;
}

/* The value of an operand: a field, or what is made of children. */
static int take_operand(const struct term *term, const struct rule_facts *facts,
                        struct result *result)
{
    switch (term->kind) {
    case TERM_FIELD:
        return take_value(term->type, &facts->fields[term->index], result);
    case TERM_HAS:
        result->is_known = true;
        result->truth = facts->fields[term->index].text != NULL;
        return 0;
    case TERM_COUNT:
        result->is_known = true;
        result->number.units = (__int128)facts->children[term->index].count;
        return 0;
    default:
        return fold_rows(term, &facts->children[term->index], result);
    }
}

/* Known sides do not always decide, and one side may do so without the other. */
static void join_truths(const struct term *term, const struct result *left,
                        const struct result *right, struct result *result)
{
    const bool deciding = term->kind == TERM_OR;
    const bool is_decided = (left->is_known && left->truth == deciding) ||
                            (right->is_known && right->truth == deciding);

    result->is_known = is_decided || (left->is_known && right->is_known);
    result->truth = is_decided ? deciding : !deciding;
}

static int join_numbers(const struct term *term, const struct result *left,
                        const struct result *right, struct result *result)
{
    struct number other = right->number;

    if (term->kind == TERM_MULTIPLY)
        return number_multiply(&left->number, &other, &result->number);
    if (term->kind == TERM_SUBTRACT)
        other = number_negate(&other);
    return number_add(&left->number, &other, &result->number);
}

static int join(const struct term *term, const struct result *left, const struct result *right,
                struct result *result)
{
    if (term->kind == TERM_AND || term->kind == TERM_OR) {
        join_truths(term, left, right, result);
        return 0;
    }
    result->is_known = left->is_known && right->is_known;
    if (!result->is_known)
        return 0;
    if (term->type == TERM_NUMBER)
        return join_numbers(term, left, right, result);
    result->truth = compares_as(term->kind, compare(term->left->type, left, right));
    return 0;
}

/* -1 when a number becomes too long.  A rule has at most TERMS_MOST terms, which bounds the
 * recursion. */
static int evaluate(const struct term *term, const struct rule_facts *facts, struct result *result)
{
    struct result left = {0}, right = {0};

    memset(result, 0, sizeof *result);
    if (term->kind == TERM_LITERAL) {
        result->is_known = true;
        result->number = term->number;
        result->text = term->text;
        return 0;
    }
    if (term->left == NULL)
        return take_operand(term, facts, result);
    if (evaluate(term->left, facts, &left) != 0 ||
        (term->right != NULL && evaluate(term->right, facts, &right) != 0))
        return -1;
    if (term->right != NULL)
        return join(term, &left, &right, result);
    result->is_known = left.is_known;
    result->truth = !left.truth;
    result->number = number_negate(&left.number);
    return 0;
}

int rule_holds(const struct rule *rule, const struct rule_facts *facts)
{
    struct result result;

    if (evaluate(rule->root, facts, &result) != 0)
        return -1;
    return !result.is_known || result.truth;
}

static void describe_result(const struct term *term, const struct result *result,
                            struct buffer *text)
{
    char number[NUMBER_TEXT_SIZE];

    if (!result->is_known) {
        buffer_text(text, " has no value");
    } else if (term->kind == TERM_FIELD || term->type != TERM_NUMBER) {
        buffer_text(text, " is ");
        buffer_append(text, result->text.text,
                      utf8_cut(result->text.text, result->text.size, SHOWN_SIZE));
    } else {
        number_format(&result->number, number);
        buffer_print(text, " is %s", number);
    }
}

static void describe_operand(const struct term *term, const struct rule_facts *facts,
                             struct buffer *text)
{
    struct result result = {0};

    if (term->kind == TERM_FIELD || term->kind == TERM_HAS)
        buffer_text(text, term->name);
    else if (term->kind == TERM_COUNT)
        buffer_print(text, "count(%s)", term->name);
    else
        buffer_print(text, "%s(%s.%s)", term_sign(term->kind), term->name, term->member);
    if (term->kind == TERM_HAS)
        buffer_text(text,
                    facts->fields[term->index].text != NULL ? " has a value" : " has no value");
    else if (term->is_hidden)
        buffer_text(text, " is personal");
    else if (take_operand(term, facts, &result) != 0)
        buffer_text(text, " is too long");
    else
        describe_result(term, &result, text);
}

void rule_describe(const struct rule *rule, const struct rule_facts *facts, struct buffer *text)
{
    size_t i;

    for (i = 0; i < rule->operand_count; i++) {
        if (i > 0)
            buffer_text(text, ", ");
        describe_operand(rule->operands[i], facts, text);
    }
}

const char *rule_text(const struct rule *rule)
{
    return rule->text;
}
