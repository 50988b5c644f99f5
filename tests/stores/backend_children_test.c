/* Every backend lets children come, change and go with their record. */
#include "core/arena.h"
#include "tests/stores/trial.h"
#include "tests/support/check.h"

enum { PARENT_COLUMNS = 3, FEE_COLUMNS = 3, PAPER_COLUMNS = 2, ROWS_MOST = 3 };

static const struct column parent_columns[PARENT_COLUMNS] = {
    {"ten", TYPE_TEXT, 0, false, false, "Tên", "Name", "TEN", ""},
    {"ma", TYPE_TEXT, 0, true, true, "Mã", "Code", "MA", ""},
    {"so", TYPE_INTEGER, 0, true, true, "Số", "Number", "SO", ""},
};
static const struct column fee_columns[FEE_COLUMNS] = {
    {"loai", TYPE_CODE, 0, false, false, "Loại", "Kind", "LOAI", ""},
    {"gia", TYPE_DECIMAL, 0, false, true, "Giá", "Price", "GIA", ""},
    {"ty_le", TYPE_DECIMAL, 2, false, false, "Tỷ lệ", "Share", "TY_LE", ""},
};
static const struct column paper_columns[PAPER_COLUMNS] = {
    {"ma_giay", TYPE_TEXT, 0, true, true, "Mã giấy tờ", "Code of the paper", "MA", ""},
    {"ngay", TYPE_DATE, 0, false, false, "Ngày", "Day", "NGAY", ""},
};
static const struct schema parent_children[] = {
    {"ho_phi", "Phí", "Fees", fee_columns, FEE_COLUMNS, "phi", NULL, 0},
    {"ho_giay", "Giấy tờ", "Papers", paper_columns, PAPER_COLUMNS, "giay", NULL, 0},
};
static const struct schema parent = {"ho",           "Hồ sơ", "Dossiers",      parent_columns,
                                     PARENT_COLUMNS, NULL,    parent_children, 2};

/* A record with its children; lists of rows end with one that has no first value. */
struct family {
    const char *name;
    int hour; /* it was fetched, after the start */
    const char *fees[ROWS_MOST + 1][FEE_COLUMNS];
    const char *papers[ROWS_MOST + 1][PAPER_COLUMNS];
};

static struct value value_of(const char *text)
{
    return (struct value){text, text == NULL ? 0 : strlen(text)};
}

static void fill_rows(struct rows *rows, const char *const *cells, size_t width,
                      struct arena *arena)
{
    size_t i;

    rows->values = arena_array(arena, ROWS_MOST * width, sizeof *rows->values);
    for (rows->count = 0; cells[rows->count * width] != NULL; rows->count++)
        for (i = 0; i < width; i++)
            rows->values[rows->count * width + i] = value_of(cells[rows->count * width + i]);
}

static enum outcome put_as(struct trial *trial, const struct schema *schema, const char *code,
                           const struct family *family)
{
    char *hash = arena_print(trial->arena, "%02d", family->hour);
    const struct origin origin = {.source = "nguon",
                                  .batch = "b",
                                  .document = hash,
                                  .document_hash = hash,
                                  .fetched_at = TRIAL_START + family->hour * TRIAL_HOUR};
    struct value values[PARENT_COLUMNS] = {value_of(family->name), value_of(code), {"7", 1}};
    struct rows children[2];
    const struct record record = {
        .schema = schema, .origin = &origin, .values = values, .children = children, .position = 1};
    enum outcome outcome = OUTCOME_STALE;
    struct error err;

    fill_rows(&children[0], family->fees[0], FEE_COLUMNS, trial->arena);
    fill_rows(&children[1], family->papers[0], PAPER_COLUMNS, trial->arena);
    CHECK_DONE(store_put(trial->store, &record, &outcome, &err), &err);
    return outcome;
}

static enum outcome put(struct trial *trial, const struct family *family)
{
    return put_as(trial, &parent, "A", family);
}

static void begin(struct trial *trial)
{
    static struct batch batch;
    struct error err;

    batch = trial_batch("b", 1);
    CHECK_DONE(store_prepare(trial->store, &parent, &err), &err);
    CHECK_DONE(store_begin(trial->store, &batch, &err), &err);
}

static void commit(struct trial *trial)
{
    const struct tally tally = {0};
    struct error err;

    CHECK_DONE(store_commit(trial->store, &tally, &err), &err);
}

static const char *fees_of(struct trial *trial)
{
    return trial_ask(trial, "SELECT ma, so, thu_tu, loai, gia, ty_le FROM ho_phi ORDER BY 1, 2, 3");
}

static const char *papers_of(struct trial *trial)
{
    return trial_ask(trial, "SELECT ma, so, thu_tu, ma_giay, ngay FROM ho_giay ORDER BY 1, 2, 3");
}

static const struct family none = {"không", 1, {{NULL}}, {{NULL}}};
static const struct family one = {"một", 2, {{"01", "50000", "0.50"}}, {{"G1", "2022-04"}}};
static const struct family two = {
    "hai", 3, {{"01", "50000", NULL}, {"02", "-7", "1.00"}}, {{"G2", NULL}, {"G1", "2022"}}};

static void none_one_and_two_children_are_kept_in_the_order_of_the_document(void **state)
{
    struct trial trial;

    (void)state;
    trial_open(&trial);
    begin(&trial);
    assert_int_equal(put_as(&trial, &parent, "A", &none), OUTCOME_INSERTED);
    assert_int_equal(put_as(&trial, &parent, "B", &one), OUTCOME_INSERTED);
    assert_int_equal(put_as(&trial, &parent, "C", &two), OUTCOME_INSERTED);
    assert_string_equal(fees_of(&trial), "B|7|1|01|50000|0.50\n"
                                         "C|7|1|01|50000|-\nC|7|2|02|-7|1.00\n");
    assert_string_equal(papers_of(&trial), "B|7|1|G1|2022-04\nC|7|1|G2|-\nC|7|2|G1|2022\n");
    trial_close(&trial);
}

static void a_newer_record_takes_the_children_of_the_older_away(void **state)
{
    static const struct family fewer = {
        "hai", 4, {{"02", "-7", "1.00"}}, {{"G3", NULL}, {"G1", "2022"}}};
    static const struct family gone = {"hai", 5, {{NULL}}, {{NULL}}};
    struct trial trial;

    (void)state;
    trial_open(&trial);
    begin(&trial);
    put(&trial, &two);
    put_as(&trial, &parent, "B", &one);
    assert_int_equal(put(&trial, &fewer), OUTCOME_UPDATED);
    assert_string_equal(fees_of(&trial), "A|7|1|02|-7|1.00\nB|7|1|01|50000|0.50\n");
    assert_string_equal(papers_of(&trial), "A|7|1|G3|-\nA|7|2|G1|2022\nB|7|1|G1|2022-04\n");
    assert_int_equal(put(&trial, &gone), OUTCOME_UPDATED);
    assert_string_equal(fees_of(&trial), "B|7|1|01|50000|0.50\n");
    assert_string_equal(papers_of(&trial), "B|7|1|G1|2022-04\n");
    trial_close(&trial);
}

static void children_are_part_of_what_is_compared(void **state)
{
    static const struct {
        struct family family;
        enum outcome outcome;
    } rows[] = {
        {{"hai", 4, {{"1", "5", NULL}, {"2", "6", NULL}}, {{NULL}}}, OUTCOME_INSERTED},
        {{"hai", 5, {{"1", "5", NULL}, {"2", "6", NULL}}, {{NULL}}}, OUTCOME_UNCHANGED},
        {{"hai", 6, {{"2", "6", NULL}, {"1", "5", NULL}}, {{NULL}}}, OUTCOME_UPDATED},
        {{"hai", 7, {{"2", "6", NULL}, {"1", "5", "0.00"}}, {{NULL}}}, OUTCOME_UPDATED},
        {{"hai", 8, {{"2", "6", NULL}, {"1", "5", NULL}}, {{NULL}}}, OUTCOME_UPDATED},
        {{"hai", 9, {{"2", "6", NULL}}, {{NULL}}}, OUTCOME_UPDATED},
        {{"hai", 10, {{"2", "6", NULL}}, {{"G", NULL}}}, OUTCOME_UPDATED},
        {{"hai", 11, {{"2", "6", NULL}}, {{"G", NULL}}}, OUTCOME_UNCHANGED},
        {{"ba", 12, {{"2", "6", NULL}}, {{"G", NULL}}}, OUTCOME_UPDATED},
        /* The same version: the mapping has changed. */
        {{"ba", 12, {{"2", "7", NULL}}, {{"G", NULL}}}, OUTCOME_UPDATED},
        {{"ba", 12, {{"2", "7", NULL}}, {{"G", NULL}}}, OUTCOME_UNCHANGED},
        {{"ba", 3, {{NULL}}, {{NULL}}}, OUTCOME_STALE},
    };
    struct trial trial;
    size_t i;

    (void)state;
    trial_open(&trial);
    begin(&trial);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(put(&trial, &rows[i].family), rows[i].outcome);
    assert_string_equal(fees_of(&trial), "A|7|1|2|7|-\n");
    assert_string_equal(papers_of(&trial), "A|7|1|G|-\n");
    trial_close(&trial);
}

static void the_children_of_the_newest_win_in_whatever_order_they_come(void **state)
{
    static const int orders[][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                    {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    static const struct family *const families[] = {&none, &two, &one};
    struct family family;
    const char *first = NULL;
    struct arena *arena = arena_new();
    size_t i, k;

    (void)state;
    for (i = 0; i < sizeof orders / sizeof orders[0]; i++) {
        struct trial trial;

        trial_open(&trial);
        begin(&trial);
        for (k = 0; k < 6; k++) {
            family = *families[orders[i][k % 3]];
            family.hour = orders[i][k % 3];
            put(&trial, &family);
        }
        commit(&trial);
        if (first == NULL)
            first = arena_text(arena, trial_dump(&trial));
        assert_string_equal(trial_dump(&trial), first);
        trial_close(&trial);
    }
    CHECK_HAS(first, "ho_phi (ma, so, thu_tu, loai, gia, ty_le)\nA|7|1|01|50000|0.50\n");
    CHECK_HAS(first, "ho_giay (ma, so, thu_tu, ma_giay, ngay)\nA|7|1|G1|2022-04\n");
    arena_free(arena);
}

static void a_rewind_takes_children_back(void **state)
{
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    begin(&trial);
    put(&trial, &one);
    CHECK_DONE(store_mark(trial.store, &err), &err);
    put(&trial, &two);
    put_as(&trial, &parent, "B", &two);
    CHECK_DONE(store_rewind(trial.store, &err), &err);
    assert_string_equal(fees_of(&trial), "A|7|1|01|50000|0.50\n");
    store_rollback(trial.store);
    assert_string_equal(papers_of(&trial), "");
    trial_close(&trial);
}

static void a_wider_child_gets_its_column_and_loading_again_fills_it(void **state)
{
    const struct schema children[] = {
        {"ho_phi", "Phí", "Fees", fee_columns, 2, "phi", NULL, 0},
        parent_children[1],
    };
    const struct schema narrower = {"ho",           "",   "",       parent_columns,
                                    PARENT_COLUMNS, NULL, children, 1};
    struct value fee[] = {{"01", 2}, {"50000", 5}};
    struct rows rows = {fee, 1};
    const struct origin origin = {.source = "nguon",
                                  .batch = "b",
                                  .document = "02",
                                  .document_hash = "02",
                                  .fetched_at = TRIAL_START + 2 * TRIAL_HOUR};
    struct value values[] = {{"một", 5}, {"A", 1}, {"7", 1}};
    const struct record record = {
        .schema = &narrower, .origin = &origin, .values = values, .children = &rows, .position = 1};
    const struct batch batch = trial_batch("b", 1);
    enum outcome outcome;
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    CHECK_DONE(store_prepare(trial.store, &narrower, &err), &err);
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    CHECK_DONE(store_put(trial.store, &record, &outcome, &err), &err);
    commit(&trial);
    begin(&trial);
    assert_string_equal(fees_of(&trial), "A|7|1|01|50000|-\n");
    assert_int_equal(put(&trial, &one), OUTCOME_UPDATED);
    assert_string_equal(fees_of(&trial), "A|7|1|01|50000|0.50\n");
    assert_string_equal(papers_of(&trial), "A|7|1|G1|2022-04\n");
    trial_close(&trial);
}

static void a_child_whose_column_or_key_changes_is_refused(void **state)
{
    struct column columns[FEE_COLUMNS];
    const struct schema child = {"ho_phi", "", "", columns, FEE_COLUMNS, "phi", NULL, 0};
    const struct schema changed = {"ho", "", "", parent_columns, PARENT_COLUMNS, NULL, &child, 1};
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    CHECK_DONE(store_prepare(trial.store, &parent, &err), &err);
    memcpy(columns, fee_columns, sizeof columns);
    columns[0].is_key = true;
    CHECK_FAILS(store_prepare(trial.store, &changed, &err), &err, ERROR_CONFIG,
                "table ho_phi: its key is (ma, so, thu_tu) in the store and (ma, so, loai) in the "
                "mapping; hint: give the mapping a new name, or replace the store with 'nhip "
                "rebuild --swap'");
    columns[0].is_key = false;
    columns[2].type = TYPE_TEXT;
    CHECK_FAILS(store_prepare(trial.store, &changed, &err), &err, ERROR_CONFIG,
                "table ho_phi: column ty_le is decimal of scale 2 in the store and text in the "
                "mapping; hint: give the column a new name, or replace the store with 'nhip "
                "rebuild --swap'");
    trial_close(&trial);
}

static void the_dictionary_tells_whose_children_they_are(void **state)
{
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    CHECK_DONE(store_prepare(trial.store, &parent, &err), &err);
    assert_string_equal(
        trial_ask(&trial, "SELECT thu_tu, cot, kieu, la_khoa, nhan_vi, nguon FROM nhip_dictionary"
                          " WHERE bang = 'ho_phi' ORDER BY thu_tu"),
        "0||children|0|Phí|ho\n1|ma|text|1|Mã|MA\n2|so|integer|1|Số|SO\n"
        "3|thu_tu|integer|1|Thứ tự trong bản ghi, từ 1|\n4|loai|code|0|Loại|LOAI\n"
        "5|gia|decimal|0|Giá|GIA\n6|ty_le|decimal|0|Tỷ lệ|TY_LE\n");
    assert_string_equal(trial_ask(&trial, "SELECT cot FROM nhip_dictionary WHERE bang = 'ho_giay'"
                                          " AND la_khoa ORDER BY thu_tu"),
                        "ma\nso\nma_giay\n");
    assert_string_equal(trial_ask(&trial, "SELECT kieu, nguon FROM nhip_dictionary WHERE"
                                          " bang = 'ho' AND cot = ''"),
                        "table|\n");
    trial_close(&trial);
}

static void children_stay_with_a_record_that_a_snapshot_no_longer_has(void **state)
{
    struct batch later = trial_batch("b2", 9);
    const struct tally empty = {0};
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    begin(&trial);
    put(&trial, &one);
    commit(&trial);
    later.is_snapshot = true;
    CHECK_DONE(store_begin(trial.store, &later, &err), &err);
    CHECK_DONE(store_commit(trial.store, &empty, &err), &err);
    assert_string_equal(trial_ask(&trial, "SELECT xoa_luc, gia FROM ho JOIN ho_phi USING (ma, so)"),
                        "2021-12-21T03:33:20|50000\n");
    trial_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(none_one_and_two_children_are_kept_in_the_order_of_the_document),
        cmocka_unit_test(a_newer_record_takes_the_children_of_the_older_away),
        cmocka_unit_test(children_are_part_of_what_is_compared),
        cmocka_unit_test(the_children_of_the_newest_win_in_whatever_order_they_come),
        cmocka_unit_test(a_rewind_takes_children_back),
        cmocka_unit_test(a_wider_child_gets_its_column_and_loading_again_fills_it),
        cmocka_unit_test(a_child_whose_column_or_key_changes_is_refused),
        cmocka_unit_test(the_dictionary_tells_whose_children_they_are),
        cmocka_unit_test(children_stay_with_a_record_that_a_snapshot_no_longer_has),
    };

    return trial_run(tests, sizeof tests / sizeof tests[0]);
}
