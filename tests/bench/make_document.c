/*
 * Writes an XML document of invented dossiers to standard output.
 *
 *   make_document DOSSIERS [STEP]
 *
 * With STEP only each STEP-th dossier is written, as it stands later: finished and returned, which
 * is what a night brings.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests/bench/dossier.h"

static void write_identity(const struct dossier *dossier)
{
    printf("<HoSo>\n<MaHoSo>%s</MaHoSo>\n", dossier->code);
    printf("<MaTTHC>9.%06u</MaTTHC>\n<MaLinhVuc>G99-LV%02u</MaLinhVuc>\n", 100 + dossier->procedure,
           dossier->procedure % 24);
    printf("<KenhThucHien>%u</KenhThucHien>\n", dossier->channel);
    printf("<ChuHoSo>Người nộp %06lu</ChuHoSo>\n", dossier->number % 1000000);
    printf("<TrichYeuHoSo>Đề nghị giải quyết &amp; trả kết quả số %lu</TrichYeuHoSo>\n",
           dossier->number);
}

static void write_life(const struct dossier *dossier)
{
    printf("<NgayTiepNhan>%s</NgayTiepNhan>\n", dossier->received);
    printf("<NgayHenTra>%s</NgayHenTra>\n", dossier->due);
    printf("<NgayKetThucXuLy>%s</NgayKetThucXuLy>\n", dossier->finished);
    printf("<TrangThaiHoSo>%u</TrangThaiHoSo>\n", dossier->is_done ? 10U : 4U);
    printf("<DuocThanhToanTrucTuyen>%u</DuocThanhToanTrucTuyen>\n", dossier->payment);
}

static void write_papers(const struct dossier *dossier)
{
    unsigned i;

    printf("<TaiLieuNop>\n");
    for (i = 0; i < dossier->paper_count; i++)
        printf("<TaiLieu><TepDinhKemId>%lu%u</TepDinhKemId><DuocSoHoa>%d</DuocSoHoa>"
               "<DuocTaiSuDung>%d</DuocTaiSuDung></TaiLieu>\n",
               dossier->number, i, dossier_is_digitised(dossier, i),
               dossier_is_used_again(dossier, i));
    printf("</TaiLieuNop>\n");
}

static void write_fees(const struct dossier *dossier)
{
    unsigned i;

    printf("<DanhSachLePhi>\n");
    for (i = 0; i < dossier->fee_count; i++)
        printf("<LePhi><TenPhiLePhi>Lệ phí %u</TenPhiLePhi><HinhThucThu>1</HinhThucThu>"
               "<Gia>%u</Gia></LePhi>\n",
               i + 1, dossier_fee(dossier, i));
    printf("</DanhSachLePhi>\n");
}

static void write_result(const struct dossier *dossier)
{
    printf("<DanhSachGiayToKetQua>\n<GiayTo><TenGiayTo>Quyết định</TenGiayTo>"
           "<MaGiayToKetQua>KQ%08lu</MaGiayToKetQua></GiayTo>\n</DanhSachGiayToKetQua>\n</HoSo>\n",
           dossier->number);
}

static int write_document(unsigned long count, unsigned long step)
{
    struct dossier dossier;
    unsigned long number;

    printf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DanhSachHoSo>\n");
    for (number = 0; number < count; number += step) {
        dossier = dossier_of(number, step > 1);
        write_identity(&dossier);
        write_life(&dossier);
        write_papers(&dossier);
        write_fees(&dossier);
        write_result(&dossier);
    }
    printf("</DanhSachHoSo>\n");
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : -1;
}

int main(int count, char **arguments)
{
    unsigned long dossiers = count > 1 ? count_from(arguments[1]) : 0;
    unsigned long step = count > 2 ? count_from(arguments[2]) : 1;

    if (count > 3 || dossiers == 0 || step == 0) {
        fprintf(stderr, "usage: make_document DOSSIERS [STEP]\n");
        return 64;
    }
    if (write_document(dossiers, step) == 0)
        return 0;
    fprintf(stderr, "make_document: cannot write: %s\n", strerror(errno));
    return 74;
}
