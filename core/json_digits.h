/*
 * The numbers of JSON as their digits: never through a binary number, which would round them.
 */
#ifndef CORE_JSON_DIGITS_H
#define CORE_JSON_DIGITS_H

#include <stdbool.h>
#include <stddef.h>

enum {
    JSON_PLAIN_DIGITS_MOST = 36, /* as many as a value of ours may have */
    JSON_PLAIN_SIZE = 40         /* these with sign, point and a little room */
};

/* Where in the grammar of RFC 8259, section 6, a number has got to. */
enum json_digits {
    JSON_DIGITS_BEGIN,
    JSON_DIGITS_MINUS,
    JSON_DIGITS_ZERO,
    JSON_DIGITS_WHOLE,
    JSON_DIGITS_POINT,
    JSON_DIGITS_FRACTION,
    JSON_DIGITS_MARK, /* the 'e' */
    JSON_DIGITS_SIGN, /* that of the exponent */
    JSON_DIGITS_EXPONENT
};

/* Takes the next byte: true when the number goes on with it. */
bool json_digits_take(enum json_digits *number, char byte);

/* Whether what was taken is a number, if nothing more comes. */
bool json_digits_is_complete(enum json_digits number);

/* Writes a complete number that has an exponent in plain digits, as many as its own digits and the
 * exponent make: "1.50e3" is "1500", "1.50e1" is "15.0".  The size of what was written, which no
 * NUL follows; 0 when there would be more than JSON_PLAIN_DIGITS_MOST digits. */
size_t json_digits_plain(const char *text, size_t size, char plain[JSON_PLAIN_SIZE]);

#endif
