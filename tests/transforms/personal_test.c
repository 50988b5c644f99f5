/* What looks personal is found by tag, by value and by expression, and nothing else is. */
#include "transforms/personal.h"

#include "core/arena.h"
#include "tests/support/check.h"
#include "tests/transforms/convert.h"

struct row {
    const char *text, *why;
};

static const struct row names[] = {
    {"HO_TEN", "a person's name"},
    {"HoTenNguoiNop", "a person's name"},
    {"@hoTen", "a person's name"},
    {"SoDinhDanh", "an identity number"},
    {"SO_CCCD", "an identity number"},
    {"so_cmnd", "an identity number"},
    {"SoGiayToChuHoSo", "an identity number"},
    {"MA_THE_BHYT", "an insurance number"},
    {"ChuHoSo", "tells who a person is"},
    {"SoDienThoai", "a telephone number"},
    {"DIEN_THOAI", "a telephone number"},
    {"Email", "an e-mail address"},
    {"DiaChiThuongTru", "a person's address"},
    {"NGAY_SINH", "a date or place of birth"},
    {"SO_TAI_KHOAN", "a bank account"},
    {"MaHoSo", NULL},
    {"NgayTiepNhan", NULL},
    {"ten_don_vi", NULL},
    {"TaiKhoanDuocXacThucVoiVNeID", NULL},
    {"FaxNoiBo", NULL},
    {"", NULL},
};

static void personal_tags_are_known_in_any_writing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct personal *found = personal_name(names[i].text);

        print_message("%s\n", names[i].text);
        assert_int_equal(found == NULL, names[i].why == NULL);
        if (found != NULL)
            assert_string_equal(found->why, names[i].why);
    }
}

static const struct row values[] = {
    {"001299000001", "an identity number"},
    {"0900000001", "a telephone number"},
    {"+84900000001", "a telephone number"},
    {"nguoi@example.org", "an e-mail address"},
    {"202201051330", NULL},
    {"00129900000", NULL},
    {"0012990000012", NULL},
    {"9900000001", NULL},
    {"00129900000x", NULL},
    {"@example.org", NULL},
    {"a@b", NULL},
    {"hai @ b.c", NULL},
    {"", NULL},
};

static void personal_values_are_known_by_their_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        const struct personal *found = personal_value(values[i].text, strlen(values[i].text));

        print_message("%s\n", values[i].text);
        assert_int_equal(found == NULL, values[i].why == NULL);
        if (found != NULL)
            assert_string_equal(found->why, values[i].why);
    }
}

static const struct row expressions[] = {
    {"^([0-9]{12})$", "an identity number"},
    {"^([0-9]{9}|[0-9]{12})$", "an identity number"},
    {"^(0[0-9]{9})$", "a telephone number"},
    {"^([0-9]+)$", NULL},
    {"^(.{12})$", NULL},
    {"^([^-]+)-", NULL},
    {"^[0-9]{12}$", NULL},
    {"(", NULL},
};

static void expressions_that_take_personal_numbers_are_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof expressions / sizeof expressions[0]; i++) {
        const struct personal *found = personal_pattern(expressions[i].text);

        print_message("%s\n", expressions[i].text);
        assert_int_equal(found == NULL, expressions[i].why == NULL);
        if (found != NULL)
            assert_string_equal(found->why, expressions[i].why);
    }
}

#define HEAD                                                                                       \
    "mapping: m\nformat: xml\nrecord: R/A\nkey: [k]\nfields:\n  - {name: k, path: K, type: "       \
    "text}\n"

static const struct row mappings[] = {
    {"  - {name: ten, path: CHU/HO_TEN, type: text}\n",
     "7:23: the field 'ten' looks personal (a person's name), but nothing says what becomes of it; "
     "hint: private: drop, or private: keep if it is meant\n"},
    {"  - {name: so_cccd, path: SO, type: text}\n",
     "7:27: the field 'so_cccd' looks personal (an identity number), but nothing says what becomes "
     "of it; hint: private: hash, or private: keep if it is meant\n"},
    {"  - {name: so, path: SO, type: text, match: '^([0-9]{12})$'}\n",
     "7:22: the field 'so' looks personal (an identity number), but nothing says what becomes of "
     "it; hint: private: hash, or private: keep if it is meant\n"},
    {"  - {name: ten, path: CHU/HO_TEN, type: text, private: keep}\n", ""},
    {"  - {name: ten, path: CHU/HO_TEN, type: text, private: drop}\n", ""},
    {"  - {name: co_email, path: EMAIL, type: boolean}\n", ""},
    {"  - {name: so_giay_to, path: GIAY, type: integer, take: count}\n", ""},
    {"  - {name: so, path: ., type: text}\n", ""},
};

static void a_field_that_looks_personal_wants_a_word_about_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof mappings / sizeof mappings[0]; i++) {
        struct arena *arena = arena_new();
        char text[512];

        snprintf(text, sizeof text, "%s%s", HEAD, mappings[i].text);
        assert_string_equal(mapping_mistakes(text, arena), mappings[i].why);
        arena_free(arena);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(personal_tags_are_known_in_any_writing),
        cmocka_unit_test(personal_values_are_known_by_their_form),
        cmocka_unit_test(expressions_that_take_personal_numbers_are_known),
        cmocka_unit_test(a_field_that_looks_personal_wants_a_word_about_it),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
