/* The lock of a source: flock(2) on a file of its own, with the holder written inside. */
#include "batch/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/file.h"
#include "core/instant.h"

enum { HOLDER_SIZE = 128 };

/* Notes who holds the lock.  It serves only the message that a second run gives, and a message that
 * says less takes nothing from the lock, so a failure to write it is let pass. */
static void note_holder(int lock)
{
    char since[INSTANT_TEXT_SIZE];
    char holder[HOLDER_SIZE] = {0};

    instant_format(clock_now(), VIETNAM_OFFSET_SECONDS, since);
    snprintf(holder, sizeof holder, "process %ld since %s\n", (long)getpid(), since);
    if (pwrite(lock, holder, sizeof holder, 0) < 0)
        return;
}

static int refuse(int lock, const char *source, struct error *err)
{
    char holder[HOLDER_SIZE] = "";
    ssize_t got = pread(lock, holder, sizeof holder - 1, 0);

    holder[got > 0 ? strcspn(holder, "\n") : 0] = '\0';
    close(lock);
    return error_set(err, ERROR_LATER, "source %s is being run by %s; hint: wait for it to end",
                     source, holder[0] != '\0' ? holder : "another process");
}

int lock_open(const char *folder, const char *source, struct arena *arena, struct error *err)
{
    const char *path = path_join(arena, folder, arena_print(arena, "%s.lock", source));
    int lock;

    if (folder_make(folder, 0700, err) != 0)
        return -1;
    lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock < 0)
        return error_set(err, ERROR_IO, "cannot open %s: %s", path, strerror(errno));
    if (flock(lock, LOCK_EX | LOCK_NB) != 0)
        return refuse(lock, source, err);
    note_holder(lock);
    return lock;
}

void lock_close(int lock)
{
    if (lock >= 0)
        close(lock);
}
