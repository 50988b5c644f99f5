/*
 * Dossiers as the national portal writes them.
 *
 * Field names and forms are those of the synchronisation interface as seen in public code: all
 * values are strings, dates are yyyyMMddHHmmss, an empty string is "none".
 */
#ifndef FAREND_HOSO_H
#define FAREND_HOSO_H

#include "tests/farend/dossiers.h"
#include "tests/farend/text.h"

/* Appends the dossier of the item as it stood at until, spoiled in the item's way, and a comma. */
void hoso_write(struct text *text, const struct world *world, const struct item *item,
                int64_t until);

#endif
