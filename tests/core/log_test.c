/* The wording of log lines, in each of their forms; and that the journal is known by its stream. */
#include "core/log.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/instant.h"
#include "tests/support/check.h"
#include "tests/support/scratch.h"

struct fixture {
    struct arena *arena;
    char *folder;
    int kept; /* what standard error was before */
};

/* From here on standard error is a file. */
static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);
    int file;

    fixture->arena = arena_new();
    fixture->folder = scratch_make(fixture->arena);
    fixture->kept = dup(STDERR_FILENO);
    file = open(scratch_write(fixture->folder, "log", "", 0, fixture->arena), O_WRONLY | O_APPEND);
    dup2(file, STDERR_FILENO);
    close(file);
    unsetenv("JOURNAL_STREAM");
    clock_fix(1637449201000000); /* 2021-11-21T06:00:01 in Viet Nam */
    log_configure(LOG_INFO, false);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    dup2(fixture->kept, STDERR_FILENO);
    close(fixture->kept);
    unsetenv("JOURNAL_STREAM");
    scratch_remove(fixture->folder);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

/* Says as systemd does that this file is the journal's stream. */
static void name_journal(uintmax_t device, uintmax_t inode)
{
    char stream[64];

    snprintf(stream, sizeof stream, "%ju:%ju", device, inode);
    setenv("JOURNAL_STREAM", stream, 1);
}

static void be_journal(void)
{
    struct stat status;

    assert_int_equal(fstat(STDERR_FILENO, &status), 0);
    name_journal(status.st_dev, status.st_ino);
}

#define CHECK_LOG(state, words)                                                                    \
    do {                                                                                           \
        struct fixture *fixture = *(state);                                                        \
        assert_string_equal(scratch_read(fixture->folder, "log", fixture->arena), words);          \
    } while (0)

static void a_line_has_time_level_batch_and_message(void **state)
{
    log_event(LOG_INFO, "dvcqg", "dvcqg@2021-11-20", "landed documents=%d", 3);
    log_event(LOG_WARNING, "dvcqg", NULL, "its other windows stay due");
    log_event(LOG_ERROR, NULL, NULL, "figures");
    CHECK_LOG(state, "2021-11-21T06:00:01 info    dvcqg@2021-11-20 landed documents=3\n"
                     "2021-11-21T06:00:01 warning dvcqg its other windows stay due\n"
                     "2021-11-21T06:00:01 error   figures\n");
}

static void a_json_line_has_the_same_as_members(void **state)
{
    log_configure(LOG_INFO, true);
    log_event(LOG_INFO, "dvcqg", "dvcqg@2021-11-20", "landed \"%s\"", "a");
    log_event(LOG_ERROR, NULL, NULL, "figures");
    CHECK_LOG(state,
              "{\"time\":\"2021-11-21T06:00:01\",\"level\":\"info\",\"source\":\"dvcqg\","
              "\"batch\":\"dvcqg@2021-11-20\",\"message\":\"landed \\\"a\\\"\"}\n"
              "{\"time\":\"2021-11-21T06:00:01\",\"level\":\"error\",\"message\":\"figures\"}\n");
}

static void lines_for_the_journal_begin_with_their_priority(void **state)
{
    be_journal();
    log_configure(LOG_DEBUG, false);
    log_event(LOG_DEBUG, NULL, NULL, "d");
    log_event(LOG_INFO, "dvcqg", "dvcqg@2021-11-20", "landed");
    log_event(LOG_WARNING, "dvcqg", NULL, "w");
    log_event(LOG_ERROR, NULL, NULL, "e");
    CHECK_LOG(state, "<7>d\n<6>dvcqg@2021-11-20 landed\n<4>dvcqg w\n<3>e\n");
}

static void json_for_the_journal_has_the_priority_before_it(void **state)
{
    be_journal();
    log_configure(LOG_INFO, true);
    log_event(LOG_WARNING, NULL, NULL, "w");
    CHECK_LOG(state, "<4>{\"time\":\"2021-11-21T06:00:01\",\"level\":\"warning\","
                     "\"message\":\"w\"}\n");
}

static void a_stream_that_is_another_file_is_not_the_journal(void **state)
{
    struct stat status;

    assert_int_equal(fstat(STDERR_FILENO, &status), 0);
    name_journal(status.st_dev, status.st_ino + 1);
    log_event(LOG_INFO, NULL, NULL, "a");
    name_journal(status.st_dev + 1, status.st_ino);
    log_event(LOG_INFO, NULL, NULL, "b");
    setenv("JOURNAL_STREAM", "", 1);
    log_event(LOG_INFO, NULL, NULL, "c");
    CHECK_LOG(state, "2021-11-21T06:00:01 info    a\n2021-11-21T06:00:01 info    b\n"
                     "2021-11-21T06:00:01 info    c\n");
    assert_string_equal(log_priority(LOG_ERROR), "");
}

static void messages_of_errors_have_a_priority_for_the_journal_alone(void **state)
{
    (void)state;
    assert_string_equal(log_priority(LOG_ERROR), "");
    be_journal();
    assert_string_equal(log_priority(LOG_ERROR), "<3>");
    assert_string_equal(log_priority(LOG_WARNING), "<4>");
}

static void an_event_is_one_line_whatever_its_message(void **state)
{
    log_event(LOG_INFO, NULL, NULL, "a\nb\x7f%s",
              "c\t<3>\xc2\x9b"
              "2J");
    CHECK_LOG(state, "2021-11-21T06:00:01 info    a?b?c?<3>?2J\n");
}

static void lines_below_the_level_are_left_out(void **state)
{
    log_configure(LOG_WARNING, false);
    log_event(LOG_INFO, NULL, NULL, "a");
    log_event(LOG_WARNING, NULL, NULL, "b");
    CHECK_LOG(state, "2021-11-21T06:00:01 warning b\n");
}

#define WITH_LOG(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_LOG(a_line_has_time_level_batch_and_message),
        WITH_LOG(a_json_line_has_the_same_as_members),
        WITH_LOG(lines_for_the_journal_begin_with_their_priority),
        WITH_LOG(json_for_the_journal_has_the_priority_before_it),
        WITH_LOG(a_stream_that_is_another_file_is_not_the_journal),
        WITH_LOG(messages_of_errors_have_a_priority_for_the_journal_alone),
        WITH_LOG(an_event_is_one_line_whatever_its_message),
        WITH_LOG(lines_below_the_level_are_left_out),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
