/* The command line as data: parsing by option tables, and help from the same tables. */
#include "cli/command.h"

#include <stdio.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"

const char *const table_formats[] = {"text", "csv", "json", NULL};

static const char *const log_formats[] = {"text", "json", NULL};

static const struct option global_options[] = {
    {"config", OPTION_TEXT, offsetof(struct globals, config),
     .help = "folder of the configuration (default $NHIP_CONFIG, ./config, /etc/nhip)"},
    {"as-of", OPTION_INSTANT, offsetof(struct globals, as_of),
     .help = "act as if it were this time: 2022-04-01 or 2022-04-01T06:00:00"},
    {"log", OPTION_CHOICE, offsetof(struct globals, log), .choices = log_formats,
     .help = "form of the log lines on standard error"},
    {"quiet", OPTION_FLAG, offsetof(struct globals, is_quiet),
     .help = "log warnings and errors only"},
    {"help", OPTION_FLAG, offsetof(struct globals, is_help), .help = "show this page"},
    {0}};

/* One word being read: where the next ones are, and what they are bound to. */
struct words {
    char **next;
    struct globals *globals;
    struct invocation *invocation;
    size_t given_count;
};

static int set_option(struct words *words, const struct option *option, const char *value,
                      void *target, struct error *err)
{
    struct arena *arena = words->invocation->arena;

    if (option->type == OPTION_FLAG)
        return value != NULL ? error_set(err, ERROR_USAGE, "--%s takes no value", option->name)
                             : option_set(option, "true", target, arena, err);
    if (value == NULL)
        value = *words->next != NULL ? *words->next++ : NULL;
    if (value == NULL)
        return error_set(err, ERROR_USAGE, "--%s needs a value: %s", option->name,
                         option_type_text(option, arena));
    return option_set(option, value, target, arena, err);
}

static int take_option(struct words *words, const char *word, struct error *err)
{
    const struct command *command = words->invocation->command;
    const char *name = strcmp(word, "-h") == 0 ? "help" : word + 2;
    size_t length = strcspn(name, "=");
    const char *value = name[length] == '=' ? name + length + 1 : NULL;
    const struct option *option = option_find(global_options, name, length);

    if (option != NULL)
        return set_option(words, option, value, words->globals, err);
    option = option_find(command->options, name, length);
    if (option != NULL) {
        words->invocation->given[words->given_count++] = option->name;
        return set_option(words, option, value, words->invocation->options, err);
    }
    return error_set(err, ERROR_USAGE, "%s has no option %.*s; hint: nhip %s --help", command->name,
                     (int)strcspn(word, "="), word, command->name);
}

static int check_count(const struct invocation *invocation, struct error *err)
{
    const struct command *command = invocation->command;

    if (invocation->argument_count >= command->least && invocation->argument_count <= command->most)
        return 0;
    return error_set(err, ERROR_USAGE, "usage: nhip %s %s; hint: nhip %s --help", command->name,
                     command->usage, command->name);
}

static size_t count_words(char **words)
{
    size_t count = 0;

    while (words[count] != NULL)
        count++;
    return count;
}

int command_parse(const struct command *command, char **words, struct globals *globals,
                  struct invocation *invocation, struct error *err)
{
    struct words state = {words, globals, invocation, 0};
    const size_t most = count_words(words) + 1;
    bool is_open = true;

    invocation->command = command;
    invocation->globals = globals;
    invocation->options = arena_alloc(invocation->arena, command->size);
    invocation->arguments = arena_array(invocation->arena, most, sizeof(char *));
    invocation->given = arena_array(invocation->arena, most, sizeof(char *));
    while (*state.next != NULL) {
        const char *word = *state.next++;

        if (is_open && strcmp(word, "--") == 0)
            is_open = false;
        else if (!is_open || word[0] != '-' || word[1] == '\0')
            invocation->arguments[invocation->argument_count++] = word;
        else if (take_option(&state, word, err) != 0)
            return -1;
    }
    return globals->is_help ? 0 : check_count(invocation, err);
}

static void help_options(const struct option *option, struct arena *arena)
{
    for (; option->name != NULL; option++) {
        const char *value = option->type == OPTION_FLAG ? "" : option_type_text(option, arena);
        const char *left = arena_print(arena, "--%s %s", option->name, value);

        printf("  %-32s %s\n", left, option->help);
    }
}

void command_help(const struct command *command, struct arena *arena)
{
    printf("nhip %s %s\n\n%s\n\n", command->name, command->usage, command->summary);
    printf("Example:\n%s\n", command->example);
    printf("Options:\n");
    help_options(command->options, arena);
    help_options(global_options, arena);
}
