/* Locks by flock(2) on files of their own, that of a source with the holder written inside. */
#include "batch/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "batch/actor.h"
#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/folder.h"
#include "core/instant.h"
#include "core/pulse.h"

enum { NAME_SIZE = 64, LONGEST_NAP_MILLISECONDS = 50, TRIES = 5, NAP_MILLISECONDS = 10 };

static int open_file(const char *folder, const char *name, struct error *err)
{
    struct arena *arena = arena_new();
    const char *path = path_join(arena, folder, name);
    int file = -1;

    if (folder_make(folder, 0700, err) == 0) {
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (file < 0)
            error_set(err, ERROR_IO, "cannot open %s: %s", path, strerror(errno));
    }
    arena_free(arena);
    return file;
}

/* 1 when the file is locked now, 0 when somebody else has locked it, -1. */
static int try_file(int file, struct error *err)
{
    if (flock(file, LOCK_EX | LOCK_NB) == 0)
        return 1;
    if (errno == EWOULDBLOCK || errno == EINTR)
        return 0;
    return error_set(err, ERROR_IO, "cannot lock a file: %s", strerror(errno));
}

/* Notes who holds the lock.  It serves only the message that a second run gives, and a message that
 * says less takes nothing from the lock, so a failure to write it is let pass. */
static void note_holder(int lock, const struct actor *actor)
{
    char holder[ACTOR_TEXT_SIZE] = {0};

    actor_format(actor, clock_real(), holder);
    if (pwrite(lock, holder, sizeof holder, 0) < 0)
        return;
}

static int refuse(int lock, const char *source, struct error *err)
{
    char holder[ACTOR_TEXT_SIZE] = "";
    ssize_t got = pread(lock, holder, sizeof holder - 1, 0);

    holder[got > 0 ? strcspn(holder, "\n") : 0] = '\0';
    return error_set(err, ERROR_LATER, "source %s is being run by %s; hint: wait for it to end",
                     source, holder[0] != '\0' ? holder : "another process");
}

/* Who only asks whether a source is held (lock_is_held) has its lock for an instant, and should
 * keep nobody from it. */
static int try_awhile(int file, struct error *err)
{
    int got = try_file(file, err);
    int i;

    for (i = 1; i < TRIES && got == 0; i++) {
        if (pulse_wait(NULL, NAP_MILLISECONDS, err) != 0)
            return -1;
        got = try_file(file, err);
    }
    return got;
}

int lock_source(const char *folder, const char *source, const struct actor *actor,
                struct error *err)
{
    char name[NAME_SIZE];
    int lock, got;

    snprintf(name, sizeof name, "%s.lock", source);
    lock = open_file(folder, name, err);
    if (lock < 0)
        return -1;
    got = try_awhile(lock, err);
    if (got == 1) {
        note_holder(lock, actor);
        return lock;
    }
    if (got == 0)
        refuse(lock, source, err);
    close(lock);
    return -1;
}

static int ask_lock(const char *path, struct error *err)
{
    int file = open(path, O_RDONLY | O_CLOEXEC);
    int result = 0;

    if (file < 0)
        return errno == ENOENT
                   ? 0
                   : error_set(err, ERROR_IO, "cannot open %s: %s", path, strerror(errno));
    if (flock(file, LOCK_SH | LOCK_NB) != 0)
        result = errno == EWOULDBLOCK
                     ? 1
                     : error_set(err, ERROR_IO, "cannot lock %s: %s", path, strerror(errno));
    close(file);
    return result;
}

int lock_is_held(const char *folder, const char *source, struct error *err)
{
    struct arena *arena = arena_new();
    int result = ask_lock(path_join(arena, folder, arena_print(arena, "%s.lock", source)), err);

    arena_free(arena);
    return result;
}

static int open_turn(const char *folder, const char *name, struct error *err)
{
    char file[NAME_SIZE];

    snprintf(file, sizeof file, "%s.turn", name);
    return open_file(folder, file, err);
}

/* Waits in naps that become longer: who waits for little should not wait much longer. */
int lock_turn(const char *folder, const char *name, struct pulse *pulse, struct error *err)
{
    int file = open_turn(folder, name, err);
    int milliseconds = 1;
    int got = 0;

    if (file < 0)
        return -1;
    while (got == 0) {
        got = try_file(file, err);
        if (got == 0 && pulse_wait(pulse, milliseconds, err) != 0)
            got = error_within(err, "waiting for another process");
        if (milliseconds < LONGEST_NAP_MILLISECONDS)
            milliseconds *= 2;
    }
    if (got == 1)
        return file;
    close(file);
    return -1;
}

/* Who is next holds a lock of its own, so that a process that loads batch after batch has to stand
 * behind those that wait. */
int lock_store(const char *folder, struct pulse *pulse, struct error *err)
{
    int next = lock_turn(folder, "next", pulse, err);
    int turn = next < 0 ? -1 : lock_turn(folder, "store", pulse, err);

    lock_close(next);
    return turn;
}

int lock_store_now(const char *folder, struct error *err)
{
    int turn = open_turn(folder, "store", err);
    int got = turn < 0 ? -1 : try_file(turn, err);

    if (got == 1)
        return turn;
    lock_close(turn);
    return got == 0 ? error_set(err, ERROR_LATER, "the store is being written by another process")
                    : -1;
}

void lock_close(int lock)
{
    if (lock >= 0)
        close(lock);
}
