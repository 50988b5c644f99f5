/*
 * Amounts of bytes as people write and read them: 500, 64KiB, 256MiB, 1GiB, 2TiB.
 */
#ifndef CORE_SIZE_H
#define CORE_SIZE_H

#include <stdint.h>

enum { SIZE_TEXT_SIZE = 32 };

/* Reads a number of bytes, or of the units above; 0, or -1 when the text is none of these or more
 * than an int64_t holds. */
int size_parse(const char *text, int64_t *bytes);

/* Writes the largest unit of which there is at least one, with one decimal: "1.5 GiB", "17 bytes".
 */
void size_format(int64_t bytes, char text[SIZE_TEXT_SIZE]);

#endif
