/*
 * The race: several processes are started together over the same sources, and some of them are
 * killed, at a call or at any instant.  After one more run, left in peace, each batch is loaded
 * once and all is as if there had been one run only.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/arena.h"
#include "core/file.h"
#include "tests/proof/describe.h"
#include "tests/proof/points.h"
#include "tests/proof/proof.h"

enum { RACERS_MOST = 64, WAVES = 2, PATIENCE = 100, WRONG_SHOWN_MOST = 10 };

/* How a process ended. */
enum ending { ENDING_DONE, ENDING_LATER, ENDING_STRUCK, ENDING_KILLED, ENDING_WRONG, ENDINGS };

static const char *const ending_names[ENDINGS] = {"done", "later", "struck", "killed", "wrong"};

struct racer {
    struct calls *calls;
    int process;
    long delay_microseconds; /* until it is killed; -1: it is not */
};

struct racing {
    const struct proof *proof;
    struct racer racers[RACERS_MOST];
    long counts[CALL_KINDS]; /* calls of a run in peace */
    const char *world;
    char *wanted;
    int status;
    bool is_many;      /* each has processes of its own, and 70 when one of those was struck */
    long microseconds; /* that a run in peace took */
    long endings[ENDINGS];
    long rounds, wrong;
    unsigned long dice;
};

static long draw(struct racing *racing, long most)
{
    racing->dice = proof_dice(racing->dice, 1);
    return most <= 0 ? 0 : (long)(racing->dice % (unsigned long)most);
}

static long microseconds_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void rest(long microseconds)
{
    const struct timespec span = {microseconds / 1000000, microseconds % 1000000 * 1000};

    nanosleep(&span, NULL);
}

/* A call at which the process ends; none for one in three. */
static struct point draw_point(struct racing *racing)
{
    static const enum call_kind kinds[] = {CALL_SQL,    CALL_WRITE, CALL_SYNC,
                                           CALL_RENAME, CALL_STORE, CALL_LANDING};
    struct point point = {.fault = draw(racing, 2) == 0 ? FAULT_BEFORE : FAULT_AFTER};

    point.kind = kinds[draw(racing, sizeof kinds / sizeof kinds[0])];
    if (draw(racing, 3) != 0)
        point.number = 1 + draw(racing, racing->counts[point.kind]);
    return point;
}

static void start(struct racing *racing, struct racer *racer)
{
    const struct point point = draw_point(racing);
    const struct watch watch = {.calls = racer->calls};

    calls_reset(racer->calls, &point);
    racer->delay_microseconds =
        point.number == 0 && draw(racing, 2) == 0 ? draw(racing, 2 * racing->microseconds) : -1;
    racer->process = world_start(racing->world, &racing->proof->words, &watch);
}

/* Kills those whose time has come, the first of them first. */
static void strike(struct racing *racing, long started)
{
    int left = racing->proof->processes, i;

    while (left-- > 0) {
        struct racer *next = NULL;

        for (i = 0; i < racing->proof->processes; i++)
            if (racing->racers[i].delay_microseconds >= 0 &&
                (next == NULL || racing->racers[i].delay_microseconds < next->delay_microseconds))
                next = &racing->racers[i];
        if (next == NULL)
            return;
        if (started + next->delay_microseconds > microseconds_now())
            rest(started + next->delay_microseconds - microseconds_now());
        kill(next->process, SIGKILL);
        next->delay_microseconds = -1;
    }
}

static enum ending judge(const struct racing *racing, int status)
{
    if (status == 0 || status == racing->status)
        return ENDING_DONE;
    if (status == 75)
        return ENDING_LATER;
    if (status == CALL_END_STATUS || (racing->is_many && status == 70))
        return ENDING_STRUCK;
    return status == 128 + SIGKILL ? ENDING_KILLED : ENDING_WRONG;
}

static bool complain(struct racing *racing, const char *what)
{
    const char *repeat = getenv("PROOF_REPEAT");

    if (racing->wrong++ < WRONG_SHOWN_MOST)
        printf("WRONG in round %ld: %s\n  repeat: %s --seed %lu --processes %d --round %ld\n",
               racing->rounds, what, repeat != NULL ? repeat : "", racing->proof->seed,
               racing->proof->processes, racing->rounds);
    return false;
}

static bool run_wave(struct racing *racing, struct arena *arena)
{
    long started = microseconds_now();
    bool is_well = true;
    int i;

    for (i = 0; i < racing->proof->processes; i++)
        start(racing, &racing->racers[i]);
    strike(racing, started);
    for (i = 0; i < racing->proof->processes; i++) {
        int status = world_wait(racing->racers[i].process);
        enum ending ending = judge(racing, status);

        racing->endings[ending]++;
        if (ending == ENDING_WRONG)
            is_well = complain(racing, arena_print(arena, "a process ended with %d; said last: %s",
                                                   status, world_errors(racing->world, arena)));
    }
    return is_well;
}

/* The last run.  Where sources are run side by side, some may still be ending. */
static int finish(const struct racing *racing)
{
    const struct watch unwatched = {.calls = NULL};
    int status = 75, i;

    for (i = 0; i < PATIENCE && status == 75; i++) {
        if (i != 0)
            rest(100000);
        status = world_run(racing->world, &racing->proof->words, &unwatched);
    }
    return status;
}

static bool run_round(struct racing *racing, struct arena *arena)
{
    const char *difference;
    bool is_well = true;
    char *got;
    int wave, status;

    world_copy(racing->proof->before, racing->world);
    for (wave = 0; wave < WAVES; wave++)
        is_well = run_wave(racing, arena) && is_well;
    status = finish(racing);
    if (status != 0 && status != racing->status)
        return complain(racing, arena_print(arena, "the last run ended with %d: %s", status,
                                            world_errors(racing->world, arena)));
    got = proof_describe(racing->world);
    difference = describe_difference(racing->wanted, got);
    if (difference != NULL)
        is_well = complain(racing, arena_print(arena, "the world differs:\n  %s", difference));
    free(got);
    return is_well;
}

/* What a run in peace, and once more, comes to, and how long it takes. */
static bool run_in_peace(struct racing *racing)
{
    const struct watch watch = {.calls = racing->racers[0].calls}, unwatched = {.calls = NULL};
    const struct point nowhere = {0};
    long started = microseconds_now();
    int kind;

    calls_reset(watch.calls, &nowhere);
    world_copy(racing->proof->before, racing->world);
    racing->status = world_run(racing->world, &racing->proof->words, &watch);
    racing->microseconds = microseconds_now() - started;
    for (kind = 0; kind < CALL_KINDS; kind++)
        racing->counts[kind] = watch.calls->counts[kind];
    if (world_run(racing->world, &racing->proof->words, &unwatched) != 0)
        return complain(racing, "in peace the run again failed");
    racing->wanted = proof_describe(racing->world);
    return strstr(racing->wanted, "BROKEN") == NULL || complain(racing, "in peace it is broken");
}

static void tell(const struct racing *racing)
{
    int ending;

    printf("race rounds=%ld processes=%ld", racing->rounds,
           racing->rounds * WAVES * racing->proof->processes);
    for (ending = 0; ending < ENDINGS; ending++)
        printf(" %s=%ld", ending_names[ending], racing->endings[ending]);
    putchar('\n');
}

int race(const struct proof *proof)
{
    struct racing racing = {
        .proof = proof, .dice = proof->seed, .is_many = proof_has(proof, "--jobs")};
    struct arena *arena = arena_new();
    int i;

    racing.world = path_join(arena, proof->folder, "world");
    for (i = 0; i < proof->processes && i < RACERS_MOST; i++)
        racing.racers[i].calls = calls_new(0);
    if (racing.racers[0].calls == NULL || i < proof->processes || !run_in_peace(&racing))
        return EXIT_FAILURE;
    for (racing.rounds = 1; racing.rounds <= proof->limit; racing.rounds++) {
        /* Each round has its own dice, so that it can be repeated without those before. */
        racing.dice = proof_dice(proof->seed, (unsigned long)racing.rounds);
        if (proof->round == 0 || racing.rounds == proof->round)
            run_round(&racing, arena);
    }
    racing.rounds--;
    tell(&racing);
    free(racing.wanted);
    arena_free(arena);
    return racing.wrong == 0 && racing.rounds > 0 ? 0 : EXIT_FAILURE;
}
