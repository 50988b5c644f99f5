/* Opening and reading what a command line names. */
#include "batch/inputs.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/problem.h"
#include "core/reader.h"
#include "transforms/codes.h"

enum { KEY_SIZE = 32 };

struct reader *input_open(const char *name, struct arena *arena, struct error *err)
{
    if (strcmp(name, "-") == 0)
        return reader_from_descriptor(dup(STDIN_FILENO), "standard input", arena);
    return reader_open(name, arena, err);
}

struct mapping *input_mapping(const char *path, struct arena *arena, struct problems *problems)
{
    const char *folder = path_join(arena, path_folder(arena, path), "../codes");
    const struct code_list **lists;
    struct mapping_context context = {.code_folder = folder};
    size_t errors = problems->errors;
    char **names = NULL;
    struct error err;
    size_t i;

    if (folder_list(folder, arena, &names, &context.code_count, &err) != 0)
        problem_in_file(problems, folder, "%s", err.text);
    context.code_doubt.is_open = problems->errors != errors;
    context.codes = lists = arena_array(arena, context.code_count, sizeof *lists);
    for (i = 0; i < context.code_count; i++)
        lists[i] = code_list_read(path_join(arena, folder, names[i]), arena, problems);
    code_lists_note_doubt(lists, context.code_count, &context.code_doubt, arena);
    return mapping_read(path, &context, arena, problems);
}

int input_random_key(struct privacy_key *key, struct arena *arena, struct error *err)
{
    void *random = arena_alloc(arena, KEY_SIZE);

    if (getrandom(random, KEY_SIZE, 0) != KEY_SIZE)
        return error_set(err, ERROR_BUG, "no random bytes: %s", strerror(errno));
    *key = (struct privacy_key){RANDOM_KEY_ID, random, KEY_SIZE};
    return 0;
}
