/*
 * The keys of a deployment: the one that hides persons, and those that encrypt the landing.
 *
 * Which there are says nhip.yaml; their bytes are in credential files, which are read when a key is
 * first needed.  A landing has one key for what lands from now on, and old ones for what lies
 * there.
 */
#ifndef BATCH_KEYS_H
#define BATCH_KEYS_H

#include <stdbool.h>

#include "core/option.h"

struct arena;
struct deployment;
struct error;
struct privacy_key;
struct problems;

/* One key of the landing as configured. */
struct landing_key {
    const char *secret, *id;
};

struct landing_config {
    struct landing_key key; /* id NULL: what lands is not encrypted */
    struct items old_keys;  /* struct landing_key */
    bool is_plain_allowed;  /* what is not encrypted is read too */
};

/* Binds a struct landing_config. */
extern const struct option landing_options[];

/* Gives the deployment, whose state and credentials are placed, its landing; adds what is wrong
 * with the ids of its keys. */
void keys_place_landing(struct deployment *deployment, struct arena *arena,
                        struct problems *problems);

/* Warns of credentials that are not there or not fit, and are needed: whoever checks may not be who
 * runs. */
void keys_check(const struct deployment *deployment, struct problems *problems);

/* Reads the key that hides persons; *key stays untouched, and *is_needed false, where no mapping
 * needs it. */
int keys_read_privacy(const struct deployment *deployment, struct privacy_key *key, bool *is_needed,
                      struct arena *arena, struct error *err);

/* Sees that what lands can be encrypted, before anything is fetched. */
int keys_check_landing(const struct deployment *deployment, struct error *err);

#endif
