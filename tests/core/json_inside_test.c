/* Whatever is not JSON is refused with its place and reason, the same however its bytes come. */
#include "core/buffer.h"
#include "core/error.h"
#include "tests/core/json_pieces.h"
#include "tests/support/check.h"
#include "tests/support/events.h"

#define COUNT(rows) (sizeof(rows) / sizeof(rows)[0])

static const struct {
    const char *text, *reason;
    long line, column;
} mistakes[] = {
    {"", "it ends too early", 1, 1},
    {" \n ", "it ends too early", 2, 2},
    {"\xEF\xBB\xBF", "it ends too early", 1, 1},
    {"\xEF\xBB", "it ends too early", 1, 3},
    {"\xEF\xBB\xBFx", "a value is expected", 1, 1},
    {"\xEF\xBB\xBF\xEF\xBB\xBF{}", "a value is expected", 1, 1},
    {"\xEF\xBBx", "a value is expected", 1, 3},
    {"{", "it ends too early", 1, 2},
    {"{\"a\":1", "it ends too early", 1, 7},
    {"{\"a\":\"x", "it ends too early", 1, 8},
    {"[1,\n2", "it ends too early", 2, 2},
    {"tru", "it ends too early", 1, 4},
    {"-", "it ends too early", 1, 2},
    {"1.", "it ends too early", 1, 3},
    {"1e+", "it ends too early", 1, 4},
    {"[\"\\ud83d", "it ends too early", 1, 9},
    {"x", "a value is expected", 1, 1},
    {"'a'", "a value is expected", 1, 1},
    {"[NaN]", "a value or ']' is expected", 1, 2},
    {"[Infinity]", "a value or ']' is expected", 1, 2},
    {"[+1]", "a value or ']' is expected", 1, 2},
    {"[.5]", "a value or ']' is expected", 1, 2},
    {"[1,]", "a value is expected", 1, 4},
    {"[,1]", "a value or ']' is expected", 1, 2},
    {"[}", "a value or ']' is expected", 1, 2},
    {"// a\n1", "a value is expected", 1, 1},
    {"\xFF\xFE{", "a value is expected", 1, 1},
    {"[nil]", "true, false or null is expected", 1, 3},
    {"[True]", "a value or ']' is expected", 1, 2},
    {"[truE]", "true, false or null is expected", 1, 5},
    {"[1 2]", "',' or ']' is expected", 1, 4},
    {"[01]", "',' or ']' is expected", 1, 3},
    {"[0x1]", "',' or ']' is expected", 1, 3},
    {"[1}", "',' or ']' is expected", 1, 3},
    {"[truest]", "',' or ']' is expected", 1, 6},
    {"[-x]", "a digit is expected", 1, 3},
    {"[1.]", "a digit is expected", 1, 4},
    {"[1.e1]", "a digit is expected", 1, 4},
    {"[1e]", "a digit is expected", 1, 4},
    {"[1e-]", "a digit is expected", 1, 5},
    {"{1:2}", "a name in quotes or '}' is expected", 1, 2},
    {"{a:2}", "a name in quotes or '}' is expected", 1, 2},
    {"{,}", "a name in quotes or '}' is expected", 1, 2},
    {"{\"a\":1,}", "a name in quotes is expected", 1, 8},
    {"{\"a\" 1}", "':' is expected", 1, 6},
    {"{\"a\":1]", "',' or '}' is expected", 1, 7},
    {"{\"a\":[1],\n \"b\":2 \"c\":3}", "',' or '}' is expected", 2, 8},
    {"{\"a\":1} x", "something follows the value", 1, 9},
    {"{}{}", "something follows the value", 1, 3},
    {"1 2", "something follows the value", 1, 3},
    {"[\"a\tb\"]", "a text has a control character that is not escaped", 1, 4},
    {"[\"a\nb\"]", "a text has a control character that is not escaped", 1, 4},
    {"[\"\\u0000\"]", "a text has a NUL character", 1, 8},
    {"{\"\\u0000\":1}", "a text has a NUL character", 1, 8},
    {"[\"\\x41\"]", "an escape is none that JSON has", 1, 4},
    {"[\"\\u00G0\"]", "an escape is none that JSON has", 1, 7},
    {"[\"\\u12\"]", "an escape is none that JSON has", 1, 7},
    {"[\"\\ud83dx\"]", "an escape is half of a surrogate pair", 1, 9},
    {"[\"\\ud83d\\n\"]", "an escape is half of a surrogate pair", 1, 10},
    {"[\"\\ud83d\\ud83d\"]", "an escape is half of a surrogate pair", 1, 14},
    {"[\"\\ud83d\\u0041\"]", "an escape is half of a surrogate pair", 1, 14},
    {"[\"\\ude42\"]", "an escape is half of a surrogate pair", 1, 8},
    {"{\"a\":\"\xe1\"}  ", "it is not valid UTF-8", 1, 7},
    {"[\"Tr\xE1\xBB\"]  ", "it is not valid UTF-8", 1, 5},
    {"[\"\xC0\xAF\"]  ", "it is not valid UTF-8", 1, 3},
    {"[\"\xED\xA0\x80\"]  ", "it is not valid UTF-8", 1, 3},
    {"[\"\xF4\x90\x80\x80\"]  ", "it is not valid UTF-8", 1, 3},
    {"[\"\x80\"]   ", "it is not valid UTF-8", 1, 3},
    {"{\"\xFF\":1}  ", "it is not valid UTF-8", 1, 3},
    {"[\"\xE1\\u1ebf\"]", "it is not valid UTF-8", 1, 3},
    {"{\"a\":1,\"a\":2}", "an object has the same key twice", 1, 8},
};

static void malformed_documents_are_refused_with_line_and_column(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(mistakes); i++) {
        struct buffer reason = {0};

        buffer_print(&reason, "not well-formed JSON: %s at column %ld", mistakes[i].reason,
                     mistakes[i].column);
        is_refused_alike_in_all_pieces(mistakes[i].text, strlen(mistakes[i].text),
                                       buffer_string(&reason), mistakes[i].line);
        buffer_free(&reason);
    }
}

static void a_nul_byte_is_refused_wherever_it_stands(void **state)
{
    (void)state;
    is_refused_alike_in_all_pieces("{\0}", 3,
                                   "not well-formed JSON: a name in quotes or '}' is expected at "
                                   "column 2",
                                   1);
    is_refused_alike_in_all_pieces("[\"a\0\"]", 6,
                                   "not well-formed JSON: a text has a NUL byte at column 4", 1);
    is_refused_alike_in_all_pieces("[\"\\\0\"]", 6,
                                   "not well-formed JSON: an escape is none that JSON has at "
                                   "column 4",
                                   1);
    is_refused_alike_in_all_pieces("[\"\\u\0\"]", 7,
                                   "not well-formed JSON: an escape is none that JSON has at "
                                   "column 5",
                                   1);
    is_refused_alike_in_all_pieces(
        "{}\0", 3, "not well-formed JSON: something follows the value at column 3", 1);
}

static void a_mistake_does_not_quote_the_document(void **state)
{
    static const char *const texts[] = {"{\"session\": canary}", "{\"canary\":1,\"canary\":2}",
                                        "[\"canary\x01\"]", "[\"canary\" \"canary\"]"};

    (void)state;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct buffer events = {0};
        struct error err;

        assert_int_equal(events_of("json", texts[i], strlen(texts[i]), 7, &events, &err), -1);
        CHECK_HAS_NOT(err.text, "canary");
        buffer_free(&events);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_documents_are_refused_with_line_and_column),
        cmocka_unit_test(a_nul_byte_is_refused_wherever_it_stands),
        cmocka_unit_test(a_mistake_does_not_quote_the_document),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
