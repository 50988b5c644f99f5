/*
 * What the far ends send, counted without sending it.
 */
#ifndef FAREND_TRUTH_H
#define FAREND_TRUTH_H

#include <stdio.h>

#include "tests/farend/stream.h"

/*
 * Prints CSV: system,window,sent,spoiled.  sent includes the spoiled ones.  window is a day
 * (YYYY-MM-DD), "snapshot" or "file"; there is a line for each day of the world, also where nothing
 * is sent.
 */
void truth_print(FILE *file, const struct world *world);

#endif
