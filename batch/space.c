/* How much is free, and how much is wanted. */
#include "batch/space.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "core/batch.h"
#include "core/database.h"
#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/size.h"
#include "landing/landing.h"
#include "stores/store.h"

const struct option disk_options[] = {
    {"free", OPTION_SIZE, offsetof(struct disk_config, free), false, "256MiB",
     .help = "room that is left on the disks of landing and store; 0: nobody looks"},
    {"warn", OPTION_SIZE, offsetof(struct disk_config, warn), false, "1GiB",
     .help = "room below which a run warns; 0: it does not"},
    {0}};

/* The most that an attempt at one of the source's last windows has landed, 0 when none has. */
static int find_largest(struct ledger *ledger, const char *source, int64_t *bytes,
                        struct error *err)
{
    struct statement *statement = database_prepare(
        ledger_database(ledger),
        "SELECT max(a.bytes) FROM attempt a JOIN"
        " (SELECT batch FROM batch WHERE source = ?1 AND attempt > 0 ORDER BY since DESC LIMIT 8) b"
        " ON b.batch = a.batch",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    return statement_ask(statement, bytes, err) < 0 ? -1 : 0;
}

/* What room is wanted for: so many times so many bytes, for something to be done. */
struct wish {
    int64_t times, bytes;
    const char *to_do, *for_what;
};

static int check_disk(const char *path, int64_t to_stay, const struct wish *wish, struct error *err)
{
    char is_free[SIZE_TEXT_SIZE], wanted[SIZE_TEXT_SIZE], stays[SIZE_TEXT_SIZE];
    char once[SIZE_TEXT_SIZE];
    int64_t bytes;

    if (file_free_space(path, &bytes, err) != 0)
        return -1;
    if (bytes >= to_stay && bytes - to_stay >= wish->times * wish->bytes)
        return 0;
    size_format(bytes, is_free);
    size_format(to_stay + wish->times * wish->bytes, wanted);
    size_format(to_stay, stays);
    size_format(wish->bytes, once);
    return error_set(err, ERROR_IO,
                     "the disk of %s has %s free and %s are wanted to %s: %s that 'disk' in "
                     "nhip.yaml keeps, and %s the %s of %s; hint: 'nhip purge --dry-run' shows "
                     "what may go",
                     path, is_free, wanted, wish->to_do, stays, wish->times == 1 ? "once" : "twice",
                     once, wish->for_what);
}

/* 0 of a store that lies in no file, or not yet. */
static int64_t size_of(const char *file)
{
    struct stat status;

    return file != NULL && stat(file, &status) == 0 ? status.st_size : 0;
}

int space_check(const struct deployment *deployment, struct ledger *ledger,
                const struct batch *batch, struct error *err)
{
    struct wish wish = {2, 0, "fetch", "the largest of the last windows"};
    int64_t to_stay = deployment->disk.free;
    const char *file = deployment->store->file;

    if (to_stay == 0)
        return 0;
    if (find_largest(ledger, batch->source, &wish.bytes, err) != 0 ||
        check_disk(deployment->landing->folder, to_stay, &wish, err) != 0)
        return -1;
    return file == NULL ? 0 : check_disk(file, to_stay, &wish, err);
}

int space_check_rebuild(const struct deployment *deployment, bool is_swapping, struct error *err)
{
    const struct wish wish = {is_swapping ? 2 : 1, size_of(deployment->store->file), "rebuild",
                              "the store"};

    return deployment->disk.free == 0
               ? 0
               : check_disk(deployment->spool, deployment->disk.free, &wish, err);
}

static void warn_of(const char *path, int64_t mark)
{
    char is_free[SIZE_TEXT_SIZE], least[SIZE_TEXT_SIZE];
    struct error err;
    int64_t bytes;

    if (file_free_space(path, &bytes, &err) != 0) {
        log_event(LOG_WARNING, NULL, NULL, "%s", err.text);
        return;
    }
    size_format(bytes, is_free);
    size_format(mark, least);
    if (bytes < mark)
        log_event(LOG_WARNING, NULL, NULL,
                  "the disk of %s has only %s free, 'disk' in nhip.yaml warns below %s; "
                  "hint: 'nhip purge --dry-run' shows what may go",
                  path, is_free, least);
}

void space_warn(const struct deployment *deployment)
{
    if (deployment->disk.warn == 0)
        return;
    warn_of(deployment->landing->folder, deployment->disk.warn);
    if (deployment->store->file != NULL)
        warn_of(deployment->store->file, deployment->disk.warn);
}
