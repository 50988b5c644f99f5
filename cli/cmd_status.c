/* nhip status: how all sources stand, in one screen. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/listing.h"
#include "batch/screen.h"
#include "batch/selection.h"
#include "cli/command.h"
#include "cli/session.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/table.h"

#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define PLAIN "\033[0m"

enum { DRIFT_LINES = 10 };

struct status_options {
    int format;
    bool is_by_batch, is_of_drift;
};

static const struct option options[] = {
    {"batches", OPTION_FLAG, offsetof(struct status_options, is_by_batch),
     .help = "one line a batch instead of one a source"},
    {"drift", OPTION_FLAG, offsetof(struct status_options, is_of_drift),
     .help = "only what drifted: how often, and in which batch first"},
    {"format", OPTION_CHOICE, offsetof(struct status_options, format), .choices = table_formats,
     .help = "form of the list"},
    {0}};

/* https://no-color.org: the variable counts when it is there and not empty. */
static bool has_colours(void)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    return isatty(STDOUT_FILENO) == 1 && (refused == NULL || refused[0] == '\0') &&
           terminal != NULL && strcmp(terminal, "dumb") != 0;
}

static bool is_column(const struct table *table, size_t column, const char *name)
{
    return strcmp(table->columns[column].name, name) == 0;
}

/* What somebody should look at. */
static const char *paint_cell(const struct table *table, size_t row, size_t column)
{
    const char *cell = table_cell(table, row, column);

    if (cell == NULL || strcmp(cell, "0") == 0)
        return NULL;
    if (is_column(table, column, "state"))
        return strcmp(cell, "fresh") == 0 ? GREEN : strcmp(cell, "warn") == 0 ? YELLOW : RED;
    if (is_column(table, column, "failed"))
        return RED;
    return is_column(table, column, "outdated") || is_column(table, column, "quarantined") ||
                   is_column(table, column, "drifting")
               ? YELLOW
               : NULL;
}

static const char *paint_letter(char letter)
{
    switch (letter) {
    case STRIP_LOADED:
        return GREEN;
    case STRIP_FAILED:
    case STRIP_REFUSED:
        return RED;
    case STRIP_OUTDATED:
    case STRIP_DUE:
        return YELLOW;
    default:
        return "";
    }
}

static void print_strip(const char *strip, bool is_coloured)
{
    const char *paint = "";

    for (; *strip != '\0'; strip++) {
        const char *next = is_coloured ? paint_letter(*strip) : "";

        if (strcmp(next, paint) != 0)
            printf("%s%s", paint[0] != '\0' ? PLAIN : "", next);
        paint = next;
        putchar(*strip);
    }
    puts(paint[0] != '\0' ? PLAIN : "");
}

static int widest_name(const struct screen *screen)
{
    size_t widest = 0, i;

    for (i = 0; i < screen->count; i++)
        if (strlen(screen->standings[i].config->name) > widest)
            widest = strlen(screen->standings[i].config->name);
    return (int)widest;
}

static void print_strips(const struct screen *screen, bool is_coloured)
{
    const int width = widest_name(screen);
    size_t i;

    printf("The last %d windows: %c loaded, %c failed, %c refused whole, %c outdated, "
           "%c under way, %c due, %c abandoned\n",
           STRIP_WINDOWS, STRIP_LOADED, STRIP_FAILED, STRIP_REFUSED, STRIP_OUTDATED,
           STRIP_UNDER_WAY, STRIP_DUE, STRIP_ABANDONED);
    for (i = 0; i < screen->count; i++) {
        printf("%-*s  ", width, screen->standings[i].config->name);
        print_strip(screen->strips[i], is_coloured);
    }
    putchar('\n');
}

static void print_summary(const struct screen *screen)
{
    char now[INSTANT_TEXT_SIZE];

    instant_format(instant_second(clock_now()), VIETNAM_OFFSET_SECONDS, now);
    printf("%s  sources: %zu, fresh: %zu, over warn: %zu, stale: %zu; batches due: %ld; "
           "quarantined: %ld\n\n",
           now, screen->count, screen->by_freshness[FRESHNESS_FRESH],
           screen->by_freshness[FRESHNESS_WARN], screen->by_freshness[FRESHNESS_STALE], screen->due,
           screen->refused);
}

/* As much of the drift as leaves room for the rest. */
static int print_drift_in_short(struct invocation *invocation, struct ledger *ledger,
                                struct error *err)
{
    struct table *drift = listing_all_drift(ledger, NULL, invocation->arena, err);
    const size_t count = drift == NULL ? 0 : drift->row_count;

    if (count > DRIFT_LINES)
        drift->row_count = DRIFT_LINES;
    if (session_print_part("Drift", drift, 0, err) != 0)
        return -1;
    if (count > DRIFT_LINES)
        printf("... and %zu more; nhip status --drift lists all\n", count - DRIFT_LINES);
    return session_flush(err);
}

static int print_screen(struct invocation *invocation, struct ledger *ledger,
                        const struct screen *screen, struct error *err)
{
    const bool is_coloured = has_colours();
    struct table *sources = screen_sources(screen, invocation->arena);

    if (is_coloured)
        sources->paint = paint_cell;
    print_summary(screen);
    if (session_print(sources, 0, err) != 0)
        return -1;
    putchar('\n');
    print_strips(screen, is_coloured);
    if (session_print_part("Being run", screen_holders(screen, invocation->arena), 0, err) != 0 ||
        session_print_part("Failed", screen_failures(screen, invocation->arena), 0, err) != 0)
        return -1;
    return print_drift_in_short(invocation, ledger, err);
}

static int print_sources(struct invocation *invocation, const struct deployment *deployment,
                         struct ledger *ledger, struct error *err)
{
    const struct status_options *wanted = invocation->options;
    struct screen screen;

    if (screen_read(deployment, ledger, invocation->arena, &screen, err) != 0)
        return -1;
    if (wanted->format == 0)
        return print_screen(invocation, ledger, &screen, err);
    return session_print(screen_for_machines(&screen, invocation->arena), wanted->format, err);
}

static int print_list(struct invocation *invocation, struct ledger *ledger, const char *source,
                      struct error *err)
{
    const struct status_options *wanted = invocation->options;
    const struct table *table = wanted->is_of_drift
                                    ? listing_all_drift(ledger, source, invocation->arena, err)
                                    : listing_batches(ledger, source, invocation->arena, err);

    return table == NULL ? -1 : session_print(table, wanted->format, err);
}

static int run(struct invocation *invocation, struct error *err)
{
    const struct status_options *wanted = invocation->options;
    const struct selection selection = {.sources = invocation->arguments,
                                        .source_count = invocation->argument_count};
    const char *source = invocation->argument_count == 1 ? invocation->arguments[0] : NULL;
    struct deployment *deployment = session_deployment(invocation, err);
    struct ledger *ledger;
    int result;

    if (deployment == NULL || selection_check(deployment, &selection, err) != 0)
        return -1;
    ledger = session_ledger(invocation, deployment, err);
    if (ledger == NULL)
        return -1;
    result = source != NULL || wanted->is_by_batch || wanted->is_of_drift
                 ? print_list(invocation, ledger, source, err)
                 : print_sources(invocation, deployment, ledger, err);
    ledger_close(ledger);
    return result;
}

const struct command command_status = {
    .name = "status",
    .summary = "Show how all sources stand: fresh or late, due, failed, refused, drifting.",
    .usage = "[SOURCE] [OPTIONS]",
    .example = "  nhip status\n"
               "  nhip status dvcqg\n"
               "  nhip status dvcqg --drift\n"
               "  nhip status --format json\n",
    .options = options,
    .size = sizeof(struct status_options),
    .most = 1,
    .run = run,
};
