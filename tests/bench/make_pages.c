/*
 * Writes pages of invented dossiers as JSON, in the shape of the national portal's replies.
 *
 *   make_pages FOLDER DOSSIERS
 *
 * The folder gets a file for every 200 dossiers; they are the dossiers of make_document.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/dossier.h"

enum { PER_PAGE = 200, PATH_SIZE = 4096 };

static void write_identity(FILE *page, const struct dossier *dossier)
{
    unsigned person = (unsigned)(dossier->number % 1000000);

    fprintf(page, "{\"MaHoSo\":\"%s\",\"MaTTHC\":\"9.%06u\",", dossier->code,
            100 + dossier->procedure);
    fprintf(page, "\"TenTTHC\":\"Thủ tục thử số %u\",\"MaLinhVuc\":\"G99-LV%02u\",",
            dossier->procedure, dossier->procedure % 24);
    fprintf(page, "\"TenLinhVuc\":\"Lĩnh vực %u\",\"KenhThucHien\":\"%u\",",
            dossier->procedure % 24, dossier->channel);
    fprintf(page,
            "\"ChuHoSo\":\"Người nộp %06u\",\"SoGiayToChuHoSo\":\"000%09u\","
            "\"LoaiDoiTuong\":\"1\",\"MaDoiTuong\":\"TK%06u\",\"ThongTinKhac\":\"\","
            "\"Email\":\"nguoi%06u@example.org\",\"Fax\":\"\",\"SoDienThoai\":\"0000%06u\",",
            person, person, person, person, person);
    fprintf(page, "\"TrichYeuHoSo\":\"Đề nghị \\\"giải quyết\\\"\\nvà trả kết quả số %lu\",",
            dossier->number);
}

static void write_life(FILE *page, const struct dossier *dossier)
{
    fprintf(page, "\"NgayNopHoSo\":\"%s\",\"NgayTiepNhan\":\"%s\",\"NgayHenTra\":\"%s\",",
            dossier->received, dossier->received, dossier->due);
    fprintf(page, "\"NgayKetThucXuLy\":\"%s\",\"NgayTra\":\"%s\",\"NgayTuChoi\":\"\",",
            dossier->finished, dossier->finished);
    fprintf(page, "\"TrangThaiHoSo\":\"%s\",\"HinhThuc\":\"0\",\"ThongTinTra\":\"\",",
            dossier->is_done ? "10" : "4");
    fprintf(page, "\"GhiChu\":\"\",\"DonViXuLy\":\"Bộ phận một cửa\",\"NoiNopHoSo\":\"2\",");
    fprintf(page, "\"HoSoCoThanhPhanSoHoa\":\"0\",\"TaiKhoanDuocXacThucVoiVNeID\":\"1\",");
    fprintf(page, "\"DuocThanhToanTrucTuyen\":\"%u\",", dossier->payment);
    fprintf(page, "\"DinhDanhCHS\":[{\"LoaiDinhDanh\":\"1\",\"SoDinhDanh\":\"000%09lu\"}],",
            dossier->number % 1000000);
}

static void write_papers(FILE *page, const struct dossier *dossier)
{
    unsigned i;

    fprintf(page, "\"DSKetNoiCSDL\":[{\"MaCSDL\":\"1\"}],\"TaiLieuNop\":[");
    for (i = 0; i < dossier->paper_count; i++)
        fprintf(page,
                "%s{\"TepDinhKemId\":\"%lu%u\",\"TenTepDinhKem\":\"thanh-phan-%u.pdf\","
                "\"IsDeleted\":\"False\",\"MaThanhPhanHoSo\":\"TP%02u\","
                "\"DuongDanTaiTepTin\":\"http://example.invalid/tep/%lu/%u\","
                "\"DuocSoHoa\":\"%d\",\"DuocTaiSuDung\":\"%d\",\"DuocLayTuKhoDMQG\":\"0\","
                "\"MaKetQuaThayThe\":\"\"}",
                i == 0 ? "" : ",", dossier->number, i, i + 1, i + 1, dossier->number, i,
                dossier_is_digitised(dossier, i), dossier_is_used_again(dossier, i));
    fprintf(page, "],");
}

static void write_fees(FILE *page, const struct dossier *dossier)
{
    unsigned i;

    fprintf(page, "\"DanhSachLePhi\":[");
    for (i = 0; i < dossier->fee_count; i++)
        fprintf(page,
                "%s{\"TenPhiLePhi\":\"Lệ phí %u\",\"MaPhiLePhi\":\"P%u\",\"HinhThucThu\":\"1\","
                "\"Gia\":\"%u\",\"LoaiPhiLePhi\":\"1\"}",
                i == 0 ? "" : ",", i + 1, i + 1, dossier_fee(dossier, i));
    fprintf(page,
            "],\"DanhSachTepDinhKemKhac\":[],\"DanhSachHoSoBoSung\":[],"
            "\"DanhSachGiayToKetQua\":[{\"TenGiayTo\":\"Quyết định\",\"MaThanhPhanHoSo\":\"\","
            "\"GiayToId\":\"KQ%08lu\",\"DuongDanTepTinKetQua\":\"\",\"MaGiayToKetQua\":\"KQ%08lu\"}"
            "]}",
            dossier->number, dossier->number);
}

/* Writes the dossiers from first up to end. */
static int write_page(const char *path, unsigned long first, unsigned long end)
{
    FILE *page = fopen(path, "w");
    struct dossier dossier;
    unsigned long number;

    if (page == NULL)
        return -1;
    fprintf(page, "{\"error_code\":\"00\",\"message\":\"Thành công\",\"result\":[");
    for (number = first; number < end; number++) {
        dossier = dossier_of(number, false);
        if (number != first)
            fputc(',', page);
        write_identity(page, &dossier);
        write_life(page, &dossier);
        write_papers(page, &dossier);
        write_fees(page, &dossier);
    }
    fprintf(page, "]}\n");
    return fclose(page);
}

static int write_pages(const char *folder, unsigned long count)
{
    char path[PATH_SIZE];
    unsigned long first;

    for (first = 0; first < count; first += PER_PAGE) {
        unsigned long end = first + PER_PAGE < count ? first + PER_PAGE : count;

        snprintf(path, sizeof path, "%s/%06lu.json", folder, first / PER_PAGE + 1);
        if (write_page(path, first, end) != 0) {
            fprintf(stderr, "make_pages: cannot write %s: %s\n", path, strerror(errno));
            return -1;
        }
    }
    return 0;
}

int main(int count, char **arguments)
{
    unsigned long dossiers = count == 3 ? count_from(arguments[2]) : 0;

    if (dossiers == 0) {
        fprintf(stderr, "usage: make_pages FOLDER DOSSIERS\n");
        return 64;
    }
    return write_pages(arguments[1], dossiers) == 0 ? 0 : 74;
}
