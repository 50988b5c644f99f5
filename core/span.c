/* Lengths of time: numbers and the letters of their units. */
#include "core/span.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"

enum { MOST = 100000, DAY = 86400 };

static const struct unit {
    char letter;
    long seconds;
} units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', DAY}, {'w', 7 * DAY}};

/* Of what a length of time is counted in; 0 when the letter is none. */
static long seconds_of(char letter)
{
    size_t i;

    for (i = 0; i < sizeof units / sizeof units[0]; i++)
        if (units[i].letter == letter)
            return units[i].seconds;
    return 0;
}

/* Reads a number up to MOST and the letter behind it, which may be missing; -1 when there is
 * anything else. */
static int parse_length(const char *text, long *number, char *letter)
{
    char *end;

    *number = strtol(text, &end, 10);
    *letter = *end;
    return end == text || *number < 0 || *number > MOST || (end[0] != '\0' && end[1] != '\0') ? -1
                                                                                              : 0;
}

int span_parse(const char *text, struct span *span)
{
    char letter;
    long number;

    if (parse_length(text, &number, &letter) != 0 || number == 0 || letter == 's' ||
        (letter != 'M' && seconds_of(letter) == 0))
        return -1;
    *span = letter == 'M' ? (struct span){0, (int)number}
                          : (struct span){number * seconds_of(letter), 0};
    return 0;
}

int duration_parse(const char *text, struct duration *duration)
{
    char letter;
    long number;

    if (parse_length(text, &number, &letter) != 0 || letter == 'w' ||
        (seconds_of(letter) == 0 && strcmp(text, "0") != 0))
        return -1;
    *duration = (struct duration){number * seconds_of(letter), true};
    return 0;
}

/* "5d 6h", "5d": count of a unit and what is left in the next smaller one. */
static char *print_two(int64_t count, char unit, int64_t rest, char smaller, struct arena *arena)
{
    return rest != 0 ? arena_print(arena, "%" PRId64 "%c %" PRId64 "%c", count, unit, rest, smaller)
                     : arena_print(arena, "%" PRId64 "%c", count, unit);
}

char *duration_print(int64_t seconds, struct arena *arena)
{
    const int64_t minutes = seconds / 60, hours = minutes / 60, days = hours / 24;

    if (days != 0)
        return print_two(days, 'd', hours % 24, 'h', arena);
    if (hours != 0)
        return print_two(hours, 'h', minutes % 60, 'm', arena);
    return minutes != 0 ? print_two(minutes, 'm', 0, 's', arena)
                        : print_two(seconds, 's', 0, 's', arena);
}
