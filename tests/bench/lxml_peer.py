"""A peer to compare with: the document of make_document by Python and lxml.

    lxml_peer.py FILE.gz             to JSON lines on standard output
    lxml_peer.py FILE.gz DATABASE    upserted into an SQLite file

It gives the same eleven values as config/mappings/ho-so.yaml, byte for byte, and checks none of
them.
"""

import gzip
import json
import sqlite3
import sys

from lxml import etree

TEXTS = {
    "MaHoSo": "ma_ho_so",
    "MaTTHC": "ma_tthc",
    "MaLinhVuc": "ma_linh_vuc",
    "KenhThucHien": "kenh_thuc_hien",
    "NgayTiepNhan": "ngay_tiep_nhan",
    "NgayHenTra": "ngay_hen_tra",
    "NgayKetThucXuLy": "ngay_ket_thuc_xu_ly",
    "TrangThaiHoSo": "trang_thai_quoc_gia",
}
DATES = ["ngay_tiep_nhan", "ngay_hen_tra", "ngay_ket_thuc_xu_ly"]
COLUMNS = [*TEXTS.values(), "so_tai_lieu", "co_so_hoa", "le_phi"]


def date(text):
    if not text:
        return None
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}T{text[8:10]}:{text[10:12]}:{text[12:14]}"


def records(path):
    with gzip.open(path) as document:
        for _, dossier in etree.iterparse(document, tag="HoSo"):
            record = {column: dossier.findtext(name) for name, column in TEXTS.items()}
            record.update((column, date(record[column])) for column in DATES)
            record["so_tai_lieu"] = len(dossier.findall("TaiLieuNop/TaiLieu"))
            record["co_so_hoa"] = any(
                flag.text == "1" for flag in dossier.iterfind("TaiLieuNop/TaiLieu/DuocSoHoa"))
            fees = [int(fee.text) for fee in dossier.iterfind("DanhSachLePhi/LePhi/Gia")]
            record["le_phi"] = sum(fees) if fees else None
            yield record
            dossier.clear()
            while dossier.getprevious() is not None:
                del dossier.getparent()[0]


def write_lines(path):
    for record in records(path):
        sys.stdout.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


def load(path, database):
    store = sqlite3.connect(database)
    store.execute("PRAGMA journal_mode = WAL")
    store.execute(f"CREATE TABLE ho_so ({', '.join(COLUMNS)}, PRIMARY KEY (ma_ho_so))")
    changes = ", ".join(f"{column} = excluded.{column}" for column in COLUMNS[1:])
    with store:
        store.executemany(
            f"INSERT INTO ho_so VALUES ({', '.join('?' * len(COLUMNS))})"
            f" ON CONFLICT (ma_ho_so) DO UPDATE SET {changes}",
            (tuple(record[column] for column in COLUMNS) for record in records(path)))
    store.close()


if len(sys.argv) == 2:
    write_lines(sys.argv[1])
else:
    load(sys.argv[1], sys.argv[2])
