/*
 * drop: a folder into which somebody puts files; each file is a window of its own.
 *
 * A file is known by its name and its time of change: one that changes is due again.  Files that
 * are still being written should have a name that begins with a dot or ends in .part or .tmp.
 * Nothing outside the folder is ever read.
 */
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "connectors/connector.h"
#include "core/arena.h"
#include "core/buffer.h"
#include "core/digest.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "core/option.h"
#include "core/problem.h"
#include "core/reader.h"
#include "core/table.h"
#include "core/yaml.h"

enum settle { SETTLE_KEEP, SETTLE_MOVE };
enum {
    HASH_DIGITS = 8,
    ID_LIMIT = 100 /* bytes of a name in a window id: folders and the ledger have limits */
};

struct drop {
    struct source source;

    /* From configuration. */
    const char *folder, *pattern;
    int settle; /* enum settle */

    /* The batch's. */
    const char *name; /* of the file in the folder, once it is found */
    int descriptor;   /* of that file */
    struct reader *bytes;
    bool is_given;
};

static const char *const settles[] = {"keep", "move", NULL};

static const struct option drop_options[] = {
    {"folder", OPTION_TEXT, offsetof(struct drop, folder), true,
     .help = "folder that files are put into"},
    {"pattern", OPTION_TEXT, offsetof(struct drop, pattern), false, "*",
     .help = "names to take, with * and ?"},
    {"settle", OPTION_CHOICE, offsetof(struct drop, settle), false, "keep", .choices = settles,
     .help = "what becomes of a loaded file: keep it, or move it to done/"},
    {0},
};

static struct drop *self(struct source *source)
{
    return (struct drop *)source;
}

static const char *folder_of(const struct drop *drop, struct arena *arena)
{
    return path_join(arena, drop->source.folder, drop->folder);
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), wanted = strlen(end);

    return length >= wanted && strcmp(name + length - wanted, end) == 0;
}

/* Why files cannot be taken from the folder now, or moved in it; NULL when they can. */
static const char *find_obstacle(const struct drop *drop, const char *folder)
{
    struct stat status;

    if (stat(folder, &status) != 0)
        return errno == ENOENT ? "does not exist" : "cannot be looked at";
    if (!S_ISDIR(status.st_mode))
        return "is no folder";
    if (faccessat(AT_FDCWD, folder, R_OK | X_OK, AT_EACCESS) != 0)
        return "cannot be read by this user";
    return drop->settle == SETTLE_MOVE && faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) != 0
               ? "cannot be written by this user, so that loaded files stay where they are"
               : NULL;
}

/* It may be a mount that comes later, so that this is no mistake. */
static void drop_check(struct source *source, const struct node *options, struct problems *problems)
{
    const struct drop *drop = self(source);
    const struct node *place = node_find(options, "folder");
    const char *folder, *obstacle;

    if (place == NULL || problem_is_of(problems, options, "folder", NULL))
        return;
    folder = folder_of(drop, problems->arena);
    obstacle = find_obstacle(drop, folder);
    if (obstacle != NULL)
        problem_warn(problems, place, "the drop folder %s %s", folder, obstacle);
}

static bool is_wanted(const struct drop *drop, const char *name)
{
    return fnmatch(drop->pattern, name, FNM_PERIOD) == 0 && !ends_with(name, ".part") &&
           !ends_with(name, ".tmp");
}

/* A window id for a name: bytes that ids do not have become '_', and then some digits of the
 * name's hash keep two names apart that would look alike. */
static char *id_of(const char *name, struct arena *arena)
{
    char *id = arena_text(arena, name);
    char hash[DIGEST_TEXT_SIZE];
    struct digest *digest;
    size_t safe = file_name_span(id);

    if (id[safe] == '\0' && safe <= ID_LIMIT)
        return id;
    for (; id[safe] != '\0'; safe += 1 + file_name_span(id + safe + 1))
        id[safe] = '_';
    digest = digest_new();
    digest_update(digest, name, strlen(name));
    digest_format(digest, hash);
    digest_free(digest);
    return arena_print(arena, "%.*s-%.*s", ID_LIMIT, id, HASH_DIGITS, hash);
}

static int64_t changed_at(const struct stat *status)
{
    return (int64_t)status->st_mtim.tv_sec * MICROSECONDS_PER_SECOND +
           status->st_mtim.tv_nsec / 1000;
}

/* Files and links: a link is listed so that its refusal is seen.  Folders, pipes and the like are
 * nobody's data. */
static bool may_be_data(const struct stat *status)
{
    return S_ISREG(status->st_mode) || S_ISLNK(status->st_mode);
}

static int list_names(const struct drop *drop, struct arena *arena, char ***names, size_t *count,
                      struct error *err)
{
    const char *folder = folder_of(drop, arena);

    if (!file_is_present(folder))
        return error_set(err, ERROR_CONFIG, "the drop folder %s does not exist", folder);
    return folder_list(folder, arena, names, count, err);
}

static int drop_list(struct source *source, struct table *windows, struct error *err)
{
    const struct drop *drop = self(source);
    struct arena *arena = arena_new();
    struct stat status;
    char **names = NULL;
    size_t count = 0;
    int result = list_names(drop, arena, &names, &count, err);

    for (size_t i = 0; result == 0 && i < count; i++) {
        const char *path = path_join(arena, folder_of(drop, arena), names[i]);
        const char **row;

        /* What has gone since it was listed is simply not there. */
        if (!is_wanted(drop, names[i]) || lstat(path, &status) != 0 || !may_be_data(&status))
            continue;
        row = table_add(windows);
        row[0] = id_of(names[i], windows->arena);
        row[1] = arena_print(windows->arena, "%lld", (long long)changed_at(&status));
    }
    arena_free(arena);
    return result;
}

/* The name in the folder that has this window's id. */
/* Finds the file of the window: 1 and drop->name, 0 when there is none, -1. */
static int find_name(struct drop *drop, struct error *err)
{
    struct arena *arena = drop->source.arena;
    char **names = NULL;
    size_t count = 0;

    if (list_names(drop, arena, &names, &count, err))
        return -1;
    for (size_t i = 0; i < count; i++) {
        if (is_wanted(drop, names[i]) &&
            strcmp(id_of(names[i], arena), drop->source.window.id) == 0) {
            drop->name = names[i];
            return 1;
        }
    }
    return 0;
}

/* The file must still be the one that the window was made for. */
static int judge(const struct drop *drop, const struct stat *status, struct error *err)
{
    if (!S_ISREG(status->st_mode))
        return error_set(err, ERROR_DATA, "%s is not a regular file", drop->name);
    if (changed_at(status) != drop->source.window.since)
        return error_set(err, ERROR_LATER, "%s has changed since it was listed", drop->name);
    return 0;
}

static int check_unchanged(const struct drop *drop, struct error *err)
{
    struct stat status;

    if (fstat(drop->descriptor, &status) != 0)
        return error_set(err, ERROR_IO, "cannot look at %s: %s", drop->name, strerror(errno));
    return judge(drop, &status, err);
}

static int drop_open(struct source *source, struct error *err)
{
    struct drop *drop = self(source);
    int found = find_name(drop, err);
    const char *path;

    if (found == 0)
        return error_set(err, ERROR_SOURCE, "no file for window %s in the drop folder %s",
                         source->window.id, folder_of(drop, source->arena));
    if (found < 0)
        return -1;
    path = path_join(source->arena, folder_of(drop, source->arena), drop->name);
    /* O_NONBLOCK keeps a pipe that has taken the file's place from stopping the run. */
    drop->descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (drop->descriptor >= 0) {
        drop->bytes = reader_from_descriptor(drop->descriptor, drop->name, source->arena);
        return check_unchanged(drop, err);
    }
    if (errno == ELOOP)
        return error_set(err, ERROR_DATA, "%s is a symbolic link; hint: put the file itself there",
                         drop->name);
    /* A file that its owner has to mend is no reason to leave all others. */
    return error_set(err, ERROR_DATA, "cannot open %s: %s", path, strerror(errno));
}

static int drop_next(struct source *source, struct document *document, struct error *err)
{
    struct drop *drop = self(source);

    (void)err;
    if (drop->is_given)
        return 0;
    document->name = arena_print(source->arena, "file.%s", source->format);
    document->format = source->format;
    document->request = arena_print(source->arena, "file %s", drop->name);
    document->status = 0;
    document->content_type = "";
    document->declared = -1;
    drop->is_given = true;
    return 1;
}

static ssize_t drop_read(struct source *source, void *buffer, size_t size, struct error *err)
{
    struct drop *drop = self(source);
    ssize_t got = reader_read(drop->bytes, buffer, size, err);

    if (got == 0 && check_unchanged(drop, err))
        return -1;
    return got;
}

/* Where a loaded file goes; a file of that name that is already there keeps its place. */
static const char *place_for(const struct drop *drop, const char *done)
{
    struct arena *arena = drop->source.arena;
    const char *path = path_join(arena, done, drop->name);

    if (!file_is_present(path))
        return path;
    return arena_print(arena, "%s.%s", path,
                       instant_print(arena, "yyyyMMddHHmmss", drop->source.window.since,
                                     drop->source.offset_seconds));
}

static int move_to_done(const struct drop *drop, const char *path, struct error *err)
{
    const char *done = path_join(drop->source.arena, folder_of(drop, drop->source.arena), "done");

    if (folder_make(done, S_IRWXU | S_IRGRP | S_IXGRP, err))
        return -1;
    if (rename(path, place_for(drop, done)) != 0)
        return error_set(err, ERROR_IO, "cannot move %s to %s: %s", path, done, strerror(errno));
    return 0;
}

/* Works on a source that is open, closed or was never opened: the run that loaded the file may have
 * been killed before it came here. */
static int drop_settle(struct source *source, struct error *err)
{
    struct drop *drop = self(source);
    struct stat status;
    const char *path;
    int found;

    if (drop->settle == SETTLE_KEEP)
        return 0;
    /* A file that is gone was settled before; its batch was loaded again from the landing. */
    if (drop->name == NULL && (found = find_name(drop, err)) != 1)
        return found;
    path = path_join(source->arena, folder_of(drop, source->arena), drop->name);
    if (lstat(path, &status) != 0)
        return error_set(err, ERROR_IO, "cannot look at %s: %s", path, strerror(errno));
    /* A newer file of that name has not been loaded and stays. */
    return judge(drop, &status, err) ? -1 : move_to_done(drop, path, err);
}

static void drop_close(struct source *source)
{
    struct drop *drop = self(source);

    reader_close(drop->bytes);
    drop->bytes = NULL;
}

const struct connector connector_drop = {
    .name = "drop",
    .summary = "takes the files that are put into a folder",
    .options = drop_options,
    .size = sizeof(struct drop),
    .check = drop_check,
    .open = drop_open,
    .next = drop_next,
    .read = drop_read,
    .settle = drop_settle,
    .close = drop_close,
    .list = drop_list,
};
