/* What is invented for each number. */
#include "tests/bench/dossier.h"

#include <stdio.h>
#include <stdlib.h>

enum { PER_DAY = 2000, DAYS_A_MONTH = 28, AGENCIES = 40, PROCEDURES = 120, NUMBER_BASE = 10 };

/* Bits that look random; "splitmix64" by Vigna, public domain. */
static uint64_t mix(uint64_t number)
{
    number += 0x9E3779B97F4A7C15U;
    number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9U;
    number = (number ^ (number >> 27)) * 0x94D049BB133111EBU;
    return number ^ (number >> 31);
}

unsigned dossier_roll(const struct dossier *dossier, unsigned shift, unsigned limit)
{
    return (unsigned)((dossier->dice >> shift) % limit);
}

/* Months have 28 days here, so that every date exists. */
static void write_moment(char *out, unsigned day, unsigned second)
{
    unsigned month = day / DAYS_A_MONTH;

    snprintf(out, MOMENT_SIZE, "%04u%02u%02u%02u%02u%02u", (2020 + month / 12) % 10000,
             month % 12 + 1, day % DAYS_A_MONTH + 1, second / 3600 % 24, second / 60 % 60,
             second % 60);
}

static void write_life(struct dossier *dossier, bool is_later)
{
    unsigned finished = is_later ? 26 : dossier_roll(dossier, 24, 25);

    dossier->is_done = is_later || dossier_roll(dossier, 28, 10) < 6;
    write_moment(dossier->received, dossier->day, 27000 + dossier_roll(dossier, 32, 30000));
    write_moment(dossier->due, dossier->day + 15, 61200);
    if (dossier->is_done)
        write_moment(dossier->finished, dossier->day + finished, 50000);
}

struct dossier dossier_of(unsigned long number, bool is_later)
{
    struct dossier dossier = {.number = number, .dice = mix(number)};
    unsigned month;

    dossier.day = (unsigned)(number / PER_DAY);
    month = dossier.day / DAYS_A_MONTH;
    snprintf(dossier.code, sizeof dossier.code, "H99.%02u-%02u%02u%02u-%04lu",
             dossier_roll(&dossier, 0, AGENCIES), 20 + month / 12, month % 12 + 1,
             dossier.day % DAYS_A_MONTH + 1, number % PER_DAY + 1);
    dossier.procedure = dossier_roll(&dossier, 8, PROCEDURES);
    dossier.channel = dossier_roll(&dossier, 16, 3) + 1;
    dossier.payment = dossier_roll(&dossier, 36, 3);
    dossier.paper_count = 1 + dossier_roll(&dossier, 40, 3);
    dossier.fee_count = dossier_roll(&dossier, 50, 3);
    write_life(&dossier, is_later);
    return dossier;
}

unsigned dossier_fee(const struct dossier *dossier, unsigned index)
{
    return 1000 * (5 + dossier_roll(dossier, 52 + index, 200));
}

bool dossier_is_digitised(const struct dossier *dossier, unsigned paper)
{
    return dossier_roll(dossier, 44 + paper, 2) == 1;
}

bool dossier_is_used_again(const struct dossier *dossier, unsigned paper)
{
    return dossier_roll(dossier, 47 + paper, 2) == 1;
}

unsigned long count_from(const char *text)
{
    char *end;
    unsigned long count = strtoul(text, &end, NUMBER_BASE);

    return *end == '\0' ? count : 0;
}
