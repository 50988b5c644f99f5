/*
 * Texts in Unicode's normal form C, so that letters which look alike are alike.
 *
 * Vietnamese reaches us composed and decomposed ("ế" as one, two or three code points); keys, codes
 * and hashes of such texts must not differ.  The only file that knows utf8proc.
 */
#ifndef CORE_NORMAL_H
#define CORE_NORMAL_H

#include <stdbool.h>
#include <stddef.h>

struct arena;

/* A longer run of combining marks is no writing (Unicode's Stream-Safe Text Format, UAX #15,
 * section 13), and sorting it would take quadratic time. */
enum { NORMAL_MARKS_MOST = 30 };

/* True when the bytes are valid UTF-8 and only characters that no normalisation touches: those
 * below U+0300, the Vietnamese letters of U+1E80 to U+1EFF, dashes, quotation marks and the like.
 * False says nothing: the text may be valid and normal all the same. */
bool normal_is_plain(const char *text, size_t size);

/* The text, which must be valid UTF-8, in form C, NUL-terminated; NULL when it has more than
 * NORMAL_MARKS_MOST combining marks in a row. */
const char *normal_form(const char *text, size_t size, size_t *normal_size, struct arena *arena);

/* The same for what is compared only: a text that is plain, no UTF-8 or beyond normalising is given
 * back as it is. */
const char *normal_or_same(const char *text, size_t size, size_t *normal_size, struct arena *arena);

/* The text, which must be valid UTF-8, with its letters bare of marks: "Mã đơn vị" is "Ma don vi".
 */
const char *normal_bare(const char *text, size_t size, struct arena *arena);

#endif
