/*
 * Commands of nhip: what each is called, takes and says of itself, and how it is started.
 *
 * Data goes to standard output, messages to standard error, and the exit status is that of the
 * error's kind (core/error.h).  To add a command: write cmd_<name>.c with its option table and one
 * const struct command, and name it in main.c.
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include <signal.h>
#include <stddef.h>
#include <stdint.h>

#include "core/option.h"

struct arena;
struct error;

/* What every command can be told. */
struct globals {
    const char *config; /* the configuration's folder */
    int64_t as_of;      /* 0: the real clock */
    int log;            /* 0 text, 1 json */
    bool is_quiet;      /* only warnings and errors are logged */
    bool is_help;
};

/* One start of a command. */
struct invocation {
    const struct command *command;
    const struct globals *globals;
    void *options;      /* the command's own struct, bound */
    const char **given; /* the names of the command's own options that were, NULL at the end */
    const char **arguments;
    size_t argument_count;
    const volatile sig_atomic_t *is_stopping; /* becomes 1; NULL: the command is not stoppable */
    const char *line;                         /* all that was typed, from the command's name on */
    struct arena *arena;                      /* of the run */
};

struct command {
    const char *name, *summary;
    const char *usage;   /* what follows the name: "[SOURCE...] [OPTIONS]" */
    const char *example; /* whole lines, indented by two blanks */
    const struct option *options;
    size_t size;        /* of the options' struct */
    size_t least, most; /* how many arguments it takes */
    bool is_stoppable;  /* asked to end, it ends well: it looks at is_stopping, or is short */
    bool is_warned;     /* is told of what is probably not meant, not only of mistakes */
    /* Returns the exit status, or -1 with *err filled. */
    int (*run)(struct invocation *invocation, struct error *err);
};

/* Reads the command line behind the command's name.  Options may stand anywhere: "--name VALUE",
 * "--name=VALUE", "--flag"; "--" ends them; "-" is an argument.  ERROR_USAGE tells what is wrong.
 */
int command_parse(const struct command *command, char **words, struct globals *globals,
                  struct invocation *invocation, struct error *err);

/* Writes the help page of a command to standard output. */
void command_help(const struct command *command, struct arena *arena);

/* What --format of a command that shows tables takes: names in reports/report.c. */
extern const char *const table_formats[];

#endif
