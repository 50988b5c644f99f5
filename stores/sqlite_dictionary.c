/* nhip_dictionary and nhip_batch: made, described, and asked. */
#include "stores/sqlite_dictionary.h"

#include <stdbool.h>

#include "core/arena.h"
#include "core/database.h"

const struct column meta_columns[META_COLUMNS] = {
    {"nguon", TYPE_CODE, 0, false, true, "Nguồn dữ liệu", "Source", "", "47/2020/NĐ-CP, Điều 45"},
    {"batch", TYPE_TEXT, 0, false, true, "Lô dữ liệu", "Batch that the row comes from", "", ""},
    {"tai_lieu", TYPE_TEXT, 0, false, true, "Tài liệu gốc trong lô", "Document in the batch", "",
     ""},
    {"vi_tri", TYPE_INTEGER, 0, false, true, "Vị trí trong tài liệu, từ 1",
     "Position in the document, from 1", "", ""},
    {"phien_ban", TYPE_TEXT, 0, false, true, "Phiên bản; bản lớn nhất được giữ",
     "Version; the greatest is kept", "", ""},
    {"nhan_luc", TYPE_DATETIME, 0, false, true, "Thời điểm nhận tài liệu",
     "When the document was fetched", "", "47/2020/NĐ-CP, Điều 45"},
    {"het_han", TYPE_DATETIME, 0, false, false, "Thời điểm hết hiệu lực của bản sao",
     "When the copy ceases to be valid", "", "47/2020/NĐ-CP, Điều 41"},
    {"thay_lan_cuoi", TYPE_DATETIME, 0, false, true, "Lần cuối nguồn còn gửi bản ghi",
     "When the source last sent the record", "", ""},
    {"xoa_luc", TYPE_DATETIME, 0, false, false, "Thời điểm nguồn không còn bản ghi; trống: còn",
     "When the source no longer had the record; empty: it has", "", ""},
};

static const struct column batch_columns[] = {
    {"batch", TYPE_TEXT, 0, true, true, "Lô dữ liệu", "Batch", "", ""},
    {"nguon", TYPE_CODE, 0, false, true, "Nguồn dữ liệu", "Source", "", ""},
    {"tu", TYPE_DATETIME, 0, false, true, "Từ (kể cả)", "Since (inclusive)", "", ""},
    {"den", TYPE_DATETIME, 0, false, true, "Đến (không kể)", "Until (exclusive)", "", ""},
    {"lan", TYPE_INTEGER, 0, false, true, "Lần thử đã nạp", "Attempt that is loaded", "", ""},
    {"nhan_luc", TYPE_DATETIME, 0, false, true, "Thời điểm nhận", "When it was fetched", "", ""},
    {"nap_luc", TYPE_DATETIME, 0, false, true, "Thời điểm nạp", "When it was loaded", "", ""},
    {"la_anh_chup", TYPE_BOOLEAN, 0, false, true, "Là bản chụp toàn bộ", "Is a snapshot", "", ""},
    {"la_day_du", TYPE_BOOLEAN, 0, false, true,
     "Là bản chụp toàn bộ và không bản ghi nào bị giữ lại", "Is a snapshot without refused records",
     "", ""},
    {"received", TYPE_INTEGER, 0, false, true, "Số bản ghi nhận", "Records received", "", ""},
    {"inserted", TYPE_INTEGER, 0, false, true, "Thêm mới", "Inserted", "", ""},
    {"updated", TYPE_INTEGER, 0, false, true, "Cập nhật", "Updated", "", ""},
    {"unchanged", TYPE_INTEGER, 0, false, true, "Không đổi", "Unchanged", "", ""},
    {"stale", TYPE_INTEGER, 0, false, true, "Cũ hơn bản đang giữ", "Older than what is kept", "",
     ""},
    {"filtered", TYPE_INTEGER, 0, false, true, "Không thuộc phạm vi", "Left out on purpose", "",
     ""},
    {"quarantined", TYPE_INTEGER, 0, false, true, "Bị giữ lại chờ xử lý", "Refused, in quarantine",
     "", ""},
};

static const struct column dictionary_columns[] = {
    {"bang", TYPE_TEXT, 0, true, true, "Bảng", "Table", "", ""},
    {"cot", TYPE_TEXT, 0, true, true, "Cột; trống: cả bảng", "Column; empty: the table", "", ""},
    {"thu_tu", TYPE_INTEGER, 0, false, true, "Thứ tự của cột", "Order of the column", "", ""},
    {"kieu", TYPE_TEXT, 0, false, true,
     "Kiểu; của bảng: table, hoặc children khi thuộc bản ghi khác",
     "Type; of a table: table, or children when its rows belong to records", "", ""},
    {"thap_phan", TYPE_INTEGER, 0, false, true, "Số chữ số thập phân", "Decimal digits", "", ""},
    {"la_khoa", TYPE_BOOLEAN, 0, false, true, "Thuộc khóa", "Is in the key", "", ""},
    {"nhan_vi", TYPE_TEXT, 0, false, true, "Nhãn tiếng Việt", "Vietnamese label", "", ""},
    {"nhan_en", TYPE_TEXT, 0, false, true, "Nhãn tiếng Anh", "English label", "", ""},
    {"nguon", TYPE_TEXT, 0, false, true, "Nơi lấy trong tài liệu gốc; của bảng children: bảng cha",
     "Where the source's document has it; of children: the table of their records", "", ""},
    {"can_cu", TYPE_TEXT, 0, false, true, "Căn cứ pháp lý", "Legal basis", "", ""},
};

static const char own_tables[] =
    "CREATE TABLE IF NOT EXISTS nhip_dictionary ("
    " bang TEXT NOT NULL, cot TEXT NOT NULL, thu_tu INTEGER NOT NULL, kieu TEXT NOT NULL,"
    " thap_phan INTEGER NOT NULL, la_khoa INTEGER NOT NULL, nhan_vi TEXT NOT NULL,"
    " nhan_en TEXT NOT NULL, nguon TEXT NOT NULL, can_cu TEXT NOT NULL,"
    " PRIMARY KEY (bang, cot)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS nhip_batch ("
    " batch TEXT NOT NULL PRIMARY KEY, nguon TEXT NOT NULL, tu TEXT NOT NULL, den TEXT NOT NULL,"
    " lan INTEGER NOT NULL, nhan_luc TEXT NOT NULL, nap_luc TEXT NOT NULL,"
    " la_anh_chup INTEGER NOT NULL, la_day_du INTEGER NOT NULL,"
    " received INTEGER NOT NULL, inserted INTEGER NOT NULL, updated INTEGER NOT NULL,"
    " unchanged INTEGER NOT NULL, stale INTEGER NOT NULL, filtered INTEGER NOT NULL,"
    " quarantined INTEGER NOT NULL, CONSTRAINT conservation CHECK (received = inserted + updated"
    " + unchanged + stale + filtered + quarantined)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX IF NOT EXISTS nhip_batch_day_du ON nhip_batch (nguon, nhan_luc)"
    " WHERE la_day_du = 1;";

const char *column_storage(const struct column *column)
{
    bool is_integer = column->type == TYPE_INTEGER || column->type == TYPE_BOOLEAN ||
                      (column->type == TYPE_DECIMAL && column->scale == 0);

    return is_integer ? "INTEGER" : "TEXT";
}

static const char *table_kind(const struct table_words *words)
{
    return words->parent == NULL ? "table" : "children";
}

static const char *table_origin(const struct table_words *words)
{
    return words->parent == NULL ? "" : words->parent;
}

/* Describes one column, or with NULL the table itself, which comes from its parent. */
static int tell_row(struct database *database, const struct table_words *words,
                    const struct column *column, size_t number, struct error *err)
{
    struct statement *statement = database_prepare(
        database,
        "INSERT INTO nhip_dictionary VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)"
        " ON CONFLICT DO UPDATE SET thu_tu = ?3, kieu = ?4, thap_phan = ?5, la_khoa = ?6,"
        " nhan_vi = ?7, nhan_en = ?8, nguon = ?9, can_cu = ?10"
        " WHERE (thu_tu, kieu, thap_phan, la_khoa, nhan_vi, nhan_en, nguon, can_cu)"
        " IS NOT (?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, words->table);
    statement_bind_string(statement, 2, column == NULL ? "" : column->name);
    statement_bind_integer(statement, 3, (int64_t)number);
    statement_bind_string(statement, 4,
                          column == NULL ? table_kind(words) : type_names[column->type]);
    statement_bind_integer(statement, 5, column == NULL ? 0 : column->scale);
    statement_bind_integer(statement, 6, column != NULL && column->is_key);
    statement_bind_string(statement, 7, column == NULL ? words->title_vi : column->title_vi);
    statement_bind_string(statement, 8, column == NULL ? words->title_en : column->title_en);
    statement_bind_string(statement, 9, column == NULL ? table_origin(words) : column->origin);
    statement_bind_string(statement, 10, column == NULL ? "" : column->basis);
    return statement_run(statement, err);
}

int dictionary_tell(struct database *database, const struct table_words *words, size_t first,
                    struct error *err)
{
    size_t i;

    if (first == 1 && tell_row(database, words, NULL, 0, err) != 0)
        return -1;
    for (i = 0; i < words->column_count; i++)
        if (tell_row(database, words, &words->columns[i], first + i, err) != 0)
            return -1;
    return 0;
}

int dictionary_forget(struct database *database, const char *table, struct error *err)
{
    struct statement *statement =
        database_prepare(database, "DELETE FROM nhip_dictionary WHERE bang = ?1", err);

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, table);
    return statement_run(statement, err);
}

int dictionary_make(struct database *database, struct error *err)
{
    static const struct table_words batch = {"nhip_batch",
                                             "Các lô dữ liệu đã nạp",
                                             "Batches that are loaded",
                                             batch_columns,
                                             sizeof batch_columns / sizeof batch_columns[0],
                                             NULL};
    static const struct table_words dictionary = {"nhip_dictionary",
                                                  "Từ điển dữ liệu",
                                                  "Data dictionary",
                                                  dictionary_columns,
                                                  sizeof dictionary_columns /
                                                      sizeof dictionary_columns[0],
                                                  NULL};

    if (database_run(database, own_tables, err) != 0 ||
        dictionary_tell(database, &batch, 1, err) != 0)
        return -1;
    return dictionary_tell(database, &dictionary, 1, err);
}

int dictionary_is_there(struct database *database, struct error *err)
{
    struct statement *statement = database_prepare(
        database, "SELECT 1 FROM sqlite_master WHERE name = 'nhip_dictionary'", err);
    int got;

    if (statement == NULL)
        return -1;
    got = statement_next(statement, err);
    if (got == 1)
        statement_reset(statement);
    return got;
}

int dictionary_has_records(struct database *database, const char *table, struct error *err)
{
    struct statement *statement =
        database_prepare(database,
                         "SELECT 1 FROM nhip_dictionary WHERE bang = ?1 AND (cot = 'thay_lan_cuoi'"
                         " OR (cot = '' AND kieu = 'children'))",
                         err);
    int got;

    if (statement == NULL)
        return -1;
    statement_bind_string(statement, 1, table);
    got = statement_next(statement, err);
    if (got == 1)
        statement_reset(statement);
    return got;
}

int dictionary_tables(struct database *database, struct arena *arena, const char ***names,
                      size_t *count, struct error *err)
{
    struct statement *statement = database_prepare(
        database, "SELECT bang, count(*) OVER () FROM nhip_dictionary WHERE cot = 'thay_lan_cuoi'",
        err);
    const char **found = NULL;
    size_t n = 0;
    int got;

    if (statement == NULL)
        return -1;
    while ((got = statement_next(statement, err)) == 1) {
        if (found == NULL)
            found = arena_array(arena, (size_t)statement_integer(statement, 1), sizeof *found);
        found[n++] = arena_text(arena, statement_text(statement, 0));
    }
    if (got != 0)
        return -1;
    *names = found;
    *count = n;
    return 0;
}
