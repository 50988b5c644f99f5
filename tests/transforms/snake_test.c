/* Tags of all systems become names that every store takes. */
#include "transforms/snake.h"

#include "core/arena.h"
#include "tests/support/check.h"

struct row {
    const char *tag, *name;
};

static const struct row rows[] = {
    {"MaHoSo", "ma_ho_so"},
    {"NGAY_VAO", "ngay_vao"},
    {"GIAYCHUNGSINH", "giaychungsinh"},
    {"TTHCCode", "tthc_code"},
    {"DSKetNoiCSDL", "ds_ket_noi_csdl"},
    {"CT03", "ct03"},
    {"maHoSo2Id", "ma_ho_so2_id"},
    {"@xmlId", "xml_id"},
    {"Mã đơn vị", "ma_don_vi"},
    {"ĐỊA CHỈ", "dia_chi"},
    {"to-chuc.so", "to_chuc_so"},
    {"__a__b__", "a_b"},
    {"Order", "x_order"},
    {"2026", "x_2026"},
    {"nguon", "x_nguon"},
    {"", "x"},
    {"你好", "x"},
    {"\xff\xfe", "x"},
    {"abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz",
     "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrst"},
};

static void tags_become_names_of_columns(void **state)
{
    struct arena *arena = arena_new();

    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(snake_name(rows[i].tag, arena), rows[i].name);
    arena_free(arena);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(tags_become_names_of_columns),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
