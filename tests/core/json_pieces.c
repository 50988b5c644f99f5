/* Documents cut into pieces of every size. */
#include "tests/core/json_pieces.h"

#include "core/buffer.h"
#include "core/error.h"
#include "tests/support/check.h"
#include "tests/support/events.h"

void reads_alike_in_all_pieces(const char *text, size_t size, const char *wanted)
{
    for (size_t step = 1; step <= size + 1; step++) {
        struct buffer events = {0};
        struct error err;

        CHECK_DONE(events_of("json", text, size, step, &events, &err), &err);
        assert_string_equal(buffer_string(&events), wanted);
        buffer_free(&events);
    }
}

void is_refused_alike_in_all_pieces(const char *text, size_t size, const char *reason, long line)
{
    for (size_t step = 1; step <= size + 1; step++) {
        struct buffer events = {0};
        struct error err;

        CHECK_FAILS(events_of("json", text, size, step, &events, &err), &err, ERROR_DOCUMENT,
                    reason);
        assert_int_equal(err.line, line);
        buffer_free(&events);
    }
}
