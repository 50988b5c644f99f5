/* Windows as letters. */
#include "batch/strip.h"

#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/windows.h"
#include "connectors/connector.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/instant.h"

static char letter_of(const struct batch_row *row)
{
    switch (row->state) {
    case BATCH_PLANNED:
        return STRIP_DUE;
    case BATCH_FETCHING:
    case BATCH_LANDED:
    case BATCH_LOADING:
        return STRIP_UNDER_WAY;
    case BATCH_LOADED:
        return row->is_refused ? STRIP_REFUSED : row->is_outdated ? STRIP_OUTDATED : STRIP_LOADED;
    case BATCH_FAILED:
        return STRIP_FAILED;
    case BATCH_OUTDATED:
        return row->is_refused ? STRIP_REFUSED : STRIP_OUTDATED;
    default:
        return STRIP_ABANDONED;
    }
}

/* Writes the batch's letter, or the other one when the ledger does not know it. */
static int write_letter(const struct source_config *config, struct ledger *ledger,
                        const char *batch, char *letter, struct error *err)
{
    struct batch_row row;
    int got = ledger_find(ledger, batch, config->loaded_by, &row, err);

    if (got == 1)
        *letter = letter_of(&row);
    return got < 0 ? -1 : 0;
}

static const char *id_of(const struct source_config *config, int number, struct arena *arena)
{
    return arena_print(arena, "%s@%s", config->name,
                       source_is_calendar(config) ? window_find(config, number, arena).id
                                                  : snapshot_id(config, number, arena));
}

/* The windows below this number; a past snapshot that was not taken is not due. */
static int write_numbered(const struct source_config *config, struct ledger *ledger, int count,
                          char *strip, struct error *err)
{
    struct arena *arena = arena_new();
    int result = 0, i;

    for (i = 0; i < STRIP_WINDOWS && i < count && result == 0; i++) {
        char *letter = &strip[STRIP_WINDOWS - 1 - i];

        *letter = source_is_calendar(config) || i == 0 ? STRIP_DUE : STRIP_NONE;
        result = write_letter(config, ledger, id_of(config, count - 1 - i, arena), letter, err);
    }
    arena_free(arena);
    return result;
}

static int write_files(const struct source_config *config, struct ledger *ledger,
                       struct arena *arena, char *strip, struct error *err)
{
    const char *batches[STRIP_WINDOWS];
    struct statement *statement = database_prepare(ledger_database(ledger),
                                                   "SELECT batch FROM batch WHERE source = ?1"
                                                   " ORDER BY since DESC, batch DESC LIMIT ?2",
                                                   err);
    int got, count = 0, i;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, config->name);
    statement_bind_integer(statement, 2, STRIP_WINDOWS);
    while ((got = statement_next(statement, err)) == 1)
        batches[count++] = arena_text(arena, statement_text(statement, 0));
    for (i = 0; i < count && got == 0; i++)
        got = write_letter(config, ledger, batches[i], &strip[STRIP_WINDOWS - 1 - i], err);
    return got;
}

int strip_find(const struct source_config *config, struct ledger *ledger, struct arena *arena,
               char strip[STRIP_SIZE], struct error *err)
{
    const int64_t now = clock_now();

    memset(strip, STRIP_NONE, STRIP_WINDOWS);
    strip[STRIP_WINDOWS] = '\0';
    if (source_is_calendar(config))
        return write_numbered(config, ledger, windows_ripe(config, now), strip, err);
    if (config->is_snapshot)
        return write_numbered(config, ledger, snapshot_number(config, now) + 1, strip, err);
    return write_files(config, ledger, arena, strip, err);
}
