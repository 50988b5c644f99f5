/*
 * The sweep: a run in which one call fails, or is the last, and then the same run again, must come
 * to what a run in peace comes to; and no failure may pass unseen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "tests/proof/describe.h"
#include "tests/proof/harmless.h"
#include "tests/proof/points.h"
#include "tests/proof/proof.h"

enum { CALLS_MOST = 400000, WRONG_SHOWN_MOST = 20, ERROR_BYTES_SHOWN = 900, POINT_SIZE = 64 };

/* How a point ended. */
enum ending { ENDING_KILLED, ENDING_SEEN, ENDING_HARMLESS, ENDING_MISSED, ENDING_WRONG, ENDINGS };

static const char *const ending_names[ENDINGS] = {"killed", "seen", "harmless", "missed", "wrong"};

/* What the workers count, in memory that they share. */
struct counts {
    atomic_long points[CALL_KINDS][ENDINGS];
    atomic_long shown;
};

struct sweeping {
    const struct proof *proof;
    struct calls *calls;
    struct counts *counts;
    const char *world;
    int status;      /* of the run in peace */
    long remarks;    /* lines of warnings and errors that it logged */
    char *after;     /* what it came to */
    char *again;     /* and when it was run again */
    bool is_counted; /* how often each batch was loaded */
    bool is_many;    /* processes, of which one ends or fails */
    bool is_twice;   /* a failure has it try all of it once more, as purge does on a full disk */
};

/* What went on at one point. */
struct
try {
    struct point point;
    int first, second; /* exit statuses */
    struct arena *arena;
    const char *errors; /* of the first run */
    const char *complaint;
};

static enum ending complain(struct try *try, const char *complaint)
{
    try->complaint = arena_text(try->arena, complaint);
    return ENDING_WRONG;
}

/* Takes out the lines that begin so. */
static void forget(char *text, const char *beginning)
{
    char *line;

    while ((line = strstr(text, beginning)) != NULL)
        memmove(line, line + 1 + strcspn(line + 1, "\n"),
                strlen(line + 1 + strcspn(line + 1, "\n")) + 1);
}

/* Whether the world holds what it should. */
static bool holds(const struct sweeping *sweeping, struct try *try, const char *wanted,
                  const char *when)
{
    char *got = proof_describe(sweeping->world);
    const char *difference;

    /* A lease that was not given back is taken over by the next run, for its process is gone. */
    if (wanted == sweeping->after)
        forget(got, "\nlease|");
    if (!sweeping->is_counted)
        forget(got, "\nloaded|");
    difference = describe_difference(wanted, got);

    if (difference != NULL)
        complain(try, arena_print(try->arena, "%s the world differs:\n  %s", when, difference));
    free(got);
    return difference == NULL;
}

/* The statuses that the program has for failures of what is around it; 70 is for lost memory. */
static bool is_failure(int status, enum fault fault)
{
    static const int statuses[] = {1, 2, 65, 69, 74, 75, 76, 77, 78};
    size_t i;

    for (i = 0; i < sizeof statuses / sizeof statuses[0]; i++)
        if (statuses[i] == status)
            return true;
    return status == 70 && fault == FAULT_NULL;
}

/* Lines of the log begin with the time, which is as long as this, and then the level. */
static long count_remarks(const char *log)
{
    const size_t time_length = strlen("2022-03-24T06:00:00 ");
    long count = 0;

    for (; *log != '\0'; log += strcspn(log, "\n"), log += *log != '\0')
        if (strcspn(log, "\n") > time_length && (strncmp(log + time_length, "warning", 7) == 0 ||
                                                 strncmp(log + time_length, "error", 5) == 0))
            count++;
    return count;
}

/* By more warnings than there are in peace. */
static bool is_told(const struct sweeping *sweeping, const struct try *try)
{
    return count_remarks(try->errors) > sweeping->remarks;
}

/* By its exit status; where that is one of failure in peace too, by its log. */
static bool is_seen(const struct sweeping *sweeping, const struct try *try)
{
    return try->first != sweeping->status || (sweeping->status != 0 && is_told(sweeping, try));
}

/* The first run has ended: was the fault seen? */
static enum ending judge_first(const struct sweeping *sweeping, struct try *try)
{
    const struct harmless *harmless = harmless_find(&sweeping->calls->hit, try->point.fault);

    if (!sweeping->calls->is_hit)
        return ENDING_MISSED;
    if (fault_is_end(try->point.fault))
        return try->first == CALL_END_STATUS ||
                       (sweeping->is_many && is_failure(try->first, FAULT_NULL))
                   ? ENDING_KILLED
                   : complain(try, "the process did not end there");
    if (is_seen(sweeping, try))
        return is_failure(try->first, try->point.fault)
                   ? ENDING_SEEN
                   : complain(try, "the exit status is none for such a failure");
    if (harmless == NULL && !is_told(sweeping, try) && !sweeping->is_twice)
        return complain(try, "the failure passed unseen");
    if (harmless != NULL && harmless->is_later)
        return ENDING_HARMLESS;
    return holds(sweeping, try, sweeping->after, "after a harmless failure") ? ENDING_HARMLESS
                                                                             : ENDING_WRONG;
}

static enum ending run_point(const struct sweeping *sweeping, struct try *try)
{
    const struct watch watch = {.calls = sweeping->calls}, unwatched = {.calls = NULL};
    enum ending ending;

    calls_reset(sweeping->calls, &try->point);
    world_copy(sweeping->proof->before, sweeping->world);
    try->first = world_run(sweeping->world, &sweeping->proof->words, &watch);
    try->errors = world_errors(sweeping->world, try->arena);
    ending = judge_first(sweeping, try);
    if (ending == ENDING_WRONG)
        return ending;
    try->second = world_run(sweeping->world, &sweeping->proof->words, &unwatched);
    if (try->second != 0 && try->second != sweeping->status)
        return complain(try, arena_print(try->arena, "the run again failed: %s",
                                         world_errors(sweeping->world, try->arena)));
    return holds(sweeping, try, sweeping->again, "after the run again") ? ending : ENDING_WRONG;
}

static void show(const struct sweeping *sweeping, const struct try *try)
{
    const char *repeat = getenv("PROOF_REPEAT");
    size_t length = strlen(try->errors);
    struct buffer text = {0};
    char point[POINT_SIZE];

    if (atomic_fetch_add(&sweeping->counts->shown, 1) >= WRONG_SHOWN_MOST)
        return;
    point_format(&try->point, point, sizeof point);
    buffer_print(&text,
                 "WRONG %s at %s\n  %s\n  statuses %d, then %d; the first run's last words:\n...%s",
                 point, sweeping->calls->hit.place, try->complaint, try->first, try->second,
                 try->errors + (length > ERROR_BYTES_SHOWN ? length - ERROR_BYTES_SHOWN : 0));
    if (repeat != NULL)
        buffer_print(&text, "  repeat: %s --point %s\n", repeat, point);
    /* One write, so that those of the other workers do not come between. */
    if (write(STDOUT_FILENO, text.data, text.size) < 0)
        perror("proof");
    buffer_free(&text);
}

static enum ending try_point(const struct sweeping *sweeping, const struct point *point)
{
    struct try try = {.point = *point, .arena = arena_new()};
    enum ending ending = run_point(sweeping, &try);
    char text[POINT_SIZE];

    atomic_fetch_add(&sweeping->counts->points[point->kind][ending], 1);
    if (ending == ENDING_MISSED) {
        point_format(point, text, sizeof text);
        printf("missed %s, there were %ld\n", text, (long)sweeping->calls->counts[point->kind]);
        fflush(stdout);
    }
    if (ending == ENDING_WRONG)
        show(sweeping, &try);
    arena_free(try.arena);
    return ending;
}

/* The run in peace; its calls are listed. */
static bool run_in_peace(struct sweeping *sweeping)
{
    const struct watch watch = {.calls = sweeping->calls}, unwatched = {.calls = NULL};
    const struct point nowhere = {0};
    struct arena *arena = arena_new();
    int status;

    calls_reset(sweeping->calls, &nowhere);
    world_copy(sweeping->proof->before, sweeping->world);
    sweeping->status = world_run(sweeping->world, &sweeping->proof->words, &watch);
    if (sweeping->status != 0 && sweeping->status != 2)
        printf("WRONG: in peace the run ended with %d: %s\n", sweeping->status,
               world_errors(sweeping->world, arena));
    sweeping->remarks = count_remarks(world_errors(sweeping->world, arena));
    sweeping->after = proof_describe(sweeping->world);
    status = world_run(sweeping->world, &sweeping->proof->words, &unwatched);
    if (status != 0 && status != sweeping->status)
        printf("WRONG: in peace the run again ended with %d: %s\n", status,
               world_errors(sweeping->world, arena));
    sweeping->again = proof_describe(sweeping->world);
    /* What is due is loaded once; what is asked for, as often as it is asked for. */
    sweeping->is_counted = strcmp(sweeping->proof->words.list[1], "run") == 0;
    if (!sweeping->is_counted) {
        forget(sweeping->after, "\nloaded|");
        forget(sweeping->again, "\nloaded|");
    }
    arena_free(arena);
    if (strstr(sweeping->again, "BROKEN") != NULL) {
        printf("WRONG: in peace there is: %s\n", strstr(sweeping->again, "BROKEN"));
        return false;
    }
    return (sweeping->status == 0 || sweeping->status == 2) &&
           (status == 0 || status == sweeping->status);
}

/* Every jobs-th point from the first, in a world of its own. */
static void work(struct sweeping *sweeping, const struct points *points, int first)
{
    struct arena *arena = arena_new();
    size_t i;

    sweeping->world = arena_print(arena, "%s/worker-%d", sweeping->proof->folder, first);
    sweeping->calls = calls_new(0);
    for (i = (size_t)first; i < points->count; i += (size_t)sweeping->proof->jobs)
        try_point(sweeping, &points->list[i]);
    world_remove(sweeping->world);
    arena_free(arena);
}

static bool work_all(struct sweeping *sweeping, const struct points *points)
{
    int running = 0, i;
    bool is_well = true;

    fflush(NULL);
    for (i = 0; i < sweeping->proof->jobs; i++, running++) {
        if (fork() != 0)
            continue;
        work(sweeping, points, i);
        _exit(0);
    }
    for (; running > 0; running--)
        is_well = world_wait(-1) == 0 && is_well;
    return is_well;
}

static long sum(const struct counts *counts, int ending)
{
    long total = 0;
    int kind;

    for (kind = 0; kind < CALL_KINDS; kind++)
        total += counts->points[kind][ending];
    return total;
}

static bool tell(const struct sweeping *sweeping, const long *called)
{
    const struct counts *counts = sweeping->counts;
    long points = 0;
    int kind, ending;

    printf("%-10s %8s", "kind", "calls");
    for (ending = 0; ending < ENDINGS; ending++)
        printf(" %8s", ending_names[ending]);
    for (kind = 0; kind < CALL_KINDS; kind++) {
        printf("\n%-10s %8ld", call_names[kind], called[kind]);
        for (ending = 0; ending < ENDINGS; ending++) {
            printf(" %8ld", (long)counts->points[kind][ending]);
            points += counts->points[kind][ending];
        }
    }
    printf("\nsweep points=%ld", points);
    for (ending = 0; ending < ENDINGS; ending++)
        printf(" %s=%ld", ending_names[ending], sum(counts, ending));
    putchar('\n');
    /* Answers over a network come in more pieces or in fewer; a point of which there was none is
     * not proved, and there must be few. */
    return points != 0 && sum(counts, ENDING_WRONG) == 0 &&
           sum(counts, ENDING_MISSED) <= 2 + points / 50;
}

static void forget_peace(struct sweeping *sweeping)
{
    free(sweeping->after);
    free(sweeping->again);
    sweeping->after = sweeping->again = NULL;
}

static bool sweep_points(struct sweeping *sweeping)
{
    const struct proof *proof = sweeping->proof;
    long called[CALL_KINDS];
    struct points points;
    bool is_well;
    int kind;

    for (kind = 0; kind < CALL_KINDS; kind++)
        called[kind] = sweeping->calls->counts[kind];
    points = points_choose(sweeping->calls, proof->limit, proof->seed);
    if (proof->point.number != 0) {
        points.list[0] = proof->point;
        points.count = 1;
    }
    is_well = work_all(sweeping, &points);
    free(points.list);
    return tell(sweeping, called) && is_well;
}

int sweep(const struct proof *proof)
{
    struct sweeping sweeping = {.proof = proof,
                                .calls = calls_new(CALLS_MOST),
                                .counts = proof_share(sizeof *sweeping.counts),
                                .is_many = proof_has(proof, "--jobs"),
                                .is_twice = proof_has(proof, "purge")};
    struct arena *arena = arena_new();
    bool is_well;

    sweeping.world = arena_print(arena, "%s/peace", proof->folder);
    /* Twice, so that libraries have begun in this process what they begin once, and the calls are
     * as they will be in the tries. */
    is_well = run_in_peace(&sweeping);
    forget_peace(&sweeping);
    is_well = is_well && run_in_peace(&sweeping) && sweep_points(&sweeping);
    forget_peace(&sweeping);
    arena_free(arena);
    return is_well ? 0 : EXIT_FAILURE;
}
