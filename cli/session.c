/* Finding and reading the configuration, and writing to standard output with care. */
#include "cli/session.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/deployment.h"
#include "batch/ledger.h"
#include "batch/output.h"
#include "cli/command.h"
#include "core/error.h"
#include "core/file.h"
#include "core/log.h"
#include "core/problem.h"
#include "core/table.h"

const char *session_folder(const struct invocation *invocation)
{
    const char *variable = getenv("NHIP_CONFIG");

    if (invocation->globals->config != NULL)
        return invocation->globals->config;
    if (variable != NULL && variable[0] != '\0')
        return variable;
    return file_is_present("config") ? "config" : "/etc/nhip";
}

void session_tell(const struct invocation *invocation, struct problems *problems)
{
    const struct problem *problem;

    problem_sort(problems);
    for (problem = problems->first; problem != NULL; problem = problem->next) {
        if (problem->is_warning && !invocation->command->is_warned)
            continue;
        fprintf(stderr, "%s%s:", log_priority(problem->is_warning ? LOG_WARNING : LOG_ERROR),
                problem->file);
        if (problem->line != 0)
            fprintf(stderr, "%d:%d:", problem->line, problem->column);
        fprintf(stderr, " %s: %s\n", problem->is_warning ? "warning" : "error", problem->text);
    }
}

int session_refuse(const struct invocation *invocation, const struct problems *problems,
                   struct error *err)
{
    const char *folder = session_folder(invocation);

    if (!file_is_present(path_join(invocation->arena, folder, "nhip.yaml")))
        return error_set(err, ERROR_CONFIG,
                         "there is no configuration in %s; hint: --config or $NHIP_CONFIG names "
                         "its folder",
                         folder);
    return error_set(err, ERROR_CONFIG,
                     "%zu mistake%s in the configuration %s; nothing was touched", problems->errors,
                     problems->errors == 1 ? "" : "s", folder);
}

struct deployment *session_deployment(struct invocation *invocation, struct error *err)
{
    struct problems problems = {.arena = invocation->arena};
    struct deployment *deployment =
        deployment_read(session_folder(invocation), invocation->arena, &problems);

    session_tell(invocation, &problems);
    if (problems.errors == 0)
        return deployment;
    session_refuse(invocation, &problems, err);
    return NULL;
}

struct ledger *session_ledger(struct invocation *invocation, const struct deployment *deployment,
                              struct error *err)
{
    return ledger_open(deployment->ledger, true, invocation->arena, err);
}

struct ledger *session_ledger_for_writing(struct invocation *invocation,
                                          const struct deployment *deployment, struct error *err)
{
    struct ledger *ledger = session_ledger(invocation, deployment, err);

    if (ledger == NULL)
        return NULL;
    ledger_close(ledger);
    return ledger_open(deployment->ledger, false, invocation->arena, err);
}

int session_refuse_batch(const char *batch, struct error *err)
{
    return error_set(err, ERROR_USAGE, "no batch '%s'; hint: nhip status --batches lists them",
                     batch);
}

int session_store(const struct deployment *deployment, struct error *err)
{
    return deployment_open_store(deployment, true, err);
}

int session_flush(struct error *err)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    return error_set(err, ERROR_IO, "cannot write to standard output: %s", strerror(errno));
}

int session_print(const struct table *table, int format, struct error *err)
{
    output_table(table, table_formats[format], stdout);
    return session_flush(err);
}

int session_print_part(const char *title, const struct table *table, int format, struct error *err)
{
    if (table == NULL)
        return -1;
    if (table->row_count == 0)
        return 0;
    if (format == 0)
        printf("%s\n", title);
    if (session_print(table, format, err) != 0)
        return -1;
    if (format == 0)
        putchar('\n');
    return 0;
}
