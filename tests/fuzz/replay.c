/*
 * Runs a target on files, one after the other, in place of libFuzzer.
 *
 *   NAME_fuzz [FILE|FOLDER...]
 *
 * Without arguments: on tests/fuzz/corpus/NAME and, since any document is something to decode, on
 * samples and samples/hostile.  A target ends the process itself where a promise is broken, and the
 * last name that was printed is the file that broke it.
 */
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "tests/fuzz/fuzz.h"

enum { FILE_BYTES_MOST = 64 * 1024 * 1024 };

static int run_file(const char *path)
{
    struct buffer bytes = {0};
    struct error err;

    printf("%s\n", path);
    fflush(stdout);
    if (file_read(path, FILE_BYTES_MOST, &bytes, &err) != 0) {
        fprintf(stderr, "%s\n", err.text);
        return -1;
    }
    LLVMFuzzerTestOneInput((const uint8_t *)buffer_string(&bytes), bytes.size);
    buffer_free(&bytes);
    return 1;
}

/* How many files were run; -1 when one cannot be read. */
static int run(const char *path)
{
    struct arena *arena = arena_new();
    struct error err;
    struct stat status;
    size_t count = 0, i;
    char **names;
    int ran = 0;

    if (stat(path, &status) == 0 && !S_ISDIR(status.st_mode))
        ran = run_file(path);
    else if (folder_list(path, arena, &names, &count, &err) != 0)
        ran = -1;
    for (i = 0; i < count && ran >= 0; i++) {
        const char *inner = path_join(arena, path, names[i]);

        if (stat(inner, &status) != 0 || S_ISDIR(status.st_mode))
            continue;
        ran = run_file(inner) < 0 ? -1 : ran + 1;
    }
    arena_free(arena);
    return ran;
}

static int run_all(char *const *paths, int count)
{
    int i, ran;

    for (i = 0; i < count; i++) {
        ran = run(paths[i]);
        if (ran <= 0) {
            fprintf(stderr, "%s: nothing to run\n", paths[i]);
            return 1;
        }
    }
    return 0;
}

int main(int count, char **arguments)
{
    char corpus[FILENAME_MAX], samples[] = "samples", hostile[] = "samples/hostile";
    char *const usual[] = {corpus, samples, hostile};
    const char *name = basename(arguments[0]);
    const char *end = strstr(name, "_fuzz");

    snprintf(corpus, sizeof corpus, "tests/fuzz/corpus/%.*s",
             (int)(end != NULL ? (size_t)(end - name) : strlen(name)), name);
    return count > 1 ? run_all(arguments + 1, count - 1) : run_all(usual, 3);
}
