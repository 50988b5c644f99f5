/* The entry: finds the command, reads its words, runs it, and turns errors into exit statuses. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "cli/command.h"
#include "cli/running.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/instant.h"
#include "core/log.h"
#include "core/utf8.h"
#include "core/version.h"

extern const struct command command_check, command_plan, command_run, command_backfill,
    command_rerun, command_reload, command_rebuild, command_abandon, command_status, command_fresh,
    command_notify, command_show, command_log, command_quarantine, command_audit,
    command_indicators, command_explain, command_report, command_connectors, command_convert,
    command_inspect, command_diff_mapping, command_purge;

static const struct command *const commands[] = {
    &command_check,      &command_plan,       &command_run,          &command_backfill,
    &command_rerun,      &command_reload,     &command_rebuild,      &command_abandon,
    &command_status,     &command_fresh,      &command_notify,       &command_show,
    &command_log,        &command_quarantine, &command_purge,        &command_audit,
    &command_indicators, &command_explain,    &command_report,       &command_connectors,
    &command_convert,    &command_inspect,    &command_diff_mapping, NULL,
};

static void print_overview(FILE *stream)
{
    size_t i;

    fputs(
        "nhip: from national systems to a province's reporting store, on every beat of a timer\n\n"
        "usage: nhip COMMAND [OPTIONS]; nhip COMMAND --help tells more and shows an example\n\n",
        stream);
    for (i = 0; commands[i] != NULL; i++)
        fprintf(stream, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\nexit status: 0 done, 1 failed, 2 partial, 64 usage, 65 data, 69 source unavailable,\n"
          "70 bug, 74 I/O, 75 try again later, 76 protocol, 77 credentials, 78 configuration\n",
          stream);
}

static const struct command *find_command(const char *name)
{
    size_t i;

    for (i = 0; commands[i] != NULL; i++)
        if (strcmp(commands[i]->name, name) == 0)
            return commands[i];
    return NULL;
}

/* What a far end or a command line says must not command the terminal. */
static int tell(const struct error *err)
{
    struct error told = *err;

    utf8_tame(told.text, strlen(told.text), '?');
    fprintf(stderr, "%snhip: %s\n", log_priority(LOG_ERROR), told.text);
    return error_exit_status(err->kind);
}

static const char *join(const char *name, char **words, struct arena *arena)
{
    struct buffer line = {0};
    const char *joined;

    buffer_text(&line, name);
    for (; *words != NULL; words++)
        buffer_print(&line, " %s", *words);
    joined = arena_copy(arena, line.data, line.size);
    buffer_free(&line);
    return joined;
}

static bool is_asked_to_stop(const struct invocation *invocation)
{
    return invocation->is_stopping != NULL && *invocation->is_stopping != 0;
}

/* Who asked learns that it was heard, though it came too late to keep anything from being done. */
static int tell_stop(const struct command *command)
{
    struct error err;

    error_set(&err, ERROR_LATER, "stopped by a signal; what %s had begun is done", command->name);
    return tell(&err);
}

static int start(const struct command *command, char **words, struct arena *arena)
{
    struct globals globals = {0};
    struct invocation invocation = {.arena = arena};
    struct error err;
    int status;

    if (command->is_stoppable)
        invocation.is_stopping = running_listen();
    invocation.line = join(command->name, words, arena);
    if (command_parse(command, words, &globals, &invocation, &err) != 0)
        return tell(&err);
    if (globals.is_help) {
        command_help(command, arena);
        return 0;
    }
    if (globals.as_of != 0)
        clock_fix(globals.as_of);
    log_configure(globals.is_quiet ? LOG_WARNING : LOG_INFO, globals.log != 0);
    status = command->run(&invocation, &err);
    if (status < 0)
        return tell(&err);
    return status == 0 && is_asked_to_stop(&invocation) ? tell_stop(command) : status;
}

int main(int count, char **words)
{
    const struct command *command;
    struct arena *arena;
    struct error err;
    int status;

    if (count < 2 || strcmp(words[1], "--help") == 0 || strcmp(words[1], "help") == 0) {
        print_overview(count < 2 ? stderr : stdout);
        return count < 2 ? error_exit_status(ERROR_USAGE) : 0;
    }
    if (strcmp(words[1], "--version") == 0) {
        puts("nhip " NHIP_VERSION);
        return 0;
    }
    command = find_command(words[1]);
    if (command == NULL) {
        error_set(&err, ERROR_USAGE, "no command '%s'; hint: nhip --help lists them", words[1]);
        return tell(&err);
    }
    /* A file that may not grow is an error of its write, as a full disk is. */
    signal(SIGXFSZ, SIG_IGN);
    arena = arena_new();
    status = start(command, words + 2, arena);
    arena_free(arena);
    return status;
}
