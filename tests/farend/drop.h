/*
 * The agencies file that one of the far ends drops into a folder.
 *
 * It is the one far end that is not a server: a CSV file with a byte order mark, CRLF line ends and
 * quoted fields, as spreadsheet programs write it.
 */
#ifndef FAREND_DROP_H
#define FAREND_DROP_H

#include <stdbool.h>

#include "tests/farend/text.h"

/* Writes don-vi-2022.csv into the folder, which must exist, under a temporary name first; with
 * wrong rows when spoil is not 0.  Returns false, with errno set, when it cannot. */
bool drop_write(const char *folder, unsigned spoil);

/* Returns how many rows the file has, and how many of them are wrong. */
unsigned drop_sent(unsigned spoil, unsigned *spoiled);

/* Writes text to a file under a temporary name and renames it.  Returns false, with errno set, when
 * it cannot. */
bool file_replace(const char *path, const struct text *text);

#endif
