/*
 * Words that all unit tests share: what cmocka needs, and how a failure is asserted.
 *
 * A failed call is asserted by its kind and its whole text, because the text is part of a
 * function's contract.
 */
#ifndef TESTS_SUPPORT_CHECK_H
#define TESTS_SUPPORT_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/error.h"

/* The call must give 0; shows the error's text when it does not. */
#define CHECK_DONE(call, err)                                                                      \
    do {                                                                                           \
        (err)->text[0] = '\0';                                                                     \
        if ((call) != 0)                                                                           \
            fail_msg("%s: %s", error_kind_name((err)->kind), (err)->text);                         \
    } while (0)

/* The call must give -1 with this kind and exactly this text. */
#define CHECK_FAILS(call, err, wanted, words)                                                      \
    do {                                                                                           \
        (err)->kind = ERROR_NONE;                                                                  \
        assert_int_equal(call, -1);                                                                \
        assert_string_equal((err)->text, words);                                                   \
        assert_string_equal(error_kind_name((err)->kind), error_kind_name(wanted));                \
    } while (0)

/* The text must, or must not, contain the words. */
#define CHECK_HAS(text, words)                                                                     \
    do {                                                                                           \
        if (strstr(text, words) == NULL)                                                           \
            fail_msg("\"%s\" is not in \"%s\"", words, text);                                      \
    } while (0)
#define CHECK_HAS_NOT(text, words)                                                                 \
    do {                                                                                           \
        if (strstr(text, words) != NULL)                                                           \
            fail_msg("\"%s\" is in \"%s\"", words, text);                                          \
    } while (0)

#endif
