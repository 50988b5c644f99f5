/* Choosing points: every place once before any place twice. */
#include "tests/proof/points.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/proof/proof.h"

/* MEMORY_SHARE: memory is asked for so often that one call in so many must do, beyond the first
 * from each place. */
enum { FAULTS_OF_CALL_MOST = 8, MEMORY_SHARE = 16 };

/* A point that may be taken: the lower its rank, the sooner. */
struct candidate {
    struct point point;
    int tier;
    unsigned long dice;
};

struct choice {
    struct candidate *list;
    size_t count;
    unsigned long seed;
};

/* The same for calls from one place: kind and text, whatever numbers stand in it; those of memory
 * are addresses. */
static unsigned long place_hash(const struct call *call)
{
    unsigned long hash = 14695981039346656037UL + (unsigned long)call->kind;
    const char *text;

    for (text = call->place; *text != '\0'; text++) {
        bool is_number = *text >= '0' && *text <= '9' && call->kind != CALL_MEMORY;

        hash ^= is_number ? '#' : (unsigned char)*text;
        hash *= 1099511628211UL;
    }
    return hash;
}

static int by_number(const void *left, const void *right)
{
    const unsigned long a = *(const unsigned long *)left, b = *(const unsigned long *)right;

    return (a > b) - (a < b);
}

static bool is_known(const unsigned long *hashes, size_t count, unsigned long hash)
{
    return bsearch(&hash, hashes, count, sizeof *hashes, by_number) != NULL;
}

static void add(struct choice *choice, struct point point, int tier)
{
    struct candidate *candidate = &choice->list[choice->count++];

    candidate->point = point;
    candidate->tier = tier;
    candidate->dice =
        proof_dice(choice->seed, ((unsigned long)point.kind << 48) +
                                     ((unsigned long)point.number << 8) + point.fault);
}

/* One of the faults that refuse the call is as good as another; the dice say which comes first. */
static enum fault favourite(enum call_kind kind, unsigned long dice)
{
    enum fault refusing[FAULTS_OF_CALL_MOST];
    const enum fault *fault;
    size_t count = 0;

    for (fault = call_faults(kind); *fault != FAULT_NONE; fault++)
        if (fault_refuses(*fault))
            refusing[count++] = *fault;
    return count == 0 ? FAULT_NONE : refusing[dice % count];
}

static void add_call(struct choice *choice, const struct call *call, bool is_first)
{
    enum fault first = favourite(call->kind, proof_dice(choice->seed, place_hash(call)));
    const enum fault *fault;

    for (fault = call_faults(call->kind); *fault != FAULT_NONE; fault++) {
        struct point point = {call->kind, call->number, *fault};
        bool is_chosen = *fault == FAULT_BEFORE || *fault == first;

        add(choice, point, is_first ? !is_chosen : call->kind == CALL_MEMORY ? 3 : 2);
    }
}

static void add_calls(struct choice *choice, const struct calls *calls, size_t listed)
{
    unsigned long *known = calloc(listed + 1, sizeof *known);
    size_t start = listed == 0 ? 0 : proof_dice(choice->seed, 0) % listed;
    size_t count = 0, i;

    for (i = 0; i < listed; i++) {
        const struct call *call = &calls->list[(start + i) % listed];
        unsigned long hash = place_hash(call);
        bool is_first = !is_known(known, count, hash);

        if (is_first) {
            known[count++] = hash;
            qsort(known, count, sizeof *known, by_number);
        }
        if (is_first || call->kind != CALL_MEMORY ||
            proof_dice(choice->seed, (unsigned long)call->number) % MEMORY_SHARE == 0)
            add_call(choice, call, is_first);
    }
    free(known);
}

static int by_rank(const void *left, const void *right)
{
    const struct candidate *a = left, *b = right;

    if (a->tier != b->tier)
        return a->tier - b->tier;
    return (a->dice > b->dice) - (a->dice < b->dice);
}

struct points points_choose(const struct calls *calls, long limit, unsigned long seed)
{
    size_t listed = (size_t)(calls->listed < calls->capacity ? calls->listed : calls->capacity);
    struct choice choice = {.seed = seed};
    struct points points;
    size_t i;

    choice.list = calloc(listed * FAULTS_OF_CALL_MOST + 1, sizeof *choice.list);
    add_calls(&choice, calls, listed);
    qsort(choice.list, choice.count, sizeof *choice.list, by_rank);
    points.count = limit != 0 && (size_t)limit < choice.count ? (size_t)limit : choice.count;
    points.list = calloc(points.count + 1, sizeof *points.list);
    for (i = 0; i < points.count; i++)
        points.list[i] = choice.list[i].point;
    free(choice.list);
    return points;
}

void point_format(const struct point *point, char *text, size_t size)
{
    snprintf(text, size, "%s:%ld:%s", call_names[point->kind], point->number,
             fault_names[point->fault]);
}

static int find(const char *const *list, int count, const char *name, size_t length)
{
    int i;

    for (i = 0; i < count; i++)
        if (strlen(list[i]) == length && strncmp(list[i], name, length) == 0)
            return i;
    return -1;
}

bool point_parse(const char *text, struct point *point)
{
    size_t length = strcspn(text, ":");
    int kind = find(call_names, CALL_KINDS, text, length);
    char *end;
    int fault;

    if (kind < 0 || text[length] != ':')
        return false;
    point->number = strtol(text + length + 1, &end, 10);
    if (point->number < 1 || *end != ':')
        return false;
    fault = find(fault_names, FAULTS, end + 1, strlen(end + 1));
    point->kind = (enum call_kind)kind;
    point->fault = (enum fault)fault;
    return fault > 0;
}
