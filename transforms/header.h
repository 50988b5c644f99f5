/*
 * The header of CSV against a mapping: a column that is not there is told once for the document,
 * not once for each record.
 */
#ifndef TRANSFORMS_HEADER_H
#define TRANSFORMS_HEADER_H

#include <stddef.h>

struct error;
struct layer;

/* Looks for the columns that fields of the records read, of the document of this layer.  -1 with
 * ERROR_DOCUMENT when one is not there without which no record can be made: of a required field, of
 * one that decides, or of any where the contract refuses records with missing fields; -1 with
 * ERROR_DATA where the contract freezes them. */
int header_check(struct layer *layer, const char *const *names, size_t count, struct error *err);

#endif
