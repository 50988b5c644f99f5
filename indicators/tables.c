/* The tables that stand beside the figures: the periods, and what was computed by which rule. */
#include "core/arena.h"
#include "core/buffer.h"
#include "core/instant.h"
#include "core/table.h"
#include "indicators/calendar.h"
#include "indicators/indicator.h"
#include "indicators/indicator_inside.h"

static const struct column definition_columns[] = {
    {"chi_tieu", TYPE_CODE, 0, true, true, "Chỉ tiêu", "Indicator", "", ""},
    {"phien_ban", TYPE_INTEGER, 0, true, true, "Phiên bản", "Version", "", ""},
    {"ten_vi", TYPE_TEXT, 0, false, true, "Tên", "Name in Vietnamese", "", ""},
    {"ten_en", TYPE_TEXT, 0, false, true, "Tên tiếng Anh", "Name in English", "", ""},
    {"can_cu", TYPE_TEXT, 0, false, true, "Căn cứ", "Basis", "", ""},
    {"ghi_chu", TYPE_TEXT, 0, false, true, "Ghi chú", "Note", "", ""},
    {"nguon", TYPE_TEXT, 0, false, true, "Bảng (SQL)", "Tables (SQL)", "", ""},
    {"ngay", TYPE_TEXT, 0, false, true, "Ngày tính vào kỳ; trống: mọi kỳ",
     "Columns that place a record in a period; empty: in every one", "", ""},
    {"don_vi", TYPE_TEXT, 0, false, true, "Đơn vị (SQL)", "Unit (SQL)", "", ""},
    {"tu_so", TYPE_TEXT, 0, false, true, "Tử số (SQL)", "Numerator (SQL)", "", ""},
    {"tu_so_theo_ky", TYPE_TEXT, 0, false, false, "Thêm vào tử số tùy kỳ (SQL)",
     "Also in the numerator, depending on the period (SQL)", "", ""},
    {"mau_so", TYPE_TEXT, 0, false, true, "Mẫu số (SQL)", "Denominator (SQL)", "", ""},
    {"lam_tron", TYPE_INTEGER, 0, false, true, "Số chữ số thập phân", "Digits behind the point", "",
     ""},
    {"mau_so_0", TYPE_CODE, 0, false, true, "Giá trị khi mẫu số là 0",
     "Value when the denominator is 0", "", ""},
    {"chieu", TYPE_CODE, 0, false, true, "Chiều tốt hơn", "Better direction", "", ""},
    {"do_luong", TYPE_CODE, 0, false, true, "Đơn vị đo", "Measure", "", ""},
    {"hieu_luc_tu", TYPE_DATE, 0, false, false, "Dùng cho kỳ bắt đầu từ ngày",
     "For periods that begin from", "", ""},
    {"hieu_luc_den", TYPE_DATE, 0, false, false, "Dùng cho kỳ bắt đầu trước ngày",
     "For periods that begin before", "", ""},
    {"phu_trach", TYPE_TEXT, 0, false, true, "Phụ trách", "Owner", "", ""},
};

static const struct column period_columns[] = {
    {"lich", TYPE_CODE, 0, false, true, "Lịch báo cáo", "Calendar", "", ""},
    {"ky", TYPE_CODE, 0, true, true, "Kỳ báo cáo", "Period", "", ""},
    {"since", TYPE_DATE, 0, false, true, "Từ ngày", "First day", "", ""},
    {"until", TYPE_DATE, 0, false, true, "Trước ngày", "The day after the last", "", ""},
    {"moc", TYPE_DATETIME, 0, false, true, "Mốc tính việc chưa xong: hết kỳ, hoặc lúc có số liệu",
     "When unfinished work is judged: the end, or as far as is known", "", ""},
    {"ten", TYPE_TEXT, 0, false, true, "Tên kỳ", "Name", "", ""},
};

const char *day_text(int64_t day, struct arena *arena)
{
    return instant_print(arena, "yyyy-MM-dd", day, VIETNAM_OFFSET_SECONDS);
}

const char *day_or_null(int64_t day, struct arena *arena)
{
    return day == 0 ? NULL : day_text(day, arena);
}

static void add_period(struct table *table, const struct period *period, int64_t known_until)
{
    char moment[INSTANT_TEXT_SIZE];
    const char **row = table_add(table);

    instant_format(period->until < known_until ? period->until : known_until,
                   VIETNAM_OFFSET_SECONDS, moment);
    row[0] = period->calendar;
    row[1] = period->id;
    row[2] = day_text(period->since, table->arena);
    row[3] = day_text(period->until, table->arena);
    row[4] = arena_text(table->arena, moment);
    row[5] = period->title;
}

struct table *period_table(const struct indicator_set *set, int64_t since, int64_t until,
                           struct arena *arena)
{
    struct table *table =
        table_new("ky", period_columns, sizeof period_columns / sizeof period_columns[0], arena);
    size_t i, k, count;

    for (i = 0; i < set->calendar_count; i++) {
        const struct period *periods =
            calendar_periods(set->calendars[i], since, until, arena, &count);

        for (k = 0; k < count; k++)
            add_period(table, &periods[k], until);
    }
    return table;
}

static const char *join(const struct texts *texts, struct arena *arena)
{
    struct buffer text = {0};
    const char *joined;
    size_t i;

    for (i = 0; i < texts->count; i++)
        buffer_print(&text, "%s%s", i == 0 ? "" : ", ", texts->items[i]);
    joined = arena_text(arena, buffer_string(&text));
    buffer_free(&text);
    return joined;
}

static void add_definition(struct table *table, const struct indicator *indicator)
{
    struct arena *arena = table->arena;
    const char **row = table_add(table);

    row[0] = indicator->id;
    row[1] = arena_print(arena, "%ld", indicator->version);
    row[2] = indicator->title_vi;
    row[3] = indicator->title_en;
    row[4] = indicator->basis;
    row[5] = indicator->note;
    row[6] = indicator->from;
    row[7] = join(&indicator->dates, arena);
    row[8] = indicator->unit;
    row[9] = indicator->numerator;
    row[10] = indicator->late_numerator;
    row[11] = indicator->denominator;
    row[12] = arena_print(arena, "%ld", indicator->round);
    row[13] = zero_names[indicator->zero];
    row[14] = direction_names[indicator->direction];
    row[15] = measure_names[indicator->measure];
    row[16] = day_or_null(indicator->since, arena);
    row[17] = day_or_null(indicator->until, arena);
    row[18] = indicator->owner;
}

struct table *definition_table(const struct indicator_set *set, struct arena *arena)
{
    struct table *table =
        table_new("chi_tieu_dinh_nghia", definition_columns,
                  sizeof definition_columns / sizeof definition_columns[0], arena);
    size_t i;

    for (i = 0; i < set->indicator_count; i++)
        add_definition(table, set->indicators[i]);
    return table;
}
