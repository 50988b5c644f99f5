/* Code lists and sources as tables that a query can join. */
#include "batch/reference.h"

#include "batch/deployment.h"
#include "connectors/connector.h"
#include "core/table.h"
#include "stores/store.h"
#include "transforms/codes.h"

static const struct column code_columns[] = {
    {"danh_muc", TYPE_CODE, 0, true, true, "Danh mục", "Code list", "", ""},
    {"ma", TYPE_CODE, 0, true, true, "Mã", "Code", "", ""},
    {"tu_ngay", TYPE_DATE, 0, true, true, "Hiệu lực từ ngày", "First day it is valid", "", ""},
    {"den_ngay", TYPE_DATE, 0, false, false, "Hiệu lực đến ngày; trống: chưa hết",
     "Last day it is valid; none: open", "", ""},
    {"nhan_vi", TYPE_TEXT, 0, false, true, "Nhãn", "Label in Vietnamese", "", ""},
    {"nhan_en", TYPE_TEXT, 0, false, true, "Nhãn tiếng Anh", "Label in English", "", ""},
    {"ten_danh_muc", TYPE_TEXT, 0, false, true, "Tên danh mục", "Name of the list", "", ""},
    {"can_cu", TYPE_TEXT, 0, false, true, "Căn cứ", "Basis", "", ""},
};

static const struct column source_columns[] = {
    {"nguon", TYPE_CODE, 0, true, true, "Nguồn", "Source", "", ""},
    {"ten_vi", TYPE_TEXT, 0, false, true, "Tên", "Name in Vietnamese", "", ""},
    {"ten_en", TYPE_TEXT, 0, false, true, "Tên tiếng Anh", "Name in English", "", ""},
    {"ket_noi", TYPE_TEXT, 0, false, true, "Cách kết nối", "Connector", "", ""},
};

/* A key has no empty part, so that a code without a first day has this one. */
static const char always[] = "0001-01-01";

static void add_list(struct table *table, const struct code_list *list)
{
    size_t i;

    for (i = 0; i < list->count; i++) {
        const char **row = table_add(table);

        row[0] = list->key;
        row[1] = list->codes[i].code;
        row[2] = list->codes[i].from != NULL ? list->codes[i].from : always;
        row[3] = list->codes[i].until;
        row[4] = list->codes[i].vi;
        row[5] = list->codes[i].en;
        row[6] = list->title.vi;
        row[7] = list->basis;
    }
}

static struct table *code_table(const struct deployment *deployment, struct arena *arena)
{
    struct table *table =
        table_new("nhip_code", code_columns, sizeof code_columns / sizeof code_columns[0], arena);
    size_t i;

    for (i = 0; i < deployment->code_count; i++)
        add_list(table, deployment->codes[i]);
    return table;
}

static struct table *source_table(const struct deployment *deployment, struct arena *arena)
{
    struct table *table = table_new("nhip_source", source_columns,
                                    sizeof source_columns / sizeof source_columns[0], arena);
    size_t i;

    for (i = 0; i < deployment->source_count; i++) {
        const struct source_config *config = &deployment->sources[i];
        const char **row = table_add(table);

        row[0] = config->name;
        row[1] = config->title.vi;
        row[2] = config->title.en;
        row[3] = config->connector_name;
    }
    return table;
}

int reference_publish(const struct deployment *deployment, struct arena *arena, struct error *err)
{
    if (store_replace(deployment->store, code_table(deployment, arena), err) != 0)
        return -1;
    return store_replace(deployment->store, source_table(deployment, arena), err);
}
