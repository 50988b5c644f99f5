/*
 * Lives of dossiers.
 *
 * Each step draws from the dossier's dice and comes later than the step before it; steps that would
 * fall DOSSIER_DAYS or more after the first day never happen, which bounds how far a window has to
 * look back.
 */
#include "tests/farend/dossiers.h"

#include <stdio.h>

#include "tests/farend/calendar.h"

enum draw {
    DRAW_PROCEDURE,
    DRAW_ACT,
    DRAW_AGENCY,
    DRAW_CHANNEL,
    DRAW_FILING,
    DRAW_DELAY,
    DRAW_REFUSAL,
    DRAW_RESTING,
    DRAW_NO_DUE,
    DRAW_ROUNDS,
    DRAW_ENDING,
    DRAW_PACE,
    DRAW_FINISH_DAY,
    DRAW_FINISH_TIME,
    DRAW_RETURN,
    DRAW_RETURN_TIME,
    DRAW_SERIAL_FORM,
    DRAW_ROUND_FIRST = 64
};

enum { OPENING = 27000, WORKDAY = 32400, CLOSING = 61200 };

unsigned trend(long day, unsigned from, unsigned to)
{
    long gone = day - day_from_date(2021, 12, 15);
    long span = 182;

    if (gone <= 0)
        return from;
    if (gone >= span)
        return to;
    return (unsigned)((long)from + ((long)to - (long)from) * gone / span);
}

static unsigned draw(const struct dossier *dossier, unsigned field, unsigned limit)
{
    return dice_below(dossier->dice, field, limit);
}

static void choose_subject(struct dossier *dossier)
{
    unsigned count;
    const struct agency *first;

    dossier->procedure = procedure_at(
        procedure_pick(draw(dossier, DRAW_PROCEDURE, 1000), draw(dossier, DRAW_ACT, 5)));
    first = procedure_agencies(&dossier->procedure, &count);
    dossier->agency = first + draw(dossier, DRAW_AGENCY, count);
}

static void choose_channel(struct dossier *dossier)
{
    unsigned value = draw(dossier, DRAW_CHANNEL, 1000);
    unsigned online = trend(dossier->day, 350, 700);

    if (!is_working_day(dossier->day))
        dossier->channel = 2;
    else if (!dossier->procedure.is_online)
        dossier->channel = value < 50 ? 3 : 1;
    else if (value < 20)
        dossier->channel = 0;
    else if (value < 70)
        dossier->channel = 3;
    else
        dossier->channel = value < 70 + online ? 2 : 1;
}

/* An online dossier waits for an official, and one that comes late or at a weekend waits longer. */
static int64_t reception_of(const struct dossier *dossier)
{
    int64_t opening = moment_at(dossier->day, OPENING);
    unsigned delay = 300 + draw(dossier, DRAW_DELAY, 7200);

    if (dossier->channel != 2)
        return dossier->submitted;
    if (!is_working_day(dossier->day) || dossier->submitted > moment_at(dossier->day, 54000) ||
        delay % 5 == 0)
        return moment_at(working_day_after(dossier->day + 1, 0), OPENING) + delay;
    return (dossier->submitted > opening ? dossier->submitted : opening) + delay;
}

static void file_dossier(struct dossier *dossier)
{
    if (dossier->channel == 2)
        dossier->submitted = moment_at(dossier->day, draw(dossier, DRAW_FILING, DAY_SECONDS));
    else
        dossier->submitted = moment_at(dossier->day, OPENING + draw(dossier, DRAW_FILING, WORKDAY));
    if (dice_chance(dossier->dice, DRAW_REFUSAL, 20))
        dossier->refused = reception_of(dossier) + 600;
    else
        dossier->received = reception_of(dossier);
}

static int64_t closing_after(int64_t moment, unsigned days)
{
    return moment_at(working_day_after(moment_day(moment), days), CLOSING);
}

static void promise(struct dossier *dossier)
{
    unsigned resting = draw(dossier, DRAW_RESTING, 100);

    if (!dice_chance(dossier->dice, DRAW_NO_DUE, 30))
        dossier->due = closing_after(dossier->received, dossier->procedure.days);
    dossier->resting = resting < 40 ? STATUS_ACCEPTED : STATUS_IN_PROCESS;
    if (resting >= 90 && dossier->procedure.fee)
        dossier->resting = STATUS_PAYMENT;
}

static int64_t promised(const struct dossier *dossier)
{
    int64_t due = dossier->due;

    if (!due)
        due = closing_after(dossier->received, dossier->procedure.days);
    if (dossier->round_count && dossier->rounds[dossier->round_count - 1].due_after)
        due = dossier->rounds[dossier->round_count - 1].due_after;
    return due;
}

static int64_t office_hour(const struct dossier *dossier, long day, unsigned field)
{
    return moment_at(day, OPENING + 1800 + draw(dossier, field, WORKDAY - 3600));
}

/* Returns false when the citizen never answers. */
static bool add_round(struct dossier *dossier, unsigned number)
{
    unsigned field = DRAW_ROUND_FIRST + number * 8;
    unsigned wait = 1 + draw(dossier, field + 1, 5);
    struct round *round = &dossier->rounds[number];
    int64_t before = number ? dossier->rounds[number - 1].answered : dossier->received;
    long asked = working_day_after(moment_day(before), 1 + draw(dossier, field, 3));

    round->due_before = dossier->due ? promised(dossier) : 0;
    round->asked = office_hour(dossier, asked, field + 2);
    dossier->round_count = number + 1;
    if (dice_chance(dossier->dice, field + 4, 60))
        return false;
    round->answered = office_hour(dossier, working_day_after(asked, wait), field + 3);
    if (round->due_before)
        round->due_after = closing_after(round->due_before, wait);
    return true;
}

static bool add_rounds(struct dossier *dossier)
{
    unsigned value = draw(dossier, DRAW_ROUNDS, 100);
    unsigned rounds = value < 3 ? 2 : value < 15 ? 1 : 0;
    unsigned i;

    if (dossier->procedure.days < 3)
        return true;
    for (i = 0; i < rounds; i++)
        if (!add_round(dossier, i))
            return false;
    return true;
}

static int64_t last_step(const struct dossier *dossier)
{
    return dossier->round_count ? dossier->rounds[dossier->round_count - 1].answered
                                : dossier->received;
}

/* Some finish at the very second that was promised and some a second later: the same day, but late.
 */
static int64_t finish_by_pace(const struct dossier *dossier, int64_t due)
{
    unsigned pace = draw(dossier, DRAW_PACE, 1000);
    unsigned late = trend(dossier->day, 150, 60);
    long due_day = moment_day(due);
    long first_day = moment_day(last_step(dossier));
    long day = due_day;

    if (pace < 20)
        return due;
    if (pace < 40)
        return due + 1;
    if (pace < 40 + late)
        day = working_day_after(due_day, 1 + draw(dossier, DRAW_FINISH_DAY, 8));
    else if (pace < 550 && due_day > first_day)
        day = working_day_after(
            first_day + draw(dossier, DRAW_FINISH_DAY, (unsigned)(due_day - first_day)), 0);
    return office_hour(dossier, day, DRAW_FINISH_TIME);
}

static void finish(struct dossier *dossier)
{
    unsigned value = draw(dossier, DRAW_ENDING, 1000);
    int64_t last = last_step(dossier);
    int64_t finished = finish_by_pace(dossier, promised(dossier));

    if (value < 20)
        return;
    dossier->ending = value < 35 ? STATUS_WITHDRAWN : value < 45 ? STATUS_STOPPED : STATUS_DONE;
    dossier->finished =
        finished > last ? finished : last + 60 * (1 + draw(dossier, DRAW_FINISH_TIME, 60));
}

static void hand_over(struct dossier *dossier)
{
    unsigned value = draw(dossier, DRAW_RETURN, 100);

    if (dossier->ending != STATUS_DONE || value < 8)
        return;
    if (value < 50)
        dossier->returned = dossier->finished + 300 + draw(dossier, DRAW_RETURN_TIME, 1800);
    else
        dossier->returned =
            office_hour(dossier, working_day_after(moment_day(dossier->finished), 1 + value % 4),
                        DRAW_RETURN_TIME);
}

void dossier_make(const struct world *world, long day, unsigned serial, struct dossier *dossier)
{
    *dossier = (struct dossier){.day = day, .serial = serial};
    dossier->dice = dice_of(world->seed, TOPIC_DOSSIER, day, serial);
    choose_subject(dossier);
    choose_channel(dossier);
    file_dossier(dossier);
    if (dossier->received) {
        promise(dossier);
        if (add_rounds(dossier)) {
            finish(dossier);
            hand_over(dossier);
        }
    }
    dossier_cut(dossier, moment_at(day + DOSSIER_DAYS, 0));
}

static void forget(int64_t *moment, int64_t until)
{
    if (*moment >= until)
        *moment = 0;
}

static void cut_rounds(struct dossier *dossier, int64_t until)
{
    unsigned i;

    for (i = 0; i < dossier->round_count; i++) {
        struct round *round = &dossier->rounds[i];

        if (round->asked >= until) {
            dossier->round_count = i;
            return;
        }
        forget(&round->answered, until);
        if (!round->answered)
            round->due_after = 0;
    }
}

void dossier_cut(struct dossier *dossier, int64_t until)
{
    forget(&dossier->submitted, until);
    forget(&dossier->received, until);
    forget(&dossier->refused, until);
    forget(&dossier->finished, until);
    forget(&dossier->returned, until);
    if (!dossier->received)
        dossier->due = 0;
    cut_rounds(dossier, until);
}

int64_t dossier_latest(const struct dossier *dossier)
{
    int64_t moments[] = {dossier->submitted, dossier->received, dossier->refused, dossier->finished,
                         dossier->returned};
    int64_t latest = 0;
    unsigned i;

    for (i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
        if (moments[i] > latest)
            latest = moments[i];
    for (i = 0; i < dossier->round_count; i++) {
        if (dossier->rounds[i].asked > latest)
            latest = dossier->rounds[i].asked;
        if (dossier->rounds[i].answered > latest)
            latest = dossier->rounds[i].answered;
    }
    return latest;
}

enum status dossier_status(const struct dossier *dossier)
{
    if (dossier->refused)
        return STATUS_REFUSED;
    if (!dossier->received)
        return STATUS_NEW;
    if (dossier->returned)
        return STATUS_RETURNED;
    if (dossier->finished)
        return dossier->ending;
    if (!dossier->round_count)
        return dossier->resting;
    return dossier->rounds[dossier->round_count - 1].answered ? STATUS_IN_PROCESS
                                                              : STATUS_SUPPLEMENT;
}

bool dossier_is_late(const struct dossier *dossier)
{
    return dossier->received && dossier->finished > promised(dossier);
}

static void write_code(const struct dossier *dossier, int width, unsigned long serial,
                       char out[DOSSIER_CODE_SIZE])
{
    char date[MOMENT_SIZE];

    moment_format(moment_at(dossier->day, 0), "yyMMdd", date);
    snprintf(out, DOSSIER_CODE_SIZE, "%s-%s-%0*lu", dossier->agency->code, date, width, serial);
}

void dossier_code(const struct dossier *dossier, char out[DOSSIER_CODE_SIZE])
{
    int width = draw(dossier, DRAW_SERIAL_FORM, 50) ? 4 : 5;

    write_code(dossier, width, dossier->serial, out);
}

void dossier_foreign_code(const struct dossier *dossier, char out[DOSSIER_CODE_SIZE])
{
    /* Good serials stay below ten million: see the limit of --per-day. */
    write_code(dossier, 8, 90000000UL + dossier->serial, out);
}

static void find_dossier(const struct world *world, const struct window *window,
                         struct items *items)
{
    struct dossier dossier;
    int64_t latest;

    dossier_make(world, items->day, items->serial, &dossier);
    dossier_cut(&dossier, window->until);
    latest = dossier_latest(&dossier);
    if (latest >= window->since && latest > 0)
        items_put(items, 0, latest);
}

const struct stream DOSSIER_STREAM = {
    .name = "dvcqg",
    .lookback = DOSSIER_DAYS,
    .spoil_topic = TOPIC_DOSSIER_SPOIL,
    .spoils = 4,
    .find = find_dossier,
};
