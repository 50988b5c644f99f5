/*
 * The invented province.
 *
 * Agency codes follow the right-anchored order of QCVN 102:2016 (level 1 last): departments and
 * districts stand at the second place from the right, communes at the third.
 */
#include "tests/farend/catalogue.h"

#include <stdio.h>

enum {
    FIRST_DISTRICT = 9,
    DISTRICT_COUNT = 6,
    FIRST_COMMUNE = FIRST_DISTRICT + DISTRICT_COUNT,
    COMMUNE_COUNT = 20,
    AGENCY_COUNT = FIRST_COMMUNE + COMMUNE_COUNT,
    FIELDS_PER_LEVEL = 4,
    ACT_COUNT = 5
};

static const struct agency AGENCIES[AGENCY_COUNT] = {
    {"000.00.00.H05", "UBND tỉnh Cầu Nhịp", "", LEVEL_PROVINCE},
    {"000.00.01.H05", "Sở Tài nguyên và Môi trường", "000.00.00.H05", LEVEL_PROVINCE},
    {"000.00.02.H05", "Sở Kế hoạch và Đầu tư", "000.00.00.H05", LEVEL_PROVINCE},
    {"000.00.03.H05", "Sở Giao thông vận tải", "000.00.00.H05", LEVEL_PROVINCE},
    {"000.00.04.H05", "Sở Y tế", "000.00.00.H05", LEVEL_PROVINCE},
    {"000.00.05.H05", "Sở Xây dựng", "000.00.00.H05", LEVEL_PROVINCE},
    {"000.00.06.H05", "Sở Tư pháp", "000.00.00.H05", LEVEL_PROVINCE},
    {"000.00.07.H05", "Sở Văn hóa, Thể thao và Du lịch", "000.00.00.H05", LEVEL_PROVINCE},
    {"000.00.08.H05", "Sở Nội vụ", "000.00.00.H05", LEVEL_PROVINCE},
    {"000.00.21.H05", "Thành phố Nhịp Cầu", "000.00.00.H05", LEVEL_DISTRICT},
    {"000.00.22.H05", "Thị xã Bến Gạo", "000.00.00.H05", LEVEL_DISTRICT},
    {"000.00.23.H05", "Huyện Sông Mây", "000.00.00.H05", LEVEL_DISTRICT},
    {"000.00.24.H05", "Huyện Đồi Sim", "000.00.00.H05", LEVEL_DISTRICT},
    {"000.00.25.H05", "Huyện Gò Lau", "000.00.00.H05", LEVEL_DISTRICT},
    {"000.00.26.H05", "Huyện \"Đầm Sậy\"", "000.00.00.H05", LEVEL_DISTRICT},
    {"000.01.21.H05", "Phường Cửa Bắc Nhịp", "000.00.21.H05", LEVEL_COMMUNE},
    {"000.02.21.H05", "Phường Cửa Nam Nhịp", "000.00.21.H05", LEVEL_COMMUNE},
    {"000.03.21.H05", "Phường Chợ Gió", "000.00.21.H05", LEVEL_COMMUNE},
    {"000.04.21.H05", "Xã Bãi Thoi, khu A", "000.00.21.H05", LEVEL_COMMUNE},
    {"000.01.22.H05", "Phường Bến Cũ", "000.00.22.H05", LEVEL_COMMUNE},
    {"000.02.22.H05", "Phường Bến Mới", "000.00.22.H05", LEVEL_COMMUNE},
    {"000.03.22.H05", "Xã Lúa Nếp", "000.00.22.H05", LEVEL_COMMUNE},
    {"000.01.23.H05", "Thị trấn Sông Mây", "000.00.23.H05", LEVEL_COMMUNE},
    {"000.02.23.H05", "Xã Mây Thượng", "000.00.23.H05", LEVEL_COMMUNE},
    {"000.03.23.H05", "Xã Mây Hạ", "000.00.23.H05", LEVEL_COMMUNE},
    {"000.01.24.H05", "Thị trấn Đồi Sim", "000.00.24.H05", LEVEL_COMMUNE},
    {"000.02.24.H05", "Xã Sim Tím", "000.00.24.H05", LEVEL_COMMUNE},
    {"000.03.24.H05", "Xã Dốc Đá Trắng", "000.00.24.H05", LEVEL_COMMUNE},
    {"000.01.25.H05", "Thị trấn Gò Lau", "000.00.25.H05", LEVEL_COMMUNE},
    {"000.02.25.H05", "Xã Lau Trắng", "000.00.25.H05", LEVEL_COMMUNE},
    {"000.03.25.H05", "Xã Gò Đình, khu \"chợ\"", "000.00.25.H05", LEVEL_COMMUNE},
    {"000.01.26.H05", "Thị trấn Đầm Sậy", "000.00.26.H05", LEVEL_COMMUNE},
    {"000.02.26.H05", "Xã Sậy Vàng", "000.00.26.H05", LEVEL_COMMUNE},
    {"000.03.26.H05", "Xã Đầm Cạn", "000.00.26.H05", LEVEL_COMMUNE},
    {"000.04.26.H05", "Xã Cồn Én", "000.00.26.H05", LEVEL_COMMUNE},
};

/* Four fields a level, the one that is picked most often first. */
static const struct field FIELDS[] = {
    {"LV-HT", "Hộ tịch", "trích lục hộ tịch", LEVEL_COMMUNE, 0, false},
    {"LV-CT", "Chứng thực", "bản sao chứng thực", LEVEL_COMMUNE, 0, false},
    {"LV-BT", "Bảo trợ xã hội", "xác nhận trợ giúp xã hội", LEVEL_COMMUNE, 0, false},
    {"LV-TL", "Thủy lợi", "xác nhận công trình thủy lợi nhỏ", LEVEL_COMMUNE, 0, false},
    {"LV-DD", "Đất đai", "giấy chứng nhận quyền sử dụng đất", LEVEL_DISTRICT, 0, true},
    {"LV-XD", "Xây dựng", "giấy phép xây dựng", LEVEL_DISTRICT, 0, false},
    {"LV-KD", "Hộ kinh doanh", "đăng ký hộ kinh doanh", LEVEL_DISTRICT, 0, false},
    {"LV-GD", "Giáo dục", "giấy phép hoạt động giáo dục", LEVEL_DISTRICT, 0, false},
    {"LV-DD", "Đất đai", "giấy chứng nhận quyền sử dụng đất của tổ chức", LEVEL_PROVINCE, 1, true},
    {"LV-DT", "Đầu tư", "quyết định chủ trương đầu tư", LEVEL_PROVINCE, 2, false},
    {"LV-VT", "Vận tải", "phù hiệu xe vận tải", LEVEL_PROVINCE, 3, false},
    {"LV-YT", "Y tế", "giấy phép hoạt động cơ sở y tế", LEVEL_PROVINCE, 4, false},
};

static const char *const ACTS[ACT_COUNT] = {"Cấp mới", "Cấp lại", "Cấp đổi", "Điều chỉnh",
                                            "Gia hạn"};

static const unsigned DAYS[][ACT_COUNT] = {
    [LEVEL_PROVINCE] = {15, 5, 7, 10, 20},
    [LEVEL_DISTRICT] = {15, 10, 5, 7, 3},
    [LEVEL_COMMUNE] = {2, 0, 1, 3, 5},
};

static const unsigned FEES[] = {20000, 50000, 100000, 200000, 500000};

const struct agency *agencies(unsigned *count)
{
    *count = AGENCY_COUNT;
    return AGENCIES;
}

const char *level_name(enum level level)
{
    static const char *const NAMES[] = {
        [LEVEL_PROVINCE] = "tinh", [LEVEL_DISTRICT] = "huyen", [LEVEL_COMMUNE] = "xa"};

    return NAMES[level];
}

struct procedure procedure_at(unsigned index)
{
    const struct field *field = &FIELDS[index / ACT_COUNT];
    unsigned act = index % ACT_COUNT;
    struct procedure procedure = {
        .index = index, .field = field, .act = ACTS[act], .days = DAYS[field->level][act]};

    procedure.has_fee_row = index % 7 != 3;
    if (field->is_land || index % 5 == 0 || index % 3 == 1)
        procedure.fee = procedure.has_fee_row ? FEES[index % 5] : 0;
    procedure.has_paper = index % 6 != 4;
    procedure.is_online = index % 8 != 6;
    return procedure;
}

void procedure_code(const struct procedure *procedure, char out[PROCEDURE_CODE_SIZE])
{
    snprintf(out, PROCEDURE_CODE_SIZE, "%u.%06u", 1 + procedure->index % 3,
             4000 + procedure->index * 137);
}

const struct agency *procedure_agencies(const struct procedure *procedure, unsigned *count)
{
    switch (procedure->field->level) {
    case LEVEL_COMMUNE:
        *count = COMMUNE_COUNT;
        return &AGENCIES[FIRST_COMMUNE];
    case LEVEL_DISTRICT:
        *count = DISTRICT_COUNT;
        return &AGENCIES[FIRST_DISTRICT];
    default:
        *count = 1;
        return &AGENCIES[procedure->field->department];
    }
}

unsigned procedure_pick(unsigned draw, unsigned choice)
{
    unsigned level = draw < 450 ? 0 : draw < 750 ? 1 : 2;
    unsigned share = draw % 10;
    unsigned field = share < 4 ? 0 : 1 + (share - 4) / 2;

    return (level * FIELDS_PER_LEVEL + field) * ACT_COUNT + choice % ACT_COUNT;
}
