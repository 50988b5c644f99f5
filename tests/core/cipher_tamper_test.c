/* Whatever is done to what lies encrypted, no byte of it is believed. */
#include "core/cipher.h"

#include "core/arena.h"
#include "core/buffer.h"
#include "core/reader.h"
#include "tests/core/cipher_pieces.h"
#include "tests/support/check.h"

/* A stream of three and a bit parts that something is done to, and of what another one was made. */
struct tampered {
    struct buffer bytes, other;
};

static char *part_at(struct buffer *bytes, size_t number)
{
    return bytes->data + CIPHER_HEADER + number * (CIPHER_PART + CIPHER_TAG);
}

static void change_a_byte(struct tampered *tampered)
{
    part_at(&tampered->bytes, 1)[5] ^= 1;
}

static void change_a_tag(struct tampered *tampered)
{
    part_at(&tampered->bytes, 1)[CIPHER_PART] ^= 1;
}

static void change_the_salt(struct tampered *tampered)
{
    tampered->bytes.data[11] ^= 1;
}

static void swap_parts(struct tampered *tampered)
{
    struct buffer first = {0};

    buffer_append(&first, part_at(&tampered->bytes, 0), CIPHER_PART + CIPHER_TAG);
    memcpy(part_at(&tampered->bytes, 0), part_at(&tampered->bytes, 1), CIPHER_PART + CIPHER_TAG);
    memcpy(part_at(&tampered->bytes, 1), first.data, CIPHER_PART + CIPHER_TAG);
    buffer_free(&first);
}

static void bring_a_part_from_another(struct tampered *tampered)
{
    memcpy(part_at(&tampered->bytes, 1), part_at(&tampered->other, 1), CIPHER_PART + CIPHER_TAG);
}

static void bring_the_head_of_another(struct tampered *tampered)
{
    memcpy(tampered->bytes.data, tampered->other.data, CIPHER_HEADER);
}

static void leave_out_a_part(struct tampered *tampered)
{
    memmove(part_at(&tampered->bytes, 1), part_at(&tampered->bytes, 2),
            tampered->bytes.size - CIPHER_HEADER - 2 * (CIPHER_PART + CIPHER_TAG));
    tampered->bytes.size -= CIPHER_PART + CIPHER_TAG;
}

static void repeat_a_part(struct tampered *tampered)
{
    memcpy(part_at(&tampered->bytes, 1), part_at(&tampered->bytes, 0), CIPHER_PART + CIPHER_TAG);
}

static void cut_at_a_part(struct tampered *tampered)
{
    tampered->bytes.size = CIPHER_HEADER + 2 * (CIPHER_PART + CIPHER_TAG);
}

static void cut_in_a_part(struct tampered *tampered)
{
    tampered->bytes.size -= 1;
}

static void cut_all_parts(struct tampered *tampered)
{
    tampered->bytes.size = CIPHER_HEADER;
}

static void cut_in_the_head(struct tampered *tampered)
{
    tampered->bytes.size = 20;
}

static void cut_everything(struct tampered *tampered)
{
    tampered->bytes.size = 0;
}

static void add_a_byte(struct tampered *tampered)
{
    buffer_byte(&tampered->bytes, 'x');
}

static void add_the_last_part_again(struct tampered *tampered)
{
    struct buffer last = {0};

    buffer_append(&last, part_at(&tampered->bytes, 3),
                  tampered->bytes.size - CIPHER_HEADER - 3 * (CIPHER_PART + CIPHER_TAG));
    buffer_append(&tampered->bytes, last.data, last.size);
    buffer_free(&last);
}

static void add_a_part_of_another(struct tampered *tampered)
{
    buffer_append(&tampered->bytes, part_at(&tampered->other, 3), 77 + CIPHER_TAG);
}

static void call_it_another_version(struct tampered *tampered)
{
    tampered->bytes.data[7] = 2;
}

static void say_it_has_another_key(struct tampered *tampered)
{
    tampered->bytes.data[10] = '2';
}

static void say_it_has_a_key_that_is_not_there(struct tampered *tampered)
{
    tampered->bytes.data[10] = '3';
}

static void say_its_key_has_no_name(struct tampered *tampered)
{
    tampered->bytes.data[8] = 0;
}

static void say_its_key_has_a_longer_name(struct tampered *tampered)
{
    tampered->bytes.data[8] = 40;
}

#define AT(byte)                                                                                   \
    " cannot be decrypted: from byte " byte " on it was changed, cut, or brought from elsewhere"
#define OTHER_KEY(id)                                                                              \
    " cannot be decrypted: the key '" id "' is another one than it was encrypted with, or its "    \
    "first bytes were changed"

static void each_tampering_is_refused(void **state)
{
    static const struct {
        void (*tamper)(struct tampered *);
        enum error_kind kind;
        size_t handed_out; /* whole parts before the one that is refused */
        const char *text;
    } rows[] = {
        {change_a_byte, ERROR_DATA, 1, AT("65536")},
        {change_a_tag, ERROR_DATA, 1, AT("65536")},
        {change_the_salt, ERROR_CONFIG, 0, OTHER_KEY("l1")},
        {swap_parts, ERROR_DATA, 0, AT("0")},
        {bring_a_part_from_another, ERROR_DATA, 1, AT("65536")},
        {bring_the_head_of_another, ERROR_DATA, 0, AT("0")},
        {leave_out_a_part, ERROR_DATA, 1, AT("65536")},
        {repeat_a_part, ERROR_DATA, 1, AT("65536")},
        {cut_at_a_part, ERROR_DATA, 1, AT("65536")},
        {cut_in_a_part, ERROR_DATA, 3, AT("196608")},
        {cut_all_parts, ERROR_DATA, 0, AT("0")},
        {cut_in_the_head, ERROR_DATA, 0, " cannot be decrypted: it was cut"},
        {cut_everything, ERROR_DATA, 0,
         " cannot be decrypted: it does not begin as what is encrypted"},
        {add_a_byte, ERROR_DATA, 3, AT("196608")},
        {add_the_last_part_again, ERROR_DATA, 3, AT("196608")},
        {add_a_part_of_another, ERROR_DATA, 3, AT("196608")},
        {call_it_another_version, ERROR_DATA, 0,
         " cannot be decrypted: it does not begin as what is encrypted"},
        {say_it_has_another_key, ERROR_CONFIG, 0, OTHER_KEY("l2")},
        {say_it_has_a_key_that_is_not_there, ERROR_CONFIG, 0,
         " cannot be decrypted: no key has the id 'l3'"},
        {say_its_key_has_no_name, ERROR_DATA, 0,
         " cannot be decrypted: it does not begin as what is encrypted"},
        {say_its_key_has_a_longer_name, ERROR_DATA, 0,
         " cannot be decrypted: it does not begin as what is encrypted"},
    };
    struct keyring keyring = pieces_keyring();
    struct arena *arena = arena_new();
    char *plain = pieces_plain(3 * CIPHER_PART + 77, arena);
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct tampered tampered = {
            pieces_encrypt(&keyring.known[0], plain, 3 * CIPHER_PART + 77, arena),
            pieces_encrypt(&keyring.known[0], plain, 3 * CIPHER_PART + 77, arena)};
        struct buffer back = {0};
        struct error err;

        rows[i].tamper(&tampered);
        CHECK_FAILS(pieces_decrypt(&keyring, &tampered.bytes, cipher_place, &back, &err), &err,
                    rows[i].kind, arena_print(arena, "%s%s", cipher_place, rows[i].text));
        assert_int_equal(back.size, rows[i].handed_out * CIPHER_PART);
        if (back.size != 0)
            assert_memory_equal(back.data, plain, back.size);
        buffer_free(&tampered.bytes);
        buffer_free(&tampered.other);
        buffer_free(&back);
    }
    arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_tampering_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
