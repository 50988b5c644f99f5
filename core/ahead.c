/* A ring of blocks between the thread that fills them and the reader that empties them. */
#include "core/ahead.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>

#include "core/arena.h"
#include "core/error.h"
#include "core/reader.h"

/* SMALL_SIZE: below it a thread costs more than it saves.  LOW_COUNT: a thread that had to wait
 * goes on when so few blocks are left, because being woken costs as much as filling one. */
enum { BLOCK_SIZE = 65536, BLOCK_COUNT = 8, LOW_COUNT = 2, SMALL_SIZE = 262144 };

struct block {
    char bytes[BLOCK_SIZE];
    size_t size;
};

struct ahead {
    struct reader reader;
    struct reader *below;
    struct arena *arena;
    size_t direct;        /* bytes that were read without a thread */
    bool is_without;      /* there is no thread to be had, or it might wait for ever */
    struct block *blocks; /* NULL while there is no thread */
    size_t used;          /* of the block that is being emptied */
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t change;
    /* Under the lock. */
    size_t filled, emptied; /* blocks so far */
    bool is_ended, is_closing, has_failed;
    struct error error;
};

/* Waits for a block to fill; NULL when nobody wants it. */
static struct block *wait_for_room(struct ahead *ahead)
{
    struct block *block = NULL;
    size_t most = BLOCK_COUNT - 1;

    pthread_mutex_lock(&ahead->lock);
    while (!ahead->is_closing && ahead->filled - ahead->emptied > most) {
        most = LOW_COUNT;
        pthread_cond_wait(&ahead->change, &ahead->lock);
    }
    if (!ahead->is_closing)
        block = &ahead->blocks[ahead->filled % BLOCK_COUNT];
    pthread_mutex_unlock(&ahead->lock);
    return block;
}

/* Hands over a block, or the end. */
static void hand_over(struct ahead *ahead, ssize_t got, const struct error *err)
{
    pthread_mutex_lock(&ahead->lock);
    ahead->is_ended = got <= 0;
    ahead->has_failed = got < 0;
    if (got < 0)
        ahead->error = *err;
    if (got > 0)
        ahead->filled++;
    pthread_cond_signal(&ahead->change);
    pthread_mutex_unlock(&ahead->lock);
}

static void *fill_blocks(void *context)
{
    struct ahead *ahead = context;
    struct block *block;
    struct error err;
    ssize_t got = 1;

    while (got > 0 && (block = wait_for_room(ahead)) != NULL) {
        got = reader_read(ahead->below, block->bytes, BLOCK_SIZE, &err);
        block->size = got > 0 ? (size_t)got : 0;
        hand_over(ahead, got, &err);
    }
    return NULL;
}

/* Starts the thread, which leaves all signals to the main one. */
static void start(struct ahead *ahead)
{
    sigset_t all, before;

    ahead->blocks = arena_array(ahead->arena, BLOCK_COUNT, sizeof *ahead->blocks);
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->change, NULL);
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&ahead->thread, NULL, fill_blocks, ahead) != 0) {
        ahead->is_without = true;
        ahead->blocks = NULL;
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* Waits for a block with bytes: 1, 0 at the end, -1. */
static int wait_for_bytes(struct ahead *ahead, struct error *err)
{
    int status = 1;

    pthread_mutex_lock(&ahead->lock);
    while (ahead->filled == ahead->emptied && !ahead->is_ended)
        pthread_cond_wait(&ahead->change, &ahead->lock);
    if (ahead->filled == ahead->emptied)
        status = ahead->has_failed ? -1 : 0;
    pthread_mutex_unlock(&ahead->lock);
    if (status < 0)
        *err = ahead->error;
    return status;
}

static void give_back(struct ahead *ahead)
{
    pthread_mutex_lock(&ahead->lock);
    ahead->emptied++;
    if (ahead->filled - ahead->emptied == LOW_COUNT)
        pthread_cond_signal(&ahead->change);
    pthread_mutex_unlock(&ahead->lock);
    ahead->used = 0;
}

/* A block that is used up is kept until now, since somebody may have looked at it. */
static ssize_t view_block(struct ahead *ahead, size_t size, const char **bytes, struct error *err)
{
    const struct block *block = &ahead->blocks[ahead->emptied % BLOCK_COUNT];
    int status;
    size_t count;

    if (ahead->used > 0 && ahead->used == block->size)
        give_back(ahead);
    status = wait_for_bytes(ahead, err);
    if (status <= 0)
        return status;
    block = &ahead->blocks[ahead->emptied % BLOCK_COUNT];
    count = block->size - ahead->used < size ? block->size - ahead->used : size;
    *bytes = block->bytes + ahead->used;
    ahead->used += count;
    return (ssize_t)count;
}

static ssize_t ahead_view(struct reader *reader, void *buffer, size_t size, const char **bytes,
                          struct error *err)
{
    struct ahead *ahead = (struct ahead *)reader;
    ssize_t got;

    if (ahead->blocks == NULL && !ahead->is_without && ahead->direct >= SMALL_SIZE)
        start(ahead);
    if (ahead->blocks != NULL)
        return view_block(ahead, size, bytes, err);
    *bytes = buffer;
    got = reader_read(ahead->below, buffer, size, err);
    ahead->direct += got > 0 ? (size_t)got : 0;
    return got;
}

static ssize_t ahead_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    const char *bytes;
    ssize_t got = ahead_view(reader, buffer, size, &bytes, err);

    if (got > 0 && bytes != buffer)
        memcpy(buffer, bytes, (size_t)got);
    return got;
}

static void ahead_close(struct reader *reader)
{
    struct ahead *ahead = (struct ahead *)reader;

    if (ahead->blocks != NULL) {
        pthread_mutex_lock(&ahead->lock);
        ahead->is_closing = true;
        pthread_cond_signal(&ahead->change);
        pthread_mutex_unlock(&ahead->lock);
        pthread_join(ahead->thread, NULL);
        pthread_cond_destroy(&ahead->change);
        pthread_mutex_destroy(&ahead->lock);
    }
    reader_close(ahead->below);
}

struct reader *ahead_reader(struct reader *below, struct arena *arena)
{
    struct ahead *ahead = arena_alloc(arena, sizeof *ahead);

    ahead->reader.read = ahead_read;
    ahead->reader.view = ahead_view;
    ahead->reader.close = ahead_close;
    ahead->reader.is_prompt = below->is_prompt;
    ahead->below = below;
    ahead->arena = arena;
    ahead->is_without = !below->is_prompt;
    return &ahead->reader;
}
