/* Every backend makes, widens and replaces tables, describes them, and answers questions. */
#include "core/table.h"
#include "tests/stores/trial.h"
#include "tests/support/check.h"

static void a_wider_schema_adds_a_column_and_loading_again_fills_it(void **state)
{
    struct column columns[COLUMN_COUNT + 1];
    const struct schema wider = {"luot",           "Lượt", "Visits", columns,
                                 COLUMN_COUNT + 1, NULL,   NULL,     0};
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample sample = {"A", "một", "1.00", NULL, 1, "aa", 1};
    const struct origin origin = {.source = "nguon",
                                  .batch = "nguon@1",
                                  .document = "aa",
                                  .document_hash = "aa",
                                  .fetched_at = TRIAL_START + TRIAL_HOUR};
    struct value values[COLUMN_COUNT + 1] = {{"A", 1}, {"một", 4 + 1}, {"1.00", 4}, {"7", 1}};
    const struct record record = {
        .schema = &wider, .origin = &origin, .values = values, .position = 1};
    struct trial trial;
    struct error err;
    enum outcome outcome;

    (void)state;
    trial_open(&trial);
    trial_load(trial.store, &batch, &sample, 1);
    memcpy(columns, visit_columns, sizeof visit_columns);
    columns[COLUMN_COUNT] = (struct column){.name = "la_moi",
                                            .type = TYPE_BOOLEAN,
                                            .title_vi = "",
                                            .title_en = "",
                                            .origin = "",
                                            .basis = ""};
    values[COLUMN_COUNT] = (struct value){"1", 1};
    CHECK_DONE(store_prepare(trial.store, &wider, &err), &err);
    assert_string_equal(trial_ask(&trial, "SELECT ma, la_moi FROM luot"), "A|-\n");
    CHECK_DONE(store_begin(trial.store, &batch, &err), &err);
    CHECK_DONE(store_put(trial.store, &record, &outcome, &err), &err);
    assert_int_equal(outcome, OUTCOME_UPDATED);
    assert_string_equal(trial_ask(&trial, "SELECT ma, ten, la_moi FROM luot"), "A|một|1\n");
    trial_close(&trial);
}

static void a_column_or_key_that_changes_is_refused(void **state)
{
    static const struct {
        size_t column;
        enum type type;
        int scale;
        bool is_key;
        const char *text;
    } rows[] = {
        {1, TYPE_DATE, 0, false,
         "table luot: column ten is text in the store and date in the mapping"},
        {2, TYPE_DECIMAL, 3, false,
         "table luot: column so_tien is decimal of scale 2 in the store and decimal of scale 3 in "
         "the mapping"},
        {3, TYPE_BOOLEAN, 0, false,
         "table luot: column so_lan is integer in the store and boolean in the mapping"},
        {1, TYPE_TEXT, 0, true,
         "table luot: its key is (ma) in the store and (ma, ten) in the mapping"},
    };
    struct column columns[COLUMN_COUNT];
    const struct schema changed = {"luot", "Lượt", "Visits", columns, COLUMN_COUNT, NULL, NULL, 0};
    struct trial trial;
    struct error err;
    size_t i;

    (void)state;
    trial_open(&trial);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        memcpy(columns, visit_columns, sizeof columns);
        columns[rows[i].column].type = rows[i].type;
        columns[rows[i].column].scale = rows[i].scale;
        columns[rows[i].column].is_key = rows[i].is_key;
        assert_int_equal(store_prepare(trial.store, &changed, &err), -1);
        assert_int_equal(err.kind, ERROR_CONFIG);
        CHECK_HAS(err.text, rows[i].text);
        CHECK_HAS(err.text, "hint: ");
    }
    memcpy(columns, visit_columns, sizeof columns);
    columns[1].type = TYPE_CODE;
    CHECK_DONE(store_prepare(trial.store, &changed, &err), &err);
    trial_close(&trial);
}

static void a_column_that_left_the_mapping_stays(void **state)
{
    const struct schema narrower = {"luot", "Lượt", "Visits", visit_columns, 2, NULL, NULL, 0};
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample sample = {"A", "một", "1.00", NULL, 1, "aa", 1};
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    trial_load(trial.store, &batch, &sample, 1);
    CHECK_DONE(store_prepare(trial.store, &narrower, &err), &err);
    assert_string_equal(trial_ask(&trial, "SELECT ma, so_tien FROM luot"), "A|1.00\n");
    trial_close(&trial);
}

static void the_dictionary_tells_every_column(void **state)
{
    struct trial trial;

    (void)state;
    trial_open(&trial);
    assert_string_equal(
        trial_ask(&trial, "SELECT cot, kieu, thap_phan, la_khoa, nhan_vi, nguon FROM"
                          " nhip_dictionary WHERE bang = 'luot' AND thu_tu IN (0, 1, 3)"
                          " ORDER BY thu_tu"),
        "|table|0|0|Lượt|\nma|text|0|1|Mã|MA\nso_tien|decimal|2|0|Số tiền|SO_TIEN\n");
    assert_string_equal(trial_ask(&trial, "SELECT group_concat(cot, ' ') FROM (SELECT cot FROM"
                                          " nhip_dictionary WHERE bang = 'luot' ORDER BY thu_tu)"),
                        " ma ten so_tien so_lan ngay nguon batch tai_lieu vi_tri phien_ban nhan_luc"
                        " het_han thay_lan_cuoi xoa_luc\n");
    assert_string_equal(
        trial_ask(&trial, "SELECT bang FROM nhip_dictionary WHERE cot = '' ORDER BY bang"),
        "luot\nnhip_batch\nnhip_dictionary\n");
    trial_close(&trial);
}

static const struct column reference_columns[] = {
    {"ma", TYPE_CODE, 0, true, true, "Mã", "Code", "", ""},
    {"so", TYPE_INTEGER, 0, false, false, "Số", "Number", "", ""}};
static const struct column other_columns[] = {
    {"ma", TYPE_CODE, 0, true, true, "Mã", "Code", "", ""},
    {"ty_le", TYPE_DECIMAL, 2, false, false, "Tỷ lệ", "Share", "", ""}};

static void a_reference_table_is_replaced_whole(void **state)
{
    struct trial trial;
    struct table *table;
    struct error err;
    const char **row;

    (void)state;
    trial_open(&trial);
    table = table_new("danh_muc", reference_columns, 2, trial.arena);
    row = table_add(table);
    row[0] = "x";
    row[1] = "-12";
    table_add(table)[0] = "y";
    CHECK_DONE(store_replace(trial.store, table, &err), &err);
    assert_string_equal(trial_ask(&trial, "SELECT ma, so + 1 FROM danh_muc ORDER BY ma"),
                        "x|-11\ny|-\n");
    table = table_new("danh_muc", other_columns, 2, trial.arena);
    row = table_add(table);
    row[0] = "z";
    row[1] = "33.30";
    CHECK_DONE(store_replace(trial.store, table, &err), &err);
    assert_string_equal(trial_ask(&trial, "SELECT * FROM danh_muc"), "z|33.30\n");
    assert_string_equal(trial_ask(&trial,
                                  "SELECT cot, kieu FROM nhip_dictionary WHERE bang = 'danh_muc'"
                                  " AND cot <> '' ORDER BY thu_tu"),
                        "ma|code\nty_le|decimal\n");
    trial_close(&trial);
}

static void a_replacement_that_fails_leaves_the_old_table(void **state)
{
    struct trial trial;
    struct table *table;
    struct error err;

    (void)state;
    trial_open(&trial);
    table = table_new("danh_muc", reference_columns, 2, trial.arena);
    table_add(table)[0] = "x";
    CHECK_DONE(store_replace(trial.store, table, &err), &err);
    table_add(table)[0] = "x";
    assert_int_equal(store_replace(trial.store, table, &err), -1);
    assert_int_equal(err.kind, ERROR_BUG);
    CHECK_HAS(err.text, "table danh_muc, row 2: ");
    assert_string_equal(trial_ask(&trial, "SELECT ma FROM danh_muc"), "x\n");
    trial_close(&trial);
}

static void a_table_of_records_is_not_replaced(void **state)
{
    struct trial trial;
    struct error err;

    (void)state;
    trial_open(&trial);
    CHECK_FAILS(
        store_replace(trial.store, table_new("luot", reference_columns, 2, trial.arena), &err),
        &err, ERROR_CONFIG,
        "table luot holds records and cannot be replaced; hint: give the mapping another "
        "name");
    trial_close(&trial);
}

static int stop_at_two(void *context, const char *const *cells, size_t count, struct error *err)
{
    int *seen = context;

    (void)cells;
    (void)count;
    return ++*seen == 2 ? error_set(err, ERROR_DATA, "enough") : 0;
}

static void a_question_is_answered_row_by_row_until_the_asker_stops(void **state)
{
    static const char *const parameters[] = {"b", NULL};
    struct trial trial;
    struct query *query;
    struct error err;
    int seen = 0;

    (void)state;
    trial_open(&trial);
    query = store_query(trial.store);
    CHECK_FAILS(query->run(query, "SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3", NULL, 0,
                           stop_at_two, &seen, &err),
                &err, ERROR_DATA, "enough");
    assert_int_equal(seen, 2);
    seen = 0;
    CHECK_DONE(query->run(query, "SELECT 1 WHERE ?1 = 'b' AND ?2 IS NULL", parameters, 2,
                          stop_at_two, &seen, &err),
               &err);
    assert_int_equal(seen, 1);
    trial_close(&trial);
}

static void only_a_single_select_can_be_asked(void **state)
{
    static const struct {
        const char *sql, *text;
    } rows[] = {
        {"SELECT khong_co FROM luot", "no such column: khong_co"},
        {"SELECT 1 FROM khong_co", "no such table: khong_co"},
        {"SELEC 1", "syntax error"},
        {"DELETE FROM luot", "only a SELECT can be asked of the store"},
        {"DELETE FROM luot RETURNING ma", "only a SELECT can be asked of the store"},
        {"SELECT 1; DELETE FROM luot", "exactly one SQL statement was expected"},
        {"", "exactly one SQL statement was expected"},
    };
    const struct batch batch = trial_batch("nguon@1", 1);
    const struct sample sample = {"A", "một", "1.00", NULL, 1, "aa", 1};
    struct trial trial;
    struct query *query;
    struct error err;
    size_t i;
    int seen = 0;

    (void)state;
    trial_open(&trial);
    trial_load(trial.store, &batch, &sample, 1);
    query = store_query(trial.store);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(query->run(query, rows[i].sql, NULL, 0, stop_at_two, &seen, &err), -1);
        assert_int_equal(err.kind, ERROR_CONFIG);
        CHECK_HAS(err.text, rows[i].text);
    }
    assert_int_equal(seen, 0);
    assert_string_equal(trial_ask(&trial, "SELECT count(*) FROM luot"), "1\n");
    trial_close(&trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wider_schema_adds_a_column_and_loading_again_fills_it),
        cmocka_unit_test(a_column_or_key_that_changes_is_refused),
        cmocka_unit_test(a_column_that_left_the_mapping_stays),
        cmocka_unit_test(the_dictionary_tells_every_column),
        cmocka_unit_test(a_reference_table_is_replaced_whole),
        cmocka_unit_test(a_replacement_that_fails_leaves_the_old_table),
        cmocka_unit_test(a_table_of_records_is_not_replaced),
        cmocka_unit_test(a_question_is_answered_row_by_row_until_the_asker_stops),
        cmocka_unit_test(only_a_single_select_can_be_asked),
    };

    return trial_run(tests, sizeof tests / sizeof tests[0]);
}
