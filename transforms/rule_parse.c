/*
 * The grammar of rules, read by the levels of its operators: or, and, not, comparisons, + -, *.
 */
#include <string.h>

#include "core/arena.h"
#include "transforms/rule_inside.h"

/* Deeper nesting is no rule that anybody could read. */
enum { NESTING_MOST = 60 };

enum level { LEVEL_OR = 1, LEVEL_AND, LEVEL_COMPARISON, LEVEL_ADD, LEVEL_MULTIPLY };

struct sign_row {
    const char *sign;
    enum term_kind kind;
    enum level level; /* 0: no operator between two terms */
};

/* Longer signs come before those that begin them. */
static const struct sign_row sign_rows[] = {
    {"or", TERM_OR, LEVEL_OR},
    {"and", TERM_AND, LEVEL_AND},
    {"!=", TERM_DIFFERENT, LEVEL_COMPARISON},
    {"<=", TERM_LESS_EQUAL, LEVEL_COMPARISON},
    {">=", TERM_GREATER_EQUAL, LEVEL_COMPARISON},
    {"=", TERM_EQUAL, LEVEL_COMPARISON},
    {"<", TERM_LESS, LEVEL_COMPARISON},
    {">", TERM_GREATER, LEVEL_COMPARISON},
    {"+", TERM_ADD, LEVEL_ADD},
    {"-", TERM_SUBTRACT, LEVEL_ADD},
    {"*", TERM_MULTIPLY, LEVEL_MULTIPLY},
    {"not", TERM_NOT, 0},
    {"-", TERM_NEGATE, 0},
    {"has", TERM_HAS, 0},
    {"count", TERM_COUNT, 0},
    {"sum", TERM_SUM, 0},
    {"min", TERM_MIN, 0},
    {"max", TERM_MAX, 0},
};

enum { SIGN_COUNT = sizeof sign_rows / sizeof sign_rows[0] };

struct parser {
    const char *text;
    size_t at; /* of the next sign; blanks are skipped */
    size_t count;
    int nesting;
    struct arena *arena;
    struct rule_fault *fault;
};

const char *term_sign(enum term_kind kind)
{
    size_t i;

    for (i = 0; i < SIGN_COUNT; i++)
        if (sign_rows[i].kind == kind)
            return sign_rows[i].sign;
    return "";
}

static struct term *fault_set(struct parser *parser, const char *why)
{
    parser->fault->at = parser->at;
    parser->fault->why = why;
    return NULL;
}

static bool is_word_byte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           (byte >= '0' && byte <= '9');
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void skip_blanks(struct parser *parser)
{
    parser->at += strspn(parser->text + parser->at, " \t\r\n");
}

static void advance(struct parser *parser, size_t size)
{
    parser->at += size;
    skip_blanks(parser);
}

static size_t word_size(const struct parser *parser)
{
    size_t size = 0;

    while (is_word_byte(parser->text[parser->at + size]))
        size++;
    return size;
}

/* Whether this sign or word stands next. */
static bool is_next(const struct parser *parser, const char *sign)
{
    const size_t size = strlen(sign);

    if (strncmp(parser->text + parser->at, sign, size) != 0)
        return false;
    return !is_word_byte(sign[0]) || word_size(parser) == size;
}

static bool take(struct parser *parser, const char *sign)
{
    if (!is_next(parser, sign))
        return false;
    advance(parser, strlen(sign));
    return true;
}

static struct term *term_new(struct parser *parser, enum term_kind kind, size_t at)
{
    struct term *term;

    if (++parser->count > TERMS_MOST)
        return fault_set(parser, "the rule has too many terms; hint: make two checks of it");
    term = arena_alloc(parser->arena, sizeof *term);
    term->kind = kind;
    term->at = at;
    return term;
}

static const char *take_word(struct parser *parser)
{
    const size_t size = word_size(parser);
    const char *word = arena_copy(parser->arena, parser->text + parser->at, size);

    advance(parser, size);
    return word;
}

static struct term *parse_number(struct parser *parser)
{
    struct term *term = term_new(parser, TERM_LITERAL, parser->at);
    const char *text = parser->text + parser->at;
    size_t size = 0;

    while (is_word_byte(text[size]) || text[size] == '.')
        size++;
    if (term == NULL)
        return NULL;
    if (number_parse(text, size, &term->number) != 0)
        return fault_set(parser, "a number has plain digits with a point before the last ones, and"
                                 " at most 36 of them");
    term->type = TERM_NUMBER;
    advance(parser, size);
    return term;
}

static struct term *parse_text(struct parser *parser)
{
    struct term *term = term_new(parser, TERM_LITERAL, parser->at);
    const char *text = parser->text + parser->at + 1;
    const char *end = strchr(text, '\'');

    if (term == NULL)
        return NULL;
    if (end == NULL)
        return fault_set(parser, "the text has no quote at its end");
    term->type = TERM_TEXT;
    term->text.size = (size_t)(end - text);
    term->text.text = arena_copy(parser->arena, text, term->text.size);
    advance(parser, term->text.size + 2);
    return term;
}

/* What stands in the parentheses of a function: a field, a child, or a field of a child. */
static struct term *parse_function(struct parser *parser, const struct sign_row *row)
{
    struct term *term = term_new(parser, row->kind, parser->at);

    if (term == NULL)
        return NULL;
    advance(parser, strlen(row->sign));
    advance(parser, 1);
    if (word_size(parser) == 0)
        return fault_set(parser, row->kind == TERM_HAS     ? "here should be a field"
                                 : row->kind == TERM_COUNT ? "here should be a child"
                                                           : "here should be child.field");
    term->name = take_word(parser);
    if (row->kind != TERM_HAS && row->kind != TERM_COUNT) {
        if (!take(parser, ".") || word_size(parser) == 0)
            return fault_set(parser, "here should be a point and a field of the child");
        term->member = take_word(parser);
    }
    if (!take(parser, ")"))
        return fault_set(parser, "a closing parenthesis is missing");
    return term;
}

static const struct sign_row *function_at(const struct parser *parser)
{
    const size_t size = word_size(parser);
    size_t i = size + strspn(parser->text + parser->at + size, " \t\r\n");

    if (size == 0 || parser->text[parser->at + i] != '(')
        return NULL;
    for (i = 0; i < SIGN_COUNT; i++)
        if (sign_rows[i].kind >= TERM_COUNT && sign_rows[i].kind <= TERM_HAS &&
            is_next(parser, sign_rows[i].sign))
            return &sign_rows[i];
    return NULL;
}

static struct term *parse_name(struct parser *parser)
{
    struct term *term = term_new(parser, TERM_FIELD, parser->at);

    if (term == NULL)
        return NULL;
    term->name = take_word(parser);
    if (parser->text[parser->at] == '(') {
        parser->at = term->at;
        return fault_set(parser, "there is no such function; there are: has, count, sum, min, max");
    }
    if (parser->text[parser->at] == '.')
        return fault_set(parser, "fields of children are read through sum, min or max");
    return term;
}

static struct term *parse_level(struct parser *parser, enum level level);

static struct term *parse_parentheses(struct parser *parser)
{
    struct term *term;

    advance(parser, 1);
    term = parse_level(parser, LEVEL_OR);
    if (term != NULL && !take(parser, ")"))
        return fault_set(parser, "a closing parenthesis is missing");
    return term;
}

static struct term *parse_prefix(struct parser *parser, enum term_kind kind, enum level level)
{
    struct term *term = term_new(parser, kind, parser->at);

    if (term == NULL)
        return NULL;
    advance(parser, strlen(term_sign(kind)));
    term->left = parse_level(parser, level);
    return term->left != NULL ? term : NULL;
}

static struct term *parse_operand(struct parser *parser)
{
    const char next = parser->text[parser->at];
    const struct sign_row *function;

    if (is_next(parser, "not"))
        return parse_prefix(parser, TERM_NOT, LEVEL_COMPARISON);
    if (next == '-')
        return parse_prefix(parser, TERM_NEGATE, LEVEL_MULTIPLY);
    if (next == '(')
        return parse_parentheses(parser);
    if (next == '\'')
        return parse_text(parser);
    if (is_digit(next))
        return parse_number(parser);
    function = function_at(parser);
    if (function != NULL)
        return parse_function(parser, function);
    if (word_size(parser) == 0 || is_next(parser, "and") || is_next(parser, "or"))
        return fault_set(parser, "here should be a field, a number, a 'text' or a function");
    return parse_name(parser);
}

static const struct sign_row *operator_at(const struct parser *parser)
{
    size_t i;

    for (i = 0; i < SIGN_COUNT; i++)
        if (sign_rows[i].level != 0 && is_next(parser, sign_rows[i].sign))
            return &sign_rows[i];
    return NULL;
}

static struct term *parse_binary(struct parser *parser, const struct sign_row *row,
                                 struct term *left)
{
    struct term *term = term_new(parser, row->kind, parser->at);
    const struct sign_row *next;

    if (term == NULL)
        return NULL;
    advance(parser, strlen(row->sign));
    term->left = left;
    term->right = parse_level(parser, row->level + 1);
    if (term->right == NULL)
        return NULL;
    next = operator_at(parser);
    if (row->level == LEVEL_COMPARISON && next != NULL && next->level == LEVEL_COMPARISON)
        return fault_set(parser, "comparisons do not chain; hint: a < b and b < c");
    return term;
}

/* Reads what operators of this level or above hold together. */
static struct term *parse_level(struct parser *parser, enum level level)
{
    const struct sign_row *row;
    struct term *term;

    if (++parser->nesting > NESTING_MOST)
        return fault_set(parser, "the rule is nested too deeply");
    term = parse_operand(parser);
    while (term != NULL && (row = operator_at(parser)) != NULL && row->level >= level)
        term = parse_binary(parser, row, term);
    parser->nesting--;
    return term;
}

struct term *rule_parse(const char *text, struct arena *arena, struct rule_fault *fault)
{
    struct parser parser = {.text = text, .arena = arena, .fault = fault};
    struct term *term;

    skip_blanks(&parser);
    term = parse_level(&parser, LEVEL_OR);
    if (term != NULL && text[parser.at] != '\0')
        return fault_set(&parser, "here should be an operator: + - * = != < <= > >= and or");
    return term;
}
