/*
 * Room on the disks of landing and store: looked at before anything is fetched, so that a run stops
 * with a clear word while there still is room for the ledger, and for whoever cleans up.
 */
#ifndef BATCH_SPACE_H
#define BATCH_SPACE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/option.h"

struct batch;
struct deployment;
struct error;
struct ledger;

struct disk_config {
    int64_t free; /* less than this is never left; 0: nobody looks */
    int64_t warn; /* less than this is told; 0: it is not */
};

/* Binds a struct disk_config. */
extern const struct option disk_options[];

/* ERROR_IO when a disk has less room than what is to stay free plus twice the most that one of the
 * source's last windows has landed: once for the landing, once for the store. */
int space_check(const struct deployment *deployment, struct ledger *ledger,
                const struct batch *batch, struct error *err);

/* ERROR_IO when the disk of the state folder has less room than what is to stay free plus the size
 * of the store: once to make it anew, and once more to swap it.  The store must be open. */
int space_check_rebuild(const struct deployment *deployment, bool is_swapping, struct error *err);

/* Logs a warning for each disk that is getting full. */
void space_warn(const struct deployment *deployment);

#endif
