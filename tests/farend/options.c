/*
 * Options as a table: a name, what its value looks like, what it is for, and the function that
 * reads it.
 */
#include "tests/farend/options.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "tests/farend/calendar.h"

struct option {
    const char *name, *value, *help;
    bool (*set)(struct options *options, const char *value);
};

static bool number_parse(const char *text, unsigned long limit, unsigned long *number)
{
    char *end;

    if (*text < '0' || *text > '9')
        return false;
    *number = strtoul(text, &end, 10);
    return !*end && *number <= limit;
}

static bool unsigned_parse(const char *text, unsigned limit, unsigned *number)
{
    unsigned long wide;

    if (!number_parse(text, limit, &wide))
        return false;
    *number = (unsigned)wide;
    return true;
}

static bool day_parse(const char *text, long *day)
{
    int64_t moment;

    if (!moment_parse(text, "yyyy-MM-dd", &moment))
        return false;
    *day = moment_day(moment);
    return true;
}

static bool set_seed(struct options *options, const char *value)
{
    unsigned long seed;

    if (!number_parse(value, ULONG_MAX, &seed))
        return false;
    options->world.seed = seed;
    return true;
}

static bool set_per_day(struct options *options, const char *value)
{
    return unsigned_parse(value, 9999999, &options->world.per_day);
}

static bool set_from(struct options *options, const char *value)
{
    return day_parse(value, &options->world.from);
}

static bool set_until(struct options *options, const char *value)
{
    return day_parse(value, &options->world.until);
}

static bool set_spoil(struct options *options, const char *value)
{
    return unsigned_parse(value, 1000000, &options->world.spoil);
}

static bool set_cut(struct options *options, const char *value)
{
    return unsigned_parse(value, 1000000, &options->cut_every);
}

static bool add_fault(struct options *options, const char *value)
{
    return fault_plan_add(&options->plan, value);
}

static bool set_port_file(struct options *options, const char *value)
{
    options->port_file = value;
    return true;
}

static bool set_drop(struct options *options, const char *value)
{
    options->drop = value;
    return true;
}

static bool set_lifetime(struct options *options, const char *value)
{
    return unsigned_parse(value, 86400, &options->lifetime_seconds);
}

static bool set_truth(struct options *options, const char *value)
{
    (void)value;
    options->truth = true;
    return true;
}

static bool set_help(struct options *options, const char *value)
{
    (void)value;
    options->help = true;
    return true;
}

static const struct option OPTIONS[] = {
    {"--seed", "N", "all values follow from it (1)", set_seed},
    {"--per-day", "N", "dossiers, and visits, that begin on a working day (40)", set_per_day},
    {"--from", "DATE", "first day there is (2021-12-15)", set_from},
    {"--until", "DATE", "first day there is not (2022-04-01)", set_until},
    {"--spoil", "N", "about one record in N is followed by a wrong one; 0 is none (50)", set_spoil},
    {"--spoil-documents", "N", "every Nth document is cut in its middle; 0 is none (0)", set_cut},
    {"--fault", "SYSTEM:KIND:EVERY", "what goes wrong on the way (see README.md)", add_fault},
    {"--drop", "DIR", "write the agencies file there first", set_drop},
    {"--port-file", "FILE", "write the URLs there when ready, as shell assignments", set_port_file},
    {"--lifetime", "SECONDS", "stop by itself after that time (3600)", set_lifetime},
    {"--truth", NULL, "print what is sent as CSV, and serve nothing", set_truth},
    {"--help", NULL, "print this", set_help},
};

static const struct option *option_find(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof(OPTIONS) / sizeof(OPTIONS[0]); i++)
        if (!strcmp(OPTIONS[i].name, name))
            return &OPTIONS[i];
    return NULL;
}

bool options_parse(int count, char **arguments, struct options *options)
{
    int i;

    *options = (struct options){.lifetime_seconds = 3600};
    options->world = (struct world){.seed = 1, .per_day = 40, .spoil = 50};
    options->world.from = day_from_date(2021, 12, 15);
    options->world.until = day_from_date(2022, 4, 1);
    for (i = 1; i < count; i++) {
        const struct option *option = option_find(arguments[i]);
        const char *value = option && option->value && i + 1 < count ? arguments[++i] : "";

        if (!option) {
            fprintf(stderr, "farend: unknown option \"%s\"\n", arguments[i]);
            return false;
        }
        if (!option->set(options, value)) {
            fprintf(stderr, "farend: %s: wrong value \"%s\"\n", option->name, value);
            return false;
        }
    }
    return true;
}

void options_print(FILE *file)
{
    size_t i;

    fputs("usage: farend [OPTION]...\n\n", file);
    for (i = 0; i < sizeof(OPTIONS) / sizeof(OPTIONS[0]); i++) {
        const struct option *option = &OPTIONS[i];

        fprintf(file, "  %-17s %-18s %s\n", option->name, option->value ? option->value : "",
                option->help);
    }
}
