/*
 * The few questions about UTF-8 that the program asks of texts from outside.
 */
#ifndef CORE_UTF8_H
#define CORE_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* True when the bytes are UTF-8 as RFC 3629 has it: shortest forms only, no surrogates, nothing
 * above U+10FFFF. */
bool utf8_is_valid(const char *text, size_t size);

/* The length of the character that the size bytes, at least one, begin with; 0 when they begin with
 * none. */
size_t utf8_length(const char *text, size_t size);

/* How many characters the valid UTF-8 has. */
size_t utf8_count(const char *text, size_t size);

/* The length of the control character that the size bytes, at least one, begin with: one that ends
 * a line, commands a terminal or turns the direction of writing.  0 when they begin with another.
 */
size_t utf8_control(const char *text, size_t size);

/* Puts this byte in the place of each control character and ends the text behind what is left, at
 * the NUL that follows its size bytes or before; returns the size left. */
size_t utf8_tame(char *text, size_t size, char instead);

/* How many of the size bytes to keep so that there are at most limit of them and the last character
 * is whole. */
size_t utf8_cut(const char *text, size_t size, size_t limit);

/* Where the last count characters of the text begin; 0 when it has no more than these. */
size_t utf8_tail(const char *text, size_t size, size_t count);

#endif
