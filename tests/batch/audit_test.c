/* The audit grows, and shows every row that was changed or taken away. */
#include "tests/support/check.h"

#include <string.h>

#include "batch/audit.h"
#include "batch/ledger.h"
#include "core/arena.h"
#include "core/database.h"
#include "core/table.h"
#include "tests/batch/fixture.h"

static int set_up(void **state)
{
    struct fixture *fixture;

    fixture_open(state);
    fixture = *state;
    CHECK_DONE(audit_add(fixture->ledger, "run", "", "", &fixture->err), &fixture->err);
    CHECK_DONE(audit_add(fixture->ledger, "request", "dvcqg@x", "documents=2", &fixture->err),
               &fixture->err);
    CHECK_DONE(audit_add(fixture->ledger, "abandon", "dvcqg@x", "no data", &fixture->err),
               &fixture->err);
    return 0;
}

/* What somebody does to the ledger who has turned the triggers off. */
static void tamper(struct fixture *fixture, const char *sql)
{
    static const char off[] =
        "DROP TRIGGER audit_is_not_changed; DROP TRIGGER audit_is_not_shortened;";

    CHECK_DONE(database_run(ledger_database(fixture->ledger), off, &fixture->err), &fixture->err);
    CHECK_DONE(database_run(ledger_database(fixture->ledger), sql, &fixture->err), &fixture->err);
}

static void a_chain_that_only_grew_is_sound(void **state)
{
    struct fixture *fixture = *state;
    struct audit_head head, last;
    const struct table *rows;

    CHECK_DONE(audit_verify(fixture->ledger, NULL, &head, &fixture->err), &fixture->err);
    assert_int_equal(head.number, 3);
    CHECK_DONE(audit_find_head(fixture->ledger, &last, &fixture->err), &fixture->err);
    assert_string_equal(last.hash, head.hash);
    rows = audit_list(fixture->ledger, 2, fixture->arena, &fixture->err);
    assert_int_equal(rows->row_count, 2);
    assert_string_equal(table_cell(rows, 0, 4), "request");
    assert_string_equal(table_cell(rows, 1, 6), "no data");
}

static void rows_cannot_be_changed_or_removed_by_mistake(void **state)
{
    struct fixture *fixture = *state;
    struct database *database = ledger_database(fixture->ledger);

    assert_int_equal(database_run(database, "UPDATE audit SET detail = 'x'", &fixture->err), -1);
    CHECK_HAS(fixture->err.text, "the audit only grows");
    assert_int_equal(database_run(database, "DELETE FROM audit WHERE number = 3", &fixture->err),
                     -1);
    CHECK_HAS(fixture->err.text, "the audit only grows");
}

static void what_was_done_to_it_is_found(void **state)
{
    static const struct {
        const char *sql, *text;
    } cases[] = {
        {"UPDATE audit SET detail = 'documents=3' WHERE number = 2",
         "row 2 of the audit was changed, or one before it was replaced"},
        {"UPDATE audit SET actor = 'user:other' WHERE number = 1",
         "row 1 of the audit was changed, or one before it was replaced"},
        {"UPDATE audit SET at = at + 1 WHERE number = 3",
         "row 3 of the audit was changed, or one before it was replaced"},
        {"UPDATE audit SET subject = subject || action, action = '' WHERE number = 2",
         "row 2 of the audit was changed, or one before it was replaced"},
        {"DELETE FROM audit WHERE number = 1", "row 1 of the audit is missing"},
        {"DELETE FROM audit WHERE number = 2", "row 2 of the audit is missing"},
        {"DELETE FROM audit WHERE number = 3", "row 3 of the audit is missing"},
        {"DELETE FROM audit", "row 1 of the audit is missing"},
        {"DELETE FROM audit WHERE number = 2; UPDATE audit SET number = 2 WHERE number = 3",
         "row 2 of the audit was changed, or one before it was replaced"},
    };
    size_t i;

    fixture_close(state);
    for (i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct fixture *fixture;
        struct audit_head head;

        set_up(state);
        fixture = *state;
        tamper(fixture, cases[i].sql);
        CHECK_FAILS(audit_verify(fixture->ledger, NULL, &head, &fixture->err), &fixture->err,
                    ERROR_DATA, cases[i].text);
        fixture_close(state);
    }
    set_up(state);
}

static void a_chain_that_was_made_anew_does_not_have_the_head_that_was_noted(void **state)
{
    struct fixture *fixture = *state;
    struct audit_head noted, head;

    CHECK_DONE(audit_find_head(fixture->ledger, &noted, &fixture->err), &fixture->err);
    CHECK_DONE(audit_add(fixture->ledger, "run", "", "", &fixture->err), &fixture->err);
    CHECK_DONE(audit_verify(fixture->ledger, &noted, &head, &fixture->err), &fixture->err);
    assert_int_equal(head.number, 4);

    tamper(fixture, "DELETE FROM audit; DELETE FROM sqlite_sequence WHERE name = 'audit'");
    CHECK_FAILS(audit_verify(fixture->ledger, &noted, &head, &fixture->err), &fixture->err,
                ERROR_DATA, "row 1 of the audit is missing");
    for (int i = 0; i < 3; i++)
        CHECK_DONE(audit_add(fixture->ledger, "run", "", "", &fixture->err), &fixture->err);
    CHECK_DONE(audit_verify(fixture->ledger, NULL, &head, &fixture->err), &fixture->err);
    assert_int_equal(audit_verify(fixture->ledger, &noted, &head, &fixture->err), -1);
    CHECK_HAS(fixture->err.text, "the chain was replaced");
}

int main(void)
{
#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, fixture_close)
    const struct CMUnitTest tests[] = {
        WITH_FIXTURE(a_chain_that_only_grew_is_sound),
        WITH_FIXTURE(rows_cannot_be_changed_or_removed_by_mistake),
        WITH_FIXTURE(what_was_done_to_it_is_found),
        WITH_FIXTURE(a_chain_that_was_made_anew_does_not_have_the_head_that_was_noted),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
