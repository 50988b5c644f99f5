/*
 * A tiny deployment rebuilt, and what that told.
 */
#ifndef TESTS_BATCH_REBUILT_H
#define TESTS_BATCH_REBUILT_H

#include <stdbool.h>
#include <stddef.h>

#include "core/error.h"
#include "tests/batch/tiny.h"

#define SLIP(number, amount) "<PHIEU><SO>" number "</SO><TIEN>" amount "</TIEN></PHIEU>"
#define LINES(number, amount, lines)                                                               \
    "<PHIEU><SO>" number "</SO><TIEN>" amount "</TIEN>" lines "</PHIEU>"
#define LINE(name) "<DONG><TEN>" name "</TEN></DONG>"

/* Attempts at one day, of which two are loaded, and two snapshots. */
extern const struct attempt rebuilt_day[3], rebuilt_snapshots[2];

/* Opens a tiny deployment and loads these.  The second attempt lacks a record and has newer lines
 * of the other; the second snapshot lacks a record, too. */
void rebuilt_begin(struct tiny *tiny);

struct rebuilt {
    size_t differing, other_hashes;                 /* tables */
    const char *differences, *unproven, *leftovers; /* as table_lines gives them */
    const char *carried, *lost;
    int result; /* of the judgement, or of the swap */
    struct error err;
};

/* Rebuilds while the store is closed, as a command of its own would. */
struct rebuilt rebuilt_of(struct tiny *tiny, bool is_swapping);

/* Sees that the store is what its landing makes of it, with what is carried over of what was
 * purged; gives what that is. */
const char *rebuilt_whole(struct tiny *tiny);

#endif
