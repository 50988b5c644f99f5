/*
 * The procedure catalogue as the national portal writes it (the shape of LayThuTuc, keys in
 * capitals).
 *
 * It is sent as a snapshot: pages without a window, with the total beside them.
 */
#ifndef FAREND_PROCEDURES_H
#define FAREND_PROCEDURES_H

#include "tests/farend/text.h"

/* Returns how many procedures are sent, and how many of them are wrong: none when spoil is 0, else
 * at least one of each way of being wrong. */
unsigned procedures_sent(unsigned spoil, unsigned *spoiled);

/* Appends a page (from 1) of the snapshot as members of a JSON array. */
void procedures_write(struct text *text, unsigned spoil, unsigned page, unsigned size);

#endif
