/*
 * The power cut: a run is recorded, and after each of its deeds the disk is thought through as it
 * may be when the power goes: with all that was not synced lost from some deed on, and with any
 * choice of it lost.  In all these worlds the same laws must hold.
 *
 * What SQLite keeps is trusted to SQLite, once it is seen that it syncs what it calls committed.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/arena.h"
#include "core/buffer.h"
#include "core/error.h"
#include "core/file.h"
#include "tests/proof/disk.h"
#include "tests/proof/power_laws.h"
#include "tests/proof/proof.h"
#include "tests/proof/trace.h"

/* Of so many unsynced deeds every choice is tried, of more so many at random. */
enum { CHOICES_WHOLE_MOST = 9, CHOICES_AT_RANDOM = 256, WRONG_SHOWN_MOST = 10 };

struct cutting {
    const struct proof *proof;
    struct disk *disk;
    struct laws *laws;
    bool *lost;
    size_t *pending; /* the numbers of the deeds that are not safe */
    size_t pending_count;
    long points, worlds, wrong;
};

static void find_pending(struct cutting *cutting, size_t deeds)
{
    size_t i;

    cutting->pending_count = 0;
    for (i = 0; i < deeds; i++)
        if (cutting->disk->effects[i].kind != EFFECT_NONE &&
            laws_watch(cutting->laws, &cutting->disk->effects[i]) &&
            cutting->disk->effects[i].safe_at >= deeds)
            cutting->pending[cutting->pending_count++] = i;
}

static void show(struct cutting *cutting, size_t deeds, const char *breach)
{
    size_t i;

    if (cutting->wrong++ >= WRONG_SHOWN_MOST)
        return;
    printf("WRONG after deed %zu (%s): %s\n  lost were:", deeds,
           laws_tell(&cutting->disk->effects[deeds - 1]), breach);
    for (i = 0; i < cutting->pending_count; i++)
        if (cutting->lost[cutting->pending[i]])
            printf(" [%zu %s]", cutting->pending[i] + 1,
                   laws_tell(&cutting->disk->effects[cutting->pending[i]]));
    putchar('\n');
}

static void try_world(struct cutting *cutting, size_t deeds)
{
    const char *breach = laws_breach(cutting->laws, deeds, cutting->lost);

    cutting->worlds++;
    if (breach != NULL)
        show(cutting, deeds, breach);
}

static void lose(struct cutting *cutting, size_t index, bool is_lost)
{
    cutting->lost[cutting->pending[index]] = is_lost;
}

/* All that is pending from some deed on is lost; first nothing, last everything. */
static void try_suffixes(struct cutting *cutting, size_t deeds)
{
    size_t kept, i;

    for (kept = cutting->pending_count + 1; kept-- > 0;) {
        for (i = 0; i < cutting->pending_count; i++)
            lose(cutting, i, i >= kept);
        try_world(cutting, deeds);
    }
}

static void try_choices(struct cutting *cutting, size_t deeds)
{
    bool is_whole = cutting->pending_count <= CHOICES_WHOLE_MOST;
    unsigned long count = is_whole ? 1UL << cutting->pending_count : CHOICES_AT_RANDOM;
    unsigned long choice;
    size_t i;

    for (choice = 0; choice < count; choice++) {
        unsigned long dice = proof_dice(cutting->proof->seed, (deeds << 16) + choice);

        for (i = 0; i < cutting->pending_count; i++)
            lose(cutting, i, is_whole ? choice >> i & 1 : proof_dice(dice, i) & 1);
        try_world(cutting, deeds);
    }
}

static void cut(struct cutting *cutting, size_t deeds)
{
    size_t i;

    find_pending(cutting, deeds);
    try_suffixes(cutting, deeds);
    try_choices(cutting, deeds);
    for (i = 0; i < cutting->pending_count; i++)
        lose(cutting, i, false);
    cutting->points++;
}

/* Whether all that the process had written to the database's log was synced by then. */
static bool is_safe(const struct disk *disk, size_t commit)
{
    const struct deed *deed = disk->effects[commit].deed;
    size_t i;

    for (i = 0; i < commit; i++)
        if (disk->effects[i].kind == EFFECT_BYTES && disk->effects[i].safe_at >= commit &&
            disk->effects[i].deed->process == deed->process &&
            laws_is_log(disk, disk->effects[i].inode, deed->path))
            return false;
    return true;
}

/* SQLite is silent about whether it syncs; the trace is not. */
static long count_unsafe_commits(const struct disk *disk)
{
    long count = 0;
    size_t i;

    for (i = 0; i < disk->count; i++)
        count += disk->effects[i].deed->kind == DEED_COMMIT && !is_safe(disk, i);
    return count;
}

static long count_commits(const struct disk *disk)
{
    long count = 0;
    size_t i;

    for (i = 0; i < disk->count; i++)
        count += disk->effects[i].deed->kind == DEED_COMMIT;
    return count;
}

/* Nothing was done behind the trace's back when it leads to what lies there now. */
static bool leads_to(const struct cutting *cutting, const char *world, struct arena *arena)
{
    struct names names = {0};
    bool is_same = true;
    size_t i;

    disk_names(cutting->disk, cutting->disk->count, NULL, &names, arena);
    for (i = 0; i < names.count; i++) {
        const char *path = path_join(arena, world, names.list[i].path);
        struct buffer wanted = {0}, got = {0};
        struct error err;

        if (laws_is_watched(names.list[i].path) && !laws_is_folder(cutting->disk, &names, i) &&
            disk_bytes(cutting->disk, cutting->disk->count, names.list[i].inode, &wanted) &&
            (file_read(path, SIZE_MAX / 2, &got, &err) != 0 || got.size != wanted.size ||
             memcmp(buffer_string(&got), buffer_string(&wanted), got.size) != 0)) {
            printf("WRONG: the trace does not lead to %s as it is\n", names.list[i].path);
            is_same = false;
        }
        buffer_free(&wanted);
        buffer_free(&got);
    }
    return is_same;
}

static bool prove(struct cutting *cutting, const char *world, struct arena *arena)
{
    long unsafe = count_unsafe_commits(cutting->disk);
    bool is_known = leads_to(cutting, world, arena);
    size_t i;

    for (i = 1; i <= cutting->disk->count; i++) {
        laws_note(cutting->laws, i - 1);
        if (laws_watch(cutting->laws, &cutting->disk->effects[i - 1]) ||
            cutting->disk->effects[i - 1].deed->kind == DEED_SYNC)
            cut(cutting, i);
    }
    printf("power points=%ld worlds=%ld attempts=%ld commits=%ld unsynced=%ld wrong=%ld\n",
           cutting->points, cutting->worlds, laws_attempts(cutting->laws),
           count_commits(cutting->disk), unsafe, cutting->wrong);
    return cutting->wrong == 0 && unsafe == 0 && is_known && cutting->points != 0 &&
           count_commits(cutting->disk) != 0;
}

int power(const struct proof *proof)
{
    struct arena *arena = arena_new();
    struct watch watch = {.trace = trace_new(), .calls = calls_new(0)};
    const struct point nowhere = {0};
    const char *world = path_join(arena, proof->folder, "recorded");
    struct cutting cutting = {.proof = proof};
    int status;
    bool is_well;

    calls_reset(watch.calls, &nowhere);
    world_copy(proof->before, world);
    status = world_run(world, &proof->words, &watch);
    if ((status != 0 && status != 2) || trace_is_full(watch.trace)) {
        printf("WRONG: the recorded run ended with %d: %s\n", status, world_errors(world, arena));
        return EXIT_FAILURE;
    }
    cutting.disk = disk_new(watch.trace, proof->before, arena);
    cutting.laws = laws_new(cutting.disk, arena);
    cutting.lost = arena_array(arena, cutting.disk->count + 1, sizeof *cutting.lost);
    cutting.pending = arena_array(arena, cutting.disk->count + 1, sizeof *cutting.pending);
    is_well = prove(&cutting, world, arena);
    arena_free(arena);
    return is_well ? 0 : EXIT_FAILURE;
}
