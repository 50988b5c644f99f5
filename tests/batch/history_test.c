/* Histories that chance makes: whatever was done in whatever order, the store is what its landing
 * makes of it. */
#include <stdlib.h>

#include "core/arena.h"
#include "tests/batch/rebuilt.h"
#include "tests/batch/tiny.h"
#include "tests/support/check.h"

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
    unsigned purges;                 /* steps in 20 */
    struct attempt batches[BATCHES]; /* with their last attempts */
    int landed[BATCHES];             /* the last attempt that was loaded, 0: none */
    bool is_lost[BATCHES];           /* with its store, and not loaded since */
    bool is_purged[BATCHES];         /* the landing that was loaded last */
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
    history->is_purged[batch] = history->is_purged[batch] && history->landed[batch] == landed;
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
    if (history->landed[batch] == 0 || history->is_purged[batch])
        return;
    history->batches[batch].number++;
    tiny_load(&history->tiny, &history->batches[batch], history->landed[batch]);
    note_loaded(history, batch, history->landed[batch]);
}

/* Any landing that was loaded may go while the store has it. */
static void purge_batch(struct history *history, unsigned batch)
{
    struct attempt attempt = history->batches[batch];

    if (history->landed[batch] == 0 || history->is_lost[batch])
        return;
    attempt.number = 1 + (int)choose(&history->chance, (unsigned)history->landed[batch]);
    history->is_purged[batch] =
        history->is_purged[batch] || attempt.number == history->landed[batch];
    tiny_purge(&history->tiny, &attempt);
}

/* What was lost comes back when its batch is next loaded. */
static void lose_store(struct history *history)
{
    unsigned i;

    CHECK_DONE(tiny_lose_store(&history->tiny), &history->tiny.err);
    for (i = 0; i < BATCHES; i++)
        history->is_lost[i] = history->landed[i] != 0;
}

/* What was purged has to be fetched, until that is not refused. */
static void bring_back(struct history *history)
{
    unsigned first = choose(&history->chance, BATCHES), i, batch;

    for (i = 0; i < BATCHES; i++) {
        batch = (first + i) % BATCHES;
        if (history->is_lost[batch])
            load_again(history, batch);
        while (history->is_lost[batch])
            fetch_batch(history, batch);
    }
}

/* Puts what is made in the place of the store, which changes nothing. */
static void swap(struct history *history)
{
    const char *const everything = "SELECT p.*, d.* FROM phieu p LEFT JOIN phieu_dong d USING (so)"
                                   " ORDER BY so, thu_tu";
    const char *before = tiny_ask(&history->tiny, everything);
    struct rebuilt told = rebuilt_of(&history->tiny, true);

    CHECK_DONE(told.result, &told.err);
    assert_string_equal(tiny_ask(&history->tiny, everything), before);
    rebuilt_whole(&history->tiny);
}

static void step(struct history *history)
{
    unsigned what = choose(&history->chance, 20), batch = choose(&history->chance, BATCHES);

    if (what == 0)
        lose_store(history);
    else if (what < 6)
        load_again(history, batch);
    else if (what < 6 + history->purges)
        purge_batch(history, batch);
    else
        fetch_batch(history, batch);
}

static void begin_history(struct history *history, uint32_t seed, unsigned purges)
{
    static const char *const windows[] = {"2022-03-01", "2022-03-02", "2022-03-03"};
    int i;

    memset(history, 0, sizeof *history);
    history->chance = seed;
    history->purges = purges;
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

/* From the beginning to a store that lacks nothing. */
static void live(struct history *history, uint32_t seed, unsigned purges)
{
    int i;

    begin_history(history, seed, purges);
    for (i = 0; i < STEPS; i++)
        step(history);
    bring_back(history);
}

static void whatever_was_done_the_store_is_what_its_landing_makes_of_it(void **state)
{
    struct history history;
    uint32_t seed;

    (void)state;
    for (seed = 1; seed <= count_histories(); seed++) {
        live(&history, seed, 0);
        assert_string_equal(rebuilt_whole(&history.tiny), "");
        tiny_close(&history.tiny);
    }
}

static void whatever_was_purged_between_is_carried_over_and_the_rest_is_as_it_was(void **state)
{
    struct history history;
    unsigned carried = 0;
    uint32_t seed;

    (void)state;
    for (seed = 1; seed <= count_histories(); seed++) {
        live(&history, seed, 4);
        carried += strlen(rebuilt_whole(&history.tiny)) != 0;
        swap(&history);
        tiny_close(&history.tiny);
    }
    assert_true(carried > 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(whatever_was_done_the_store_is_what_its_landing_makes_of_it),
        cmocka_unit_test(whatever_was_purged_between_is_carried_over_and_the_rest_is_as_it_was),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
