/* Histories that chance makes: whatever was done in whatever order, the store is what its landing
 * makes of it. */
#include <stdlib.h>

#include "core/arena.h"
#include "tests/batch/rebuilt.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"

#define LINE(name) "<DONG><TEN>" name "</TEN></DONG>"

enum {
    HISTORIES = 5,
    STEPS = 25,
    WINDOWS = 3,
    BATCHES = 2 * WINDOWS,
    SLIPS = 6,
    DOCUMENTS = 12,
    HOURS = 2
};

struct history {
    struct tiny tiny;
    uint32_t chance;
    struct attempt batches[BATCHES]; /* with their last attempts */
    int landed[BATCHES];             /* the last attempt that was loaded, 0: none */
    bool is_lost[BATCHES];           /* with its store, and not loaded since */
};

static unsigned choose(uint32_t *chance, unsigned count)
{
    *chance = *chance * 1664525U + 1013904223U;
    return (*chance >> 8) % count;
}

static const char *make_slip(struct history *history, char number, uint32_t *document)
{
    static const char *const amounts[] = {"1", "2", "3", "1", "2", "x", "x"};
    static const char *const lines[] = {"", LINE("a"), LINE("a") LINE("b"), LINE("b")};

    return arena_print(history->tiny.arena, "<PHIEU><SO>%c</SO><TIEN>%s</TIEN>%s</PHIEU>", number,
                       amounts[choose(document, 7)], lines[choose(document, 4)]);
}

/* Documents are few too, so that the same one comes in several batches. */
static const char *make_slips(struct history *history)
{
    uint32_t document = choose(&history->chance, DOCUMENTS);
    const char *text = "";
    int i;

    for (i = 0; i < SLIPS; i++)
        if (choose(&document, 3) != 0)
            text = arena_print(history->tiny.arena, "%s%s", text,
                               make_slip(history, "ABCDEF"[i], &document));
    return text;
}

static void note_loaded(struct history *history, unsigned batch, int landed)
{
    history->landed[batch] = landed;
    history->is_lost[batch] = false;
}

/* Hours are few, so that many documents are fetched in the same instant, or before others. */
static void fetch_batch(struct history *history, unsigned batch)
{
    struct attempt *attempt = &history->batches[batch];
    const char *hour =
        arena_print(history->tiny.arena, "2022-03-0%uT0%u:00:00", 2 + choose(&history->chance, 2),
                    choose(&history->chance, HOURS));

    attempt->number++;
    tiny_land(&history->tiny, attempt, hour, make_slips(history));
    if (tiny_try(&history->tiny, attempt, attempt->number, NULL) == 0)
        note_loaded(history, batch, attempt->number);
    else
        assert_int_equal(history->tiny.err.kind, ERROR_QUARANTINE);
}

static void load_again(struct history *history, unsigned batch)
{
    if (history->landed[batch] == 0)
        return;
    history->batches[batch].number++;
    tiny_load(&history->tiny, &history->batches[batch], history->landed[batch]);
    note_loaded(history, batch, history->landed[batch]);
}

/* What was lost comes back when its batch is next loaded. */
static void lose_store(struct history *history)
{
    unsigned i;

    CHECK_DONE(tiny_lose_store(&history->tiny), &history->tiny.err);
    for (i = 0; i < BATCHES; i++)
        history->is_lost[i] = history->landed[i] != 0;
}

static void bring_back(struct history *history)
{
    unsigned first = choose(&history->chance, BATCHES), i;

    for (i = 0; i < BATCHES; i++)
        if (history->is_lost[(first + i) % BATCHES])
            load_again(history, (first + i) % BATCHES);
}

static void step(struct history *history)
{
    unsigned what = choose(&history->chance, 20), batch = choose(&history->chance, BATCHES);

    if (what == 0)
        lose_store(history);
    else if (what < 6)
        load_again(history, batch);
    else
        fetch_batch(history, batch);
}

static void begin_history(struct history *history, uint32_t seed)
{
    static const char *const windows[] = {"2022-03-01", "2022-03-02", "2022-03-03"};
    int i;

    memset(history, 0, sizeof *history);
    history->chance = seed;
    for (i = 0; i < BATCHES; i++)
        history->batches[i] = (struct attempt){i % 2 == 0 ? "ca" : "ngay", windows[i / 2], 0};
    tiny_open(&history->tiny);
}

/* As many histories as $SEEDS says, for whoever has the time. */
static uint32_t count_histories(void)
{
    const char *seeds = getenv("SEEDS");

    return seeds == NULL ? HISTORIES : (uint32_t)strtoul(seeds, NULL, 10);
}

static void whatever_was_done_the_store_is_what_its_landing_makes_of_it(void **state)
{
    struct history history;
    uint32_t seed;
    int i;

    (void)state;
    for (seed = 1; seed <= count_histories(); seed++) {
        begin_history(&history, seed);
        for (i = 0; i < STEPS; i++)
            step(&history);
        bring_back(&history);
        rebuilt_whole(&history.tiny);
        tiny_close(&history.tiny);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_was_done_the_store_is_what_its_landing_makes_of_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
