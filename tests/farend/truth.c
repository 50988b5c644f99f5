/*
 * The truth table.
 *
 * It walks the same scans as the servers do, so it is as slow as reading everything once.
 */
#include "tests/farend/truth.h"

#include "tests/farend/calendar.h"
#include "tests/farend/dialects.h"
#include "tests/farend/dossiers.h"
#include "tests/farend/drop.h"
#include "tests/farend/notices.h"
#include "tests/farend/procedures.h"
#include "tests/farend/visits.h"

static void print_stream(FILE *file, const struct world *world, const struct stream *stream)
{
    long day;

    for (day = world->from; day < world->until; day++) {
        struct window window = {moment_at(day, 0), moment_at(day + 1, 0)};
        unsigned long sent, spoiled;
        char name[MOMENT_SIZE];

        moment_format(window.since, "yyyy-MM-dd", name);
        stream_count(world, stream, &window, &sent, &spoiled);
        fprintf(file, "%s,%s,%lu,%lu\n", stream->name, name, sent, spoiled);
    }
}

void truth_print(FILE *file, const struct world *world)
{
    const struct stream *const streams[] = {&DOSSIER_STREAM, &VISIT_STREAM, &NOTICE_STREAM,
                                            &SLIP_STREAM, &ANSWER_STREAM};
    unsigned sent, spoiled;
    size_t i;

    fputs("system,window,sent,spoiled\n", file);
    for (i = 0; i < sizeof(streams) / sizeof(streams[0]); i++)
        print_stream(file, world, streams[i]);
    sent = procedures_sent(world->spoil, &spoiled);
    fprintf(file, "thu-tuc,snapshot,%u,%u\n", sent, spoiled);
    sent = drop_sent(world->spoil, &spoiled);
    fprintf(file, "don-vi,file,%u,%u\n", sent, spoiled);
}
