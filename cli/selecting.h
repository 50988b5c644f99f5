/*
 * The words with which plan and run choose windows.
 */
#ifndef CLI_SELECTING_H
#define CLI_SELECTING_H

#include "batch/selection.h"
#include "cli/running.h"
#include "core/option.h"

struct error;
struct invocation;

struct selecting {
    struct running running;
    int64_t from, to;
    bool is_forced;
};

/* Rows for an option table whose struct begins with a struct selecting. */
#define SELECTING_OPTIONS                                                                          \
    {"from", OPTION_INSTANT, offsetof(struct selecting, from),                                     \
     .help = "only windows that end after this time, loaded or not"},                              \
        {"to", OPTION_INSTANT, offsetof(struct selecting, to),                                     \
         .help = "only windows that begin before this time, loaded or not"},                       \
    {                                                                                              \
        "force", OPTION_FLAG, offsetof(struct selecting, is_forced),                               \
            .help = "loaded windows too, snapshots and files included"                             \
    }

/* The selection that the invocation asks for.  ERROR_USAGE when --to is not after --from. */
int selecting_read(const struct invocation *invocation, struct selection *selection,
                   struct error *err);

#endif
