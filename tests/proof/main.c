/* The command line of the proofs. */
/* For memory that is shared and no file's. */
#define _DEFAULT_SOURCE

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "tests/proof/describe.h"
#include "tests/proof/points.h"
#include "tests/proof/proof.h"
#include "tests/support/scratch.h"

int __wrap_main(int count, char **words);

bool proof_has(const struct proof *proof, const char *word)
{
    int i;

    for (i = 0; i < proof->words.count; i++)
        if (strcmp(proof->words.list[i], word) == 0)
            return true;
    return false;
}

unsigned long proof_dice(unsigned long seed, unsigned long number)
{
    unsigned long value = seed * 0x9e3779b97f4a7c15UL + number + 0x9e3779b97f4a7c15UL;

    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9UL;
    value = (value ^ (value >> 27)) * 0x94d049bb133111ebUL;
    return value ^ (value >> 31);
}

void *proof_share(size_t size)
{
    void *memory =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    if (memory == MAP_FAILED) {
        perror("proof: no shared memory");
        exit(EXIT_FAILURE);
    }
    return memory;
}

char *proof_describe(const char *world)
{
    struct buffer text = {0};
    struct error err;
    char *copy;

    if (describe(world, &text, &err) != 0) {
        buffer_clear(&text);
        buffer_print(&text, "BROKEN: %s\n", err.text);
    }
    copy = strdup(buffer_string(&text));
    buffer_free(&text);
    if (copy == NULL)
        error_out_of_memory();
    return copy;
}

static int describe_world(const struct proof *proof)
{
    char *text = proof_describe(proof->before);

    fputs(text, stdout);
    free(text);
    return fflush(stdout) == 0 ? 0 : EXIT_FAILURE;
}

static const struct {
    const char *name;
    int (*run)(const struct proof *proof);
} proofs[] = {{"sweep", sweep}, {"power", power}, {"race", race}, {"describe", describe_world}};

static int usage(const char *what)
{
    fprintf(stderr,
            "proof: %s\nusage: proof sweep|power|race|describe [--point P] [--round N] [--limit N] "
            "[--seed N] [--jobs N] [--processes N] BEFORE [-- COMMAND...]\n",
            what);
    return 64;
}

static bool set_option(struct proof *proof, const char *name, const char *value)
{
    if (strcmp(name, "--point") == 0)
        return point_parse(value, &proof->point);
    if (strcmp(name, "--limit") == 0)
        proof->limit = strtol(value, NULL, 10);
    else if (strcmp(name, "--round") == 0)
        proof->round = strtol(value, NULL, 10);
    else if (strcmp(name, "--seed") == 0)
        proof->seed = strtoul(value, NULL, 10);
    else if (strcmp(name, "--jobs") == 0)
        proof->jobs = (int)strtol(value, NULL, 10);
    else if (strcmp(name, "--processes") == 0)
        proof->processes = (int)strtol(value, NULL, 10);
    else
        return false;
    return true;
}

static int run(struct proof *proof, const char *name)
{
    size_t i;

    for (i = 0; i < sizeof proofs / sizeof proofs[0]; i++)
        if (strcmp(proofs[i].name, name) == 0)
            return proofs[i].run(proof);
    return usage("there is no such proof");
}

int __wrap_main(int count, char **words)
{
    struct proof proof = {.seed = 1, .jobs = (int)sysconf(_SC_NPROCESSORS_ONLN), .processes = 2};
    struct arena *arena = arena_new();
    static char name[] = "nhip";
    int i, status;

    for (i = 2; i + 1 < count && strncmp(words[i], "--", 2) == 0; i += 2)
        if (!set_option(&proof, words[i], words[i + 1]))
            return usage("an option is not known or wrong");
    if (i >= count)
        return usage("a world is missing");
    proof.before = words[i++];
    if (i < count) {
        words[i] = name;
        proof.words.count = count - i;
        proof.words.list = words + i;
    }
    proof.folder = scratch_make(arena);
    status = run(&proof, words[1]);
    scratch_remove(proof.folder);
    arena_free(arena);
    return status;
}
