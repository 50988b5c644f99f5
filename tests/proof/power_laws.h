/*
 * What must hold on a disk after a power cut:
 *
 * 1. a file under its own name (not a hidden one, which is under construction) is whole;
 * 2. a manifest names no document that is not there;
 * 3. once the ledger was told after it was sealed, an attempt is there;
 * 4. once the store was told of what has landed, the mark is there that figures are older than the
 *    store, until they are not;
 * 5. where the mark is gone, the reports are the latest.
 */
#ifndef TESTS_PROOF_POWER_LAWS_H
#define TESTS_PROOF_POWER_LAWS_H

#include <stdbool.h>
#include <stddef.h>

#include "tests/proof/disk.h"

struct arena;
struct laws;

struct laws *laws_new(const struct disk *disk, struct arena *arena);

/* Takes note of a deed: what is promised from then on. */
void laws_note(struct laws *laws, size_t deed_number);

/* What is broken after the first deeds where these are lost, or NULL; valid until the next call. */
const char *laws_breach(struct laws *laws, size_t deeds, const bool *lost);

/* Whether the laws speak of the deed's file at all, and of a path. */
bool laws_watch(const struct laws *laws, const struct effect *effect);
bool laws_is_watched(const char *path);
bool laws_is_folder(const struct disk *disk, const struct names *names, size_t index);

/* Whether the inode is SQLite's log of the database with this path. */
bool laws_is_log(const struct disk *disk, int inode, const char *database);

/* How many attempts were sealed. */
long laws_attempts(const struct laws *laws);

/* The deed in a few words; valid until the call after the next but one. */
const char *laws_tell(const struct effect *effect);

#endif
