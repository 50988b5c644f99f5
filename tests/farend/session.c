/*
 * Sessions without a list of them: a session spells its number and a hash of it.
 *
 * So any number of callers may hold one, and forgetting all of them is one assignment.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/farend/server.h"

static void session_format(const struct service *service, unsigned long number,
                           char out[SESSION_SIZE])
{
    struct dice dice = dice_of(service->world->seed, TOPIC_SESSION, 0, number);
    uint64_t first = dice_value(dice, 0);
    uint64_t second = dice_value(dice, 1);

    snprintf(out, SESSION_SIZE, "%08lx-%04" PRIx64 "-%04" PRIx64 "-%04" PRIx64 "-%012" PRIx64,
             number & 0xffffffff, first & 0xffff, first >> 16 & 0xffff, first >> 32 & 0xffff,
             second & UINT64_C(0xffffffffffff));
}

void session_issue(struct service *service, char out[SESSION_SIZE])
{
    session_format(service, ++service->sessions_issued, out);
}

bool session_is_valid(const struct service *service, const char *text)
{
    char expected[SESSION_SIZE];
    unsigned long number;

    if (!text)
        return false;
    number = strtoul(text, NULL, 16);
    if (number <= service->sessions_forgotten || number > service->sessions_issued)
        return false;
    session_format(service, number, expected);
    return !strcmp(text, expected);
}
