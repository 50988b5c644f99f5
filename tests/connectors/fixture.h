/*
 * What every test of a connector needs: folders, credentials, a scripted far end, and a source made
 * from YAML.
 */
#ifndef TESTS_CONNECTORS_FIXTURE_H
#define TESTS_CONNECTORS_FIXTURE_H

#include <stddef.h>

#include "connectors/connector.h"
#include "core/error.h"
#include "core/problem.h"
#include "tests/support/httpd.h"

/* The secret of the credential file "pass"; no message may ever have it. */
#define CANARY "canary\"<&>-7f3a"

struct fixture {
    struct arena *arena;
    char *folder;        /* a scratch folder; credentials/ and spool/ are in it */
    struct httpd *httpd; /* NULL until fixture_serve */
    struct problems problems;
    struct source *source; /* of the batch, once it is opened */
};

/* cmocka's set-up and tear-down; *state becomes a struct fixture. */
int fixture_set_up(void **state);
int fixture_tear_down(void **state);

#define FIXTURE_TEST(name) cmocka_unit_test_setup_teardown(name, fixture_set_up, fixture_tear_down)

/* Starts a far end; ${URL} in YAML is its address from then on. */
void fixture_serve(struct fixture *fixture, const struct canned *script);

/* The configured source of this connector; mistakes stay in fixture->problems. */
struct source *fixture_configure(struct fixture *fixture, const char *connector, const char *format,
                                 const char *yaml);

/* The same, which must have no mistakes, opened for the window of 15 December 2021. */
void fixture_open(struct fixture *fixture, const char *connector, const char *format,
                  const char *yaml);

/* Opens the source again for another window. */
int fixture_open_window(struct fixture *fixture, struct source *configured,
                        const struct window *window, struct error *err);

/* source_next for a source that is open; the test fails when there is no document.  Its bytes come
 * back as a text in the arena, *size of them. */
char *fixture_next(struct fixture *fixture, struct document *document, size_t *size);

/* Takes all documents; returns how many there were, or -1 with *err. */
int fixture_take_all(struct fixture *fixture, struct error *err);

/* Takes documents until there is an error; it must have this kind and these words, and no secret.
 */
void fixture_check_failure(struct fixture *fixture, enum error_kind kind, const char *words);

/* All problems, one a line, as "line:column: text". */
char *fixture_problems(const struct fixture *fixture);

#endif
