/* Arenas give zeroed, aligned memory that lives until the mark. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/arena.h"
#include "core/buffer.h"

static void memory_is_zeroed_and_aligned_also_when_reused(void **state)
{
    struct arena *arena = arena_new();
    int round;
    size_t i;

    (void)state;
    for (round = 0; round < 3; round++) {
        unsigned char *bytes = arena_alloc(arena, 40000);

        assert_int_equal((uintptr_t)bytes % 16, 0);
        for (i = 0; i < 40000; i++)
            assert_int_equal(bytes[i], 0);
        memset(bytes, 0xff, 40000);
        arena_reset(arena);
        memset(arena_alloc(arena, 100), 0xff, 100);
    }
    arena_free(arena);
}

static void what_came_before_a_mark_survives_the_rewind(void **state)
{
    struct arena *arena = arena_new();
    const char *kept = arena_print(arena, "%s-%d", "kept", 1);
    struct arena_mark mark = arena_mark(arena);
    int i;

    (void)state;
    for (i = 0; i < 1000; i++)
        arena_copy(arena, "0123456789", 10);
    arena_alloc(arena, 100000);
    arena_rewind(arena, mark);
    assert_string_equal(kept, "kept-1");
    assert_string_equal(arena_text(arena, "new"), "new");
    assert_string_equal(kept, "kept-1");
    arena_free(arena);
}

static void an_empty_allocation_is_still_unique(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    assert_ptr_not_equal(arena_alloc(arena, 0), arena_alloc(arena, 0));
    assert_null(arena_text(arena, NULL));
    assert_string_equal(arena_copy(arena, NULL, 0), "");
    arena_free(arena);
    arena_free(NULL);
}

static void a_buffer_grows_and_keeps_its_end(void **state)
{
    struct buffer buffer = {0};
    int i;

    (void)state;
    assert_string_equal(buffer_string(&buffer), "");
    for (i = 0; i < 1000; i++)
        buffer_print(&buffer, "%03d,", i);
    assert_int_equal(buffer.size, 4000);
    assert_memory_equal(buffer.data + 3996, "999,", 5);
    buffer_clear(&buffer);
    buffer_byte(&buffer, 'x');
    buffer_text(&buffer, "yz");
    assert_string_equal(buffer_string(&buffer), "xyz");
    buffer_free(&buffer);
    assert_string_equal(buffer_string(&buffer), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(memory_is_zeroed_and_aligned_also_when_reused),
        cmocka_unit_test(what_came_before_a_mark_survives_the_rewind),
        cmocka_unit_test(an_empty_allocation_is_still_unique),
        cmocka_unit_test(a_buffer_grows_and_keeps_its_end),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
