/* How much is free, and how much is wanted. */
#include "batch/space.h"

#include <stdbool.h>
#include <stddef.h>

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
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, source);
    got = statement_next(statement, err);
    if (got == 1) {
        *bytes = statement_integer(statement, 0);
        statement_reset(statement);
    }
    return got < 0 ? -1 : 0;
}

static int check_disk(const char *path, int64_t to_stay, int64_t largest, struct error *err)
{
    char is_free[SIZE_TEXT_SIZE], wanted[SIZE_TEXT_SIZE], stays[SIZE_TEXT_SIZE];
    char landed[SIZE_TEXT_SIZE];
    int64_t bytes;

    if (file_free_space(path, &bytes, err) != 0)
        return -1;
    if (bytes >= to_stay && bytes - to_stay >= 2 * largest)
        return 0;
    size_format(bytes, is_free);
    size_format(to_stay + 2 * largest, wanted);
    size_format(to_stay, stays);
    size_format(largest, landed);
    return error_set(err, ERROR_IO,
                     "the disk of %s has %s free and %s are wanted to fetch: %s that 'disk' in "
                     "nhip.yaml keeps, and twice the %s of the largest of the last windows; hint: "
                     "'nhip purge --dry-run' shows what may go",
                     path, is_free, wanted, stays, landed);
}

int space_check(const struct deployment *deployment, struct ledger *ledger,
                const struct batch *batch, struct error *err)
{
    int64_t to_stay = deployment->disk.free, largest = 0;
    const char *file = deployment->store->file;

    if (to_stay == 0)
        return 0;
    if (find_largest(ledger, batch->source, &largest, err) != 0 ||
        check_disk(deployment->landing->folder, to_stay, largest, err) != 0)
        return -1;
    return file == NULL ? 0 : check_disk(file, to_stay, largest, err);
}

static void warn_of(const char *path, int64_t mark)
{
    char is_free[SIZE_TEXT_SIZE];
    struct error err;
    int64_t bytes;

    if (file_free_space(path, &bytes, &err) != 0) {
        log_event(LOG_WARNING, NULL, NULL, "%s", err.text);
        return;
    }
    size_format(bytes, is_free);
    if (bytes < mark)
        log_event(LOG_WARNING, NULL, NULL,
                  "the disk of %s has only %s free; hint: 'nhip purge --dry-run' shows what may go",
                  path, is_free);
}

void space_warn(const struct deployment *deployment)
{
    if (deployment->disk.warn == 0)
        return;
    warn_of(deployment->landing->folder, deployment->disk.warn);
    if (deployment->store->file != NULL)
        warn_of(deployment->store->file, deployment->disk.warn);
}
