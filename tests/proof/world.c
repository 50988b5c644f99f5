/* Worlds and the processes in them. */
#include "tests/proof/world.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "tests/proof/calls.h"
#include "tests/proof/trace.h"
#include "tests/support/scratch.h"

/* Longer than any run here takes, with the waits of its retries. */
enum { SECONDS_MOST = 100, ERRORS_MOST = 65536 };

/* The program's own main, which the linker has put behind that of this program. */
int __real_main(int count, char **words);

static void give_up(const char *what, const char *path)
{
    fprintf(stderr, "proof: cannot %s %s: %s\n", what, path, strerror(errno));
    exit(EXIT_FAILURE);
}

static void copy_file(const char *from, const char *to, const struct stat *status)
{
    const struct timespec times[] = {status->st_atim, status->st_mtim};
    struct buffer bytes = {0};
    struct error err;
    int descriptor = open(to, O_WRONLY | O_CREAT | O_TRUNC, status->st_mode & 07777);

    if (descriptor < 0)
        give_up("create", to);
    if (file_read(from, (size_t)1 << 30, &bytes, &err) != 0)
        give_up("read", from);
    if (write(descriptor, buffer_string(&bytes), bytes.size) != (ssize_t)bytes.size)
        give_up("write", to);
    futimens(descriptor, times);
    close(descriptor);
    buffer_free(&bytes);
}

static void copy(const char *from, const char *to, struct arena *arena)
{
    const struct dirent *entry;
    struct stat status;
    DIR *folder;

    if (lstat(from, &status) != 0)
        give_up("copy", from);
    if (!S_ISDIR(status.st_mode)) {
        copy_file(from, to, &status);
        return;
    }
    folder = opendir(from);
    if (folder == NULL || mkdir(to, status.st_mode & 07777) != 0)
        give_up("copy", from);
    while ((entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            copy(path_join(arena, from, entry->d_name), path_join(arena, to, entry->d_name), arena);
    closedir(folder);
}

void world_copy(const char *from, const char *to)
{
    struct arena *arena = arena_new();

    world_remove(to);
    copy(from, to, arena);
    arena_free(arena);
}

void world_remove(const char *world)
{
    scratch_remove(world);
}

static void redirect(int descriptor, const char *path)
{
    int opened = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    if (opened < 0 || dup2(opened, descriptor) < 0)
        give_up("write", path);
    close(opened);
}

/* Never comes back. */
static void be_child(const char *world, const struct words *words, const struct watch *watch)
{
    if (chdir(world) != 0)
        give_up("enter", world);
    redirect(STDOUT_FILENO, "out");
    redirect(STDERR_FILENO, "err");
    alarm(SECONDS_MOST);
    if (watch->trace != NULL)
        trace_begin(watch->trace, world);
    if (watch->calls != NULL) {
        snprintf(watch->calls->root, sizeof watch->calls->root, "%s", world);
        calls_watch(watch->calls);
    }
    exit(__real_main(words->count, words->list));
}

int world_start(const char *world, const struct words *words, const struct watch *watch)
{
    pid_t child;

    fflush(NULL);
    child = fork();
    if (child < 0)
        give_up("start", words->list[0]);
    if (child == 0)
        be_child(world, words, watch);
    return child;
}

int world_wait(int process)
{
    int status;

    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR)
            give_up("wait for", "the program");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int world_run(const char *world, const struct words *words, const struct watch *watch)
{
    return world_wait(world_start(world, words, watch));
}

const char *world_errors(const char *world, struct arena *arena)
{
    struct buffer text = {0};
    struct error err;
    const char *copy;

    if (file_read(path_join(arena, world, "err"), (size_t)1 << 20, &text, &err) != 0)
        buffer_text(&text, err.text);
    if (text.size > ERRORS_MOST)
        text.data[ERRORS_MOST] = '\0';
    copy = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return copy;
}
