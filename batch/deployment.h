/*
 * A deployment: everything that the configuration folder says, read and checked as a whole.
 *
 * nhip.yaml tells where things are; sources/, mappings/, codes/, indicators/, calendars/ and
 * targets/ hold one thing a file.  Reading touches nothing and reports all mistakes at once.
 */
#ifndef BATCH_DEPLOYMENT_H
#define BATCH_DEPLOYMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/freshness.h"
#include "batch/keys.h"
#include "batch/notify_config.h"
#include "batch/retention.h"
#include "batch/space.h"
#include "core/doubt.h"
#include "core/option.h"
#include "core/signature.h"
#include "core/span.h"
#include "core/title.h"
#include "indicators/indicator.h"

struct arena;
struct code_list;
struct error;
struct landing_root;
struct mapping;
struct node;
struct problems;
struct source;
struct store;

/* What becomes of a document that is not signed as it should be. */
enum signature_check {
    SIGNATURE_CHECK_NONE,   /* nobody looks */
    SIGNATURE_CHECK_REPORT, /* it is said, and loaded all the same */
    SIGNATURE_CHECK_REQUIRE /* it goes to quarantine */
};

/* One source as configured. */
struct source_config {
    const char *name;
    struct title title;
    const char *format;
    const char *zone;
    struct texts mapping_names;
    int64_t start;          /* 0: none, as for files and snapshots */
    int64_t until;          /* 0: open */
    struct span every;      /* length of a window */
    struct span not_before; /* how long a window ripens */
    long lookback;          /* windows that are loaded again after each new one */
    bool is_snapshot;
    struct freshness_limits freshness;
    struct duration budget; /* of a run's time; 0 s: all of it */
    struct span validity;   /* how long its rows are valid; zero: no term */
    long quarantine_count;  /* most refused records of a batch, -1: no limit */
    long quarantine_share;  /* most refused records in percent of those received */
    long quarantine_grace;  /* so few are always let pass by the share */
    const struct node *retention_node;
    struct retention retention;
    long document_mib;   /* most MiB of one document */
    int signature_check; /* enum signature_check */
    struct signature_policy signature;
    const char *connector_name;
    const struct node *options;

    int offset_seconds;
    const struct mapping **mappings;
    size_t mapping_count;
    bool are_mappings_open;      /* there may be more, for a mistake that is told */
    const char *loaded_by;       /* its mappings with their versions, as the ledger notes them */
    const struct source *source; /* the connector's part, bound and checked */
};

struct deployment {
    const char *folder;      /* of the configuration, as given */
    const struct node *tree; /* of nhip.yaml, for the places of later mistakes; may be NULL */
    struct title title;
    const char *state; /* the folder of all below */
    const char *ledger, *reports, *spool, *locks;
    struct landing_config landing_config;
    struct disk_config disk;
    struct retention retention; /* of sources that say nothing else */
    const struct landing_root *landing;
    const char *stale_mark; /* a file that stands while figures are older than the store; NULL:
                               nobody looks */
    const char *credentials;
    const char *key_name, *key_id; /* of the HMAC key; its secret's name, and what rows say */
    struct duration budget;        /* that a run may take; 0 s: any time */
    struct duration lease;         /* how long others believe that a run which is silent goes on */
    struct texts plans;
    const char *metrics; /* the file for Prometheus; NULL: none */
    struct notify_config notify;
    struct freshness_limits freshness; /* of sources that say nothing else */
    struct store *store;               /* not yet open */

    const struct source_config *sources;
    size_t source_count;
    const struct mapping **mappings;
    size_t mapping_count;
    const struct code_list **codes;
    size_t code_count;
    struct doubt mapping_doubt, code_doubt;
    bool are_sources_open; /* there may be more, for a mistake that is told */
    struct indicator_set indicators;
};

/* Reads the whole folder.  Always gives a deployment; with errors among the problems it holds also
 * what is wrong, and is of use to definitions_try alone.  It lives in the arena. */
struct deployment *deployment_read(const char *folder, struct arena *arena,
                                   struct problems *problems);

/* The source of this name, or NULL. */
const struct source_config *deployment_source(const struct deployment *deployment,
                                              const char *name);

/* The mapping of this name, or NULL. */
const struct mapping *deployment_mapping(const struct deployment *deployment, const char *name);

/* True when a source names the mapping.  One that none does lies ready for the day when one does,
 * and makes no table. */
bool deployment_uses(const struct deployment *deployment, const struct mapping *mapping);

/* Opens the store, for asking only or for writing, and closes it, also when it is half open. */
int deployment_open_store(const struct deployment *deployment, bool is_read_only,
                          struct error *err);

/* Makes or widens the tables of the mappings that sources name in the store, which is open. */
int deployment_prepare_store(const struct deployment *deployment, struct error *err);

void deployment_close_store(const struct deployment *deployment);

#endif
