/*
 * A world: a folder with all that a run can see and change, which is copied, spoilt and thrown
 * away.
 *
 * Below it lie config/, state/, drop/ and credentials/; out and err are what the last process in it
 * has written.  The caller's environment names these folders by relative paths.
 */
#ifndef TESTS_PROOF_WORLD_H
#define TESTS_PROOF_WORLD_H

struct arena;
struct calls;
struct trace;

/* Makes the folder to as from is, times of change included. */
void world_copy(const char *from, const char *to);

/* Removes the folder and all that is in it; one that is not there is fine. */
void world_remove(const char *world);

/* The words of a command line, NULL at the end. */
struct words {
    int count;
    char **list;
};

/* How a process is watched; all may be NULL. */
struct watch {
    struct calls *calls;
    struct trace *trace;
};

/* Starts the program in the world, as a child with standard output and errors in files of the
 * world; its process id. */
int world_start(const char *world, const struct words *words, const struct watch *watch);

/* Waits for its end: its exit status, or 128 and the number of the signal that ended it. */
int world_wait(int process);

/* Both. */
int world_run(const char *world, const struct words *words, const struct watch *watch);

/* What it has written on standard error, at most some kilobytes, in the arena. */
const char *world_errors(const char *world, struct arena *arena);

#endif
