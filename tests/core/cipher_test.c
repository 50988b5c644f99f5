/* What lies encrypted comes back as it was, in its own place, or not at all. */
#include "core/cipher.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/core/cipher_pieces.h"
#include "tests/support/check.h"

static void every_length_comes_back_as_it_was(void **state)
{
    static const size_t sizes[] = {0,
                                   1,
                                   15,
                                   16,
                                   CIPHER_PART - 1,
                                   CIPHER_PART,
                                   CIPHER_PART + 1,
                                   CIPHER_PART + CIPHER_TAG,
                                   2 * CIPHER_PART - 1,
                                   2 * CIPHER_PART,
                                   2 * CIPHER_PART + 1,
                                   3 * CIPHER_PART + 77};
    struct keyring keyring = pieces_keyring();
    size_t i;

    (void)state;
    for (i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct arena *arena = arena_new();
        char *plain = pieces_plain(sizes[i], arena);
        struct buffer bytes = pieces_encrypt(&keyring.known[0], plain, sizes[i], arena), back = {0};
        size_t parts = sizes[i] == 0 ? 1 : (sizes[i] + CIPHER_PART - 1) / CIPHER_PART;
        struct error err;

        assert_int_equal(bytes.size, CIPHER_HEADER + sizes[i] + parts * CIPHER_TAG);
        CHECK_DONE(pieces_decrypt(&keyring, &bytes, cipher_place, &back, &err), &err);
        assert_int_equal(back.size, sizes[i]);
        if (sizes[i] != 0)
            assert_memory_equal(back.data, plain, sizes[i]);
        buffer_free(&bytes);
        buffer_free(&back);
        arena_free(arena);
    }
}

static void the_same_bytes_never_lie_the_same_twice(void **state)
{
    struct keyring keyring = pieces_keyring();
    struct arena *arena = arena_new();
    struct buffer one = pieces_encrypt(&keyring.known[0], "abcdefgh", 8, arena);
    struct buffer other = pieces_encrypt(&keyring.known[0], "abcdefgh", 8, arena);

    (void)state;
    assert_true(cipher_is_encrypted(one.data, one.size));
    assert_memory_equal(one.data, other.data, 11);
    assert_memory_not_equal(one.data + 11, other.data + 11, 32);
    assert_memory_not_equal(one.data + CIPHER_HEADER, other.data + CIPHER_HEADER, 8);
    buffer_free(&one);
    buffer_free(&other);
    arena_free(arena);
}

static void a_stream_in_the_place_of_another_is_refused(void **state)
{
    struct keyring keyring = pieces_keyring();
    struct arena *arena = arena_new();
    struct buffer bytes = pieces_encrypt(&keyring.known[0], "abc", 3, arena), back = {0};
    struct error err;

    (void)state;
    CHECK_FAILS(pieces_decrypt(&keyring, &bytes, "bhyt/2022-03-02/1/page-0001.xml", &back, &err),
                &err, ERROR_DATA,
                "bhyt/2022-03-02/1/page-0001.xml cannot be decrypted: from byte 0 on it was "
                "changed, cut, or brought from elsewhere");
    assert_int_equal(back.size, 0);
    buffer_free(&bytes);
    buffer_free(&back);
    arena_free(arena);
}

static void a_reader_that_was_refused_hands_out_nothing_afterwards(void **state)
{
    struct keyring keyring = pieces_keyring();
    struct arena *arena = arena_new();
    struct buffer bytes = pieces_encrypt(&keyring.known[0], "abc", 3, arena);
    struct reader *reader;
    struct error err;
    char back[8];

    (void)state;
    bytes.data[CIPHER_HEADER] ^= 1;
    reader = cipher_decrypt(reader_from_memory(bytes.data, bytes.size, arena), &keyring.keys,
                            cipher_place, arena, &err);
    assert_int_equal(reader_read(reader, back, sizeof back, &err), -1);
    assert_int_equal(reader_read(reader, back, sizeof back, &err), -1);
    reader_close(reader);
    reader_close(reader);
    buffer_free(&bytes);
    arena_free(arena);
}

static ssize_t failing_read(struct reader *reader, void *buffer, size_t size, struct error *err)
{
    (void)reader;
    (void)buffer;
    (void)size;
    return error_set(err, ERROR_SOURCE, "the far end is gone");
}

static void what_fails_below_fails_above(void **state)
{
    struct keyring keyring = pieces_keyring();
    struct arena *arena = arena_new();
    struct reader failing = {.read = failing_read};
    struct buffer bytes = {0};
    struct error err;

    (void)state;
    CHECK_FAILS(
        pieces_read(cipher_encrypt(&failing, &keyring.known[0], cipher_place, arena), &bytes, &err),
        &err, ERROR_SOURCE, "the far end is gone");
    CHECK_FAILS(pieces_read(cipher_decrypt(&failing, &keyring.keys, cipher_place, arena, &err),
                            &bytes, &err),
                &err, ERROR_SOURCE, "the far end is gone");
    buffer_free(&bytes);
    arena_free(arena);
}

static void a_key_is_64_hexadecimal_digits(void **state)
{
    static const char digits[] = "000102030405060708090a0b0c0d0e0fF0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";
    static const struct {
        const char *text, *error;
    } rows[] = {
        {"", "a key of the landing has 64 hexadecimal digits, this has 0 characters"},
        {"0001", "a key of the landing has 64 hexadecimal digits, this has 4 characters"},
        {"000102030405060708090a0b0c0d0e0ff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff0",
         "a key of the landing has 64 hexadecimal digits, this has 65 characters"},
        {"000102030405060708090a0b0c0d0e0ff0f1f2f3f4f5f6f7f8f9fafbfcfdfefg",
         "a key of the landing has 64 hexadecimal digits and nothing else"},
        {"000102030405060708090a0b0c0d0e0f 0f1f2f3f4f5f6f7f8f9fafbfcfdfeff",
         "a key of the landing has 64 hexadecimal digits and nothing else"},
    };
    struct cipher_key key = {.id = "l1"};
    struct error err;
    size_t i;

    (void)state;
    CHECK_DONE(cipher_key_parse(digits, &key, &err), &err);
    assert_int_equal(key.bytes[1], 1);
    assert_int_equal(key.bytes[16], 0xf0);
    assert_int_equal(key.bytes[31], 0xff);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        CHECK_FAILS(cipher_key_parse(rows[i].text, &key, &err), &err, ERROR_CONFIG, rows[i].error);
    assert_int_equal(key.bytes[31], 0xff);
}

/* Made by another program from the description in cipher.h: the salt is 00 01 02 ... 1f. */
static void a_stream_of_version_1_reads_for_ever(void **state)
{
    static const unsigned char written[] = {
        0x89, 0x6e, 0x68, 0x69, 0x70, 0x0d, 0x0a, 0x01, 0x02, 0x6c, 0x31, 0x00, 0x01, 0x02,
        0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x10,
        0x11, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x1b, 0x1c, 0x1d, 0x1e,
        0x1f, 0x50, 0x35, 0x4d, 0x24, 0xd2, 0xe7, 0x7b, 0x75, 0x0e, 0x86, 0x07, 0xb2, 0x5c,
        0x4e, 0x2a, 0x47, 0xf7, 0x5f, 0x6f, 0x68, 0x96, 0x14, 0xf2, 0x45, 0xe7, 0x45, 0x46};
    struct keyring keyring = pieces_keyring();
    struct buffer bytes = {0}, back = {0};
    struct error err;

    (void)state;
    buffer_append(&bytes, written, sizeof written);
    CHECK_DONE(pieces_decrypt(&keyring, &bytes, cipher_place, &back, &err), &err);
    assert_int_equal(back.size, 3);
    assert_memory_equal(back.data, "abc", 3);
    buffer_free(&bytes);
    buffer_free(&back);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_length_comes_back_as_it_was),
        cmocka_unit_test(the_same_bytes_never_lie_the_same_twice),
        cmocka_unit_test(a_stream_in_the_place_of_another_is_refused),
        cmocka_unit_test(a_reader_that_was_refused_hands_out_nothing_afterwards),
        cmocka_unit_test(what_fails_below_fails_above),
        cmocka_unit_test(a_key_is_64_hexadecimal_digits),
        cmocka_unit_test(a_stream_of_version_1_reads_for_ever),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
