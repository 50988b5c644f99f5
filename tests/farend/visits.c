/*
 * Visits: the model and the stream.
 *
 * A corrected visit keeps its dates of stay and changes its first line and its day of payment.
 */
#include "tests/farend/visits.h"

#include <stdio.h>

#include "tests/farend/calendar.h"

enum draw {
    DRAW_PAID,
    DRAW_CORRECTED,
    DRAW_CORRECTED_DAY,
    DRAW_PERSON,
    DRAW_SAME_PERSON,
    DRAW_PLACE,
    DRAW_STAY,
    DRAW_SHARE,
    DRAW_DRUGS,
    DRAW_SERVICES,
    DRAW_LINE_FIRST = 64
};

enum { CORRECTION_DAYS = 6 };

static unsigned draw(const struct visit *visit, unsigned field, unsigned limit)
{
    return dice_below(visit->dice, field, limit);
}

static int64_t first_payment(struct dice dice, long day)
{
    return moment_at(day, 25200 + 60L * dice_below(dice, DRAW_PAID, 840));
}

/* When the visit was sent again with corrected figures; 0 when it was not. */
static int64_t correction(struct dice dice, long day)
{
    long later = day + 1 + dice_below(dice, DRAW_CORRECTED_DAY, CORRECTION_DAYS);

    return dice_chance(dice, DRAW_CORRECTED, 30) ? first_payment(dice, later) : 0;
}

/* Some people come twice a day: they are the person of the visit before. */
static unsigned person_of(const struct world *world, long day, unsigned serial)
{
    struct dice dice = dice_of(world->seed, TOPIC_VISIT, day, serial);

    if (serial > 1 && dice_chance(dice, DRAW_SAME_PERSON, 150))
        dice = dice_of(world->seed, TOPIC_VISIT, day, serial - 1);
    return dice_below(dice, DRAW_PERSON, 500000);
}

static void fill_line(struct visit *visit, unsigned number)
{
    static const unsigned RATES[] = {100, 100, 100, 80, 50};
    struct line *line = &visit->lines[number];
    unsigned field = DRAW_LINE_FIRST + number * 4;

    line->quantity = 1 + draw(visit, field, 20) + (number == 0 ? visit->item->part : 0);
    line->rate = RATES[draw(visit, field + 1, 5)];
    line->price = 50000 + 10UL * draw(visit, field + 2, 500000);
    line->total = line->quantity * line->price;
    line->insured = line->total * line->rate / 100;
    line->patient = line->insured * (100 - visit->share) / 100;
}

static void set_stay(struct visit *visit)
{
    unsigned stay = draw(visit, DRAW_STAY, 1000);

    visit->left = first_payment(visit->dice, visit->item->day) - 60L * (stay % 60);
    visit->entered = visit->left - 3600L * (1 + stay % 5);
    if (stay >= 800)
        visit->entered -= (int64_t)DAY_SECONDS * (1 + stay % 9);
}

void visit_make(const struct world *world, const struct item *item, struct visit *visit)
{
    static const unsigned SHARES[] = {80, 80, 80, 95, 100};
    char date[MOMENT_SIZE];
    unsigned i;

    *visit = (struct visit){.item = item};
    visit->dice = dice_of(world->seed, TOPIC_VISIT, item->day, item->serial);
    visit->person = person_of(world, item->day, item->serial);
    visit->place = 99001 + draw(visit, DRAW_PLACE, 5);
    visit->share = SHARES[draw(visit, DRAW_SHARE, 5)];
    visit->paid = item->at;
    set_stay(visit);
    moment_format(moment_at(item->day, 0), "yyMMdd", date);
    snprintf(visit->key, sizeof(visit->key), "%s%05u%s%07u", item->spoil ? "SAI" : "", visit->place,
             date, item->serial);
    visit->drug_count = draw(visit, DRAW_DRUGS, 5);
    visit->service_count = 1 + draw(visit, DRAW_SERVICES, 3);
    for (i = 0; i < visit->drug_count + visit->service_count; i++)
        fill_line(visit, i);
}

struct sums visit_sums(const struct visit *visit, unsigned from, unsigned until)
{
    struct sums sums = {0};
    unsigned i;

    for (i = from; i < until; i++) {
        sums.total += visit->lines[i].total;
        sums.insured += visit->lines[i].insured;
        sums.patient += visit->lines[i].patient;
    }
    return sums;
}

static void find_visit(const struct world *world, const struct window *window, struct items *items)
{
    struct dice dice = dice_of(world->seed, TOPIC_VISIT, items->day, items->serial);
    int64_t first = first_payment(dice, items->day);
    int64_t again = correction(dice, items->day);

    if (again >= window->since && again && again < window->until)
        items_put(items, 1, again);
    else if (first >= window->since && first < window->until)
        items_put(items, 0, first);
}

const struct stream VISIT_STREAM = {
    .name = "bhyt",
    .lookback = CORRECTION_DAYS,
    .spoil_topic = TOPIC_VISIT_SPOIL,
    .spoils = 4,
    .find = find_visit,
};
