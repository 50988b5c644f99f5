/*
 * One dossier in JSON.
 *
 * What the life of the dossier leaves open (papers, fees, how it was paid) is drawn here, from the
 * same dice, so that later windows tell the same story.
 */
#include "tests/farend/hoso.h"

#include <stdio.h>
#include <string.h>

#include "tests/farend/calendar.h"

enum draw {
    DRAW_PERSON = 128,
    DRAW_APPLICANT,
    DRAW_SUMMARY,
    DRAW_BY_POST,
    DRAW_VERIFIED,
    DRAW_DATABASE,
    DRAW_OTHER_DATABASE,
    DRAW_EXEMPT,
    DRAW_PAID,
    DRAW_PAID_WHERE,
    DRAW_SECOND_FEE,
    DRAW_PAPERS,
    DRAW_RESULT,
    DRAW_RESULT_ROW,
    DRAW_PLACE,
    DRAW_PAPER_FIRST = 256
};

enum spoil { SPOIL_NONE, SPOIL_DATE, SPOIL_EMPTY_KEY, SPOIL_NO_KEY, SPOIL_STATUS };

/* Senders cut a summary to this many letters. */
enum { SUMMARY_MAX = 1000 };

static const char FORM[] = "yyyyMMddHHmmss";

static void write_moment(struct text *text, const char *name, int64_t moment)
{
    char value[MOMENT_SIZE];

    moment_format(moment, FORM, value);
    json_member(text, name, value);
}

static void write_identity(struct text *text, const struct dossier *dossier, unsigned spoil)
{
    char code[DOSSIER_CODE_SIZE], procedure[PROCEDURE_CODE_SIZE], name[160];

    dossier_code(dossier, code);
    if (spoil)
        dossier_foreign_code(dossier, code);
    if (spoil != SPOIL_NO_KEY)
        json_member(text, "MaHoSo", spoil == SPOIL_EMPTY_KEY ? "" : code);
    procedure_code(&dossier->procedure, procedure);
    snprintf(name, sizeof(name), "%s %s", dossier->procedure.act, dossier->procedure.field->object);
    json_member(text, "MaTTHC", procedure);
    json_member(text, "TenTTHC", name);
    json_member(text, "MaLinhVuc", dossier->procedure.field->code);
    json_member(text, "TenLinhVuc", dossier->procedure.field->name);
    if (dossier->channel)
        json_number(text, "KenhThucHien", dossier->channel);
    else
        json_member(text, "KenhThucHien", "");
}

static void write_person(struct text *text, const struct dossier *dossier)
{
    unsigned person = dice_below(dossier->dice, DRAW_PERSON, 200000);
    unsigned applicant = dice_below(dossier->dice, DRAW_APPLICANT, 20);
    char value[64];

    snprintf(value, sizeof(value), "Người nộp %06u", person);
    json_member(text, "ChuHoSo", value);
    snprintf(value, sizeof(value), "000%09u", person);
    json_member(text, "SoGiayToChuHoSo", value);
    json_number(text, "LoaiDoiTuong", applicant < 16 ? 1 : applicant < 19 ? 2 : 3 + person % 2);
    snprintf(value, sizeof(value), "TK%06u", person);
    json_member(text, "MaDoiTuong", dossier->channel == 2 ? value : "");
    json_member(text, "ThongTinKhac", "");
    snprintf(value, sizeof(value), "nguoi%06u@example.org", person);
    json_member(text, "Email", value);
    json_member(text, "Fax", "");
    snprintf(value, sizeof(value), "0000%06u", person);
    json_member(text, "SoDienThoai", value);
}

/* Summaries are where senders put what parsers dislike: quotes, line ends, decomposed letters,
 * length. */
static void write_summary(struct text *text, const struct dossier *dossier)
{
    static const char *const SUMMARIES[] = {
        "", "Đề nghị giải quyết hồ sơ", "Đề nghị \"giải quyết\" <hồ sơ> & trả kết quả",
        "Đề nghị giải quyết\nhồ sơ\tvà \\ trả kết quả",
        "Đe\xcc\x82\xcc\x80 nghi\xcc\xa3 gia\xcc\x89i quye\xcc\x82\xcc\x81t"};
    unsigned value = dice_below(dossier->dice, DRAW_SUMMARY, 40);
    unsigned i;

    if (value > 0) {
        json_member(text, "TrichYeuHoSo",
                    SUMMARIES[value % (sizeof(SUMMARIES) / sizeof(SUMMARIES[0]))]);
        return;
    }
    text_add(text, "\"TrichYeuHoSo\":\"");
    for (i = 0; i < SUMMARY_MAX / 25; i++)
        text_add(text, "trich yeu keo dai mai ra ");
    text_add(text, "\",");
}

static void write_dates(struct text *text, const struct dossier *dossier, unsigned spoil)
{
    write_moment(text, "NgayNopHoSo", dossier->submitted);
    if (spoil == SPOIL_DATE)
        json_member(text, "NgayTiepNhan", "20221345250000");
    else
        write_moment(text, "NgayTiepNhan", dossier->received);
    write_moment(text, "NgayHenTra", dossier->due);
    write_moment(text, "NgayKetThucXuLy", dossier->finished);
    write_moment(text, "NgayTra", dossier->returned);
    write_moment(text, "NgayTuChoi", dossier->refused);
    json_number(text, "TrangThaiHoSo",
                spoil == SPOIL_STATUS ? 77 : (unsigned long)dossier_status(dossier));
}

static bool is_exempt(const struct dossier *dossier)
{
    return dice_chance(dossier->dice, DRAW_EXEMPT, 80);
}

static unsigned paid(const struct dossier *dossier)
{
    unsigned share = dossier->channel == 2 ? trend(dossier->day, 350, 750) : 40;

    if (!dossier->procedure.fee || is_exempt(dossier) || !dossier->received)
        return 0;
    if (dossier_status(dossier) == STATUS_PAYMENT)
        return 3;
    if (!dice_chance(dossier->dice, DRAW_PAID, share))
        return 0;
    return dice_chance(dossier->dice, DRAW_PAID_WHERE, 600) ? 1 : 2;
}

static unsigned paper_field(unsigned paper)
{
    return DRAW_PAPER_FIRST + paper * 8;
}

static bool is_digitised(const struct dossier *dossier, unsigned paper)
{
    return dice_chance(dossier->dice, paper_field(paper), trend(dossier->day, 400, 700));
}

/* 0 supplied anew, 1 re-used, 2 re-used from an earlier result. */
static unsigned reuse(const struct dossier *dossier, unsigned paper)
{
    if (!is_digitised(dossier, paper) ||
        !dice_chance(dossier->dice, paper_field(paper) + 1, trend(dossier->day, 250, 480)))
        return 0;
    return 1 + dice_below(dossier->dice, paper_field(paper) + 2, 2);
}

static unsigned paper_count(const struct dossier *dossier)
{
    return 1 + dice_below(dossier->dice, DRAW_PAPERS, 4);
}

static bool is_reusing(const struct dossier *dossier)
{
    unsigned i;

    for (i = 0; i < paper_count(dossier); i++)
        if (reuse(dossier, i))
            return true;
    return false;
}

static void write_flags(struct text *text, const struct dossier *dossier)
{
    json_number(text, "HinhThuc", dice_chance(dossier->dice, DRAW_BY_POST, 150) ? 1 : 0);
    json_member(text, "ThongTinTra", "");
    json_member(text, "GhiChu", "");
    json_member(text, "DonViXuLy", dossier->agency->name);
    json_number(text, "NoiNopHoSo", dice_chance(dossier->dice, DRAW_PLACE, 500) ? 1 : 2);
    json_number(text, "HoSoCoThanhPhanSoHoa", is_reusing(dossier) ? 1 : 0);
    json_number(text, "TaiKhoanDuocXacThucVoiVNeID",
                dice_chance(dossier->dice, DRAW_VERIFIED, trend(dossier->day, 300, 600)) ? 1 : 0);
    json_number(text, "DuocThanhToanTrucTuyen", paid(dossier));
}

static void write_links(struct text *text, const struct dossier *dossier)
{
    char number[32];

    snprintf(number, sizeof(number), "000%09u", dice_below(dossier->dice, DRAW_PERSON, 200000));
    json_open(text, "DinhDanhCHS", '[');
    json_open(text, NULL, '{');
    json_member(text, "LoaiDinhDanh", "1");
    json_member(text, "SoDinhDanh", number);
    json_close(text, '}');
    json_close(text, ']');
    json_open(text, "DSKetNoiCSDL", '[');
    if (dice_chance(dossier->dice, DRAW_DATABASE, trend(dossier->day, 300, 600)))
        text_add(text, "{\"MaCSDL\":\"1\"},");
    if (dice_chance(dossier->dice, DRAW_OTHER_DATABASE, 60))
        text_add(text, "{\"MaCSDL\":\"7\"},");
    json_close(text, ']');
}

static void write_papers(struct text *text, const struct dossier *dossier, const char *code)
{
    unsigned i;
    char value[128];

    json_open(text, "TaiLieuNop", '[');
    for (i = 0; i < paper_count(dossier); i++) {
        unsigned reused = reuse(dossier, i);

        json_open(text, NULL, '{');
        snprintf(value, sizeof(value), "%s/%u", code, i + 1);
        json_member(text, "TepDinhKemId", value);
        snprintf(value, sizeof(value), "thanh-phan-%u.pdf", i + 1);
        json_member(text, "TenTepDinhKem", value);
        json_member(text, "IsDeleted", "False");
        snprintf(value, sizeof(value), "TP%02u", i + 1);
        json_member(text, "MaThanhPhanHoSo", value);
        snprintf(value, sizeof(value), "http://example.invalid/tep/%s/%u", code, i + 1);
        json_member(text, "DuongDanTaiTepTin", value);
        json_number(text, "DuocSoHoa", is_digitised(dossier, i) ? 1 : 0);
        json_number(text, "DuocTaiSuDung", reused);
        json_number(text, "DuocLayTuKhoDMQG",
                    dice_chance(dossier->dice, paper_field(i) + 3, 80) ? 1 : 0);
        json_member(text, "MaKetQuaThayThe", reused == 2 ? "KQ.CU" : "");
        json_close(text, '}');
    }
    json_close(text, ']');
}

static void write_fee(struct text *text, const char *kind, unsigned long amount)
{
    json_open(text, NULL, '{');
    json_member(text, "TenPhiLePhi", !strcmp(kind, "1") ? "Lệ phí" : "Phí thẩm định");
    json_member(text, "MaPhiLePhi", !strcmp(kind, "1") ? "P1" : "P2");
    json_member(text, "HinhThucThu", "1");
    json_number(text, "Gia", amount);
    json_member(text, "LoaiPhiLePhi", kind);
    json_close(text, '}');
}

static void write_fees(struct text *text, const struct dossier *dossier)
{
    unsigned long fee = is_exempt(dossier) ? 0 : dossier->procedure.fee;

    json_open(text, "DanhSachLePhi", '[');
    if (dossier->procedure.fee || (dossier->procedure.has_fee_row && dossier->serial % 2))
        write_fee(text, "1", fee);
    if (dossier->procedure.fee && dice_chance(dossier->dice, DRAW_SECOND_FEE, 250))
        write_fee(text, "2", fee / 2);
    json_close(text, ']');
}

static void write_rounds(struct text *text, const struct dossier *dossier, const char *code)
{
    unsigned i;
    char value[64];

    json_open(text, "DanhSachHoSoBoSung", '[');
    for (i = 0; i < dossier->round_count; i++) {
        const struct round *round = &dossier->rounds[i];

        json_open(text, NULL, '{');
        snprintf(value, sizeof(value), "%s/BS%u", code, i + 1);
        json_member(text, "HoSoBoSungId", value);
        json_member(text, "NguoiYeuCauBoSung", "Cán bộ 01");
        json_member(text, "NoiDungBoSung", "Bổ sung giấy tờ còn thiếu");
        write_moment(text, "NgayBoSung", round->asked);
        json_member(text, "NguoiTiepNhanBoSung", round->answered ? "Cán bộ 02" : "");
        json_member(text, "ThongTinTiepNhan", "");
        write_moment(text, "NgayTiepNhanBoSung", round->answered);
        json_number(text, "TrangThaiBoSung", round->answered ? 1 : 0);
        text_add(text, "\"DanhSachGiayToBoSung\":[],\"DanhSachLePhiBoSung\":[],");
        write_moment(text, "NgayHenTraTruoc", round->due_before);
        write_moment(text, "NgayHenTraMoi", round->due_after);
        json_close(text, '}');
    }
    json_close(text, ']');
}

static bool has_result_file(const struct dossier *dossier)
{
    static const unsigned SHARES[][2] = {
        [LEVEL_PROVINCE] = {440, 640}, [LEVEL_DISTRICT] = {340, 540}, [LEVEL_COMMUNE] = {280, 460}};
    const unsigned *share = SHARES[dossier->agency->level];

    return dice_chance(dossier->dice, DRAW_RESULT, trend(dossier->day, share[0], share[1]));
}

static void write_results(struct text *text, const struct dossier *dossier, const char *code)
{
    bool has_file = has_result_file(dossier);
    bool is_done = dossier->finished && dossier->ending == STATUS_DONE;
    char value[128], procedure[PROCEDURE_CODE_SIZE];

    json_open(text, "DanhSachGiayToKetQua", '[');
    if (is_done && dossier->procedure.has_paper &&
        (has_file || dice_chance(dossier->dice, DRAW_RESULT_ROW, 500))) {
        procedure_code(&dossier->procedure, procedure);
        json_open(text, NULL, '{');
        json_member(text, "TenGiayTo", dossier->procedure.field->object);
        json_member(text, "MaThanhPhanHoSo", "");
        snprintf(value, sizeof(value), "%s/KQ", code);
        json_member(text, "GiayToId", value);
        snprintf(value, sizeof(value), "http://example.invalid/ket-qua/%s.pdf", code);
        json_member(text, "DuongDanTepTinKetQua", has_file ? value : "");
        snprintf(value, sizeof(value), "KQ.%s", procedure);
        json_member(text, "MaGiayToKetQua", value);
        json_close(text, '}');
    }
    json_close(text, ']');
}

void hoso_write(struct text *text, const struct world *world, const struct item *item,
                int64_t until)
{
    struct dossier dossier;
    char code[DOSSIER_CODE_SIZE];

    dossier_make(world, item->day, item->serial, &dossier);
    dossier_cut(&dossier, until);
    dossier_code(&dossier, code);
    json_open(text, NULL, '{');
    write_identity(text, &dossier, item->spoil);
    write_person(text, &dossier);
    write_summary(text, &dossier);
    write_dates(text, &dossier, item->spoil);
    write_flags(text, &dossier);
    write_links(text, &dossier);
    write_papers(text, &dossier, code);
    write_fees(text, &dossier);
    json_open(text, "DanhSachTepDinhKemKhac", '[');
    json_close(text, ']');
    write_rounds(text, &dossier, code);
    write_results(text, &dossier, code);
    json_close(text, '}');
}
