/*
 * A peer to compare with: the document of make_document to JSON lines with Java's own StAX parser.
 *
 *   java StaxPeer FILE.gz
 *
 * It gives the same eleven values as config/mappings/ho-so.yaml and checks none of them.
 */
import java.io.BufferedOutputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;

public final class StaxPeer {
    private static final String[][] FIELDS = {
        {"MaHoSo", "ma_ho_so"},
        {"MaTTHC", "ma_tthc"},
        {"MaLinhVuc", "ma_linh_vuc"},
        {"KenhThucHien", "kenh_thuc_hien"},
        {"NgayTiepNhan", "ngay_tiep_nhan"},
        {"NgayHenTra", "ngay_hen_tra"},
        {"NgayKetThucXuLy", "ngay_ket_thuc_xu_ly"},
        {"TrangThaiHoSo", "trang_thai_quoc_gia"},
    };

    private final String[] values = new String[FIELDS.length];
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder line = new StringBuilder();
    private int papers;
    private boolean digitised;
    private Long fees;

    public static void main(String[] arguments) throws Exception {
        try (InputStream bytes = new GZIPInputStream(new FileInputStream(arguments[0]), 16384);
                Writer out = new OutputStreamWriter(
                        new BufferedOutputStream(System.out, 65536), StandardCharsets.UTF_8)) {
            new StaxPeer().convert(bytes, out);
        }
    }

    private void convert(InputStream bytes, Writer out) throws Exception {
        XMLInputFactory factory = XMLInputFactory.newInstance();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        XMLStreamReader reader = factory.createXMLStreamReader(bytes);

        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                text.setLength(0);
            } else if (event == XMLStreamConstants.CHARACTERS) {
                text.append(reader.getTextCharacters(), reader.getTextStart(),
                        reader.getTextLength());
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                end(reader.getLocalName(), out);
            }
        }
    }

    private void end(String name, Writer out) throws IOException {
        switch (name) {
            case "HoSo" -> finish(out);
            case "TaiLieu" -> papers++;
            case "DuocSoHoa" -> digitised |= text.toString().equals("1");
            case "Gia" -> fees = (fees == null ? 0 : fees) + Long.parseLong(text.toString());
            default -> {
                for (int i = 0; i < FIELDS.length; i++) {
                    if (FIELDS[i][0].equals(name)) {
                        values[i] = text.length() == 0 ? null : text.toString();
                    }
                }
            }
        }
    }

    private void finish(Writer out) throws IOException {
        line.setLength(0);
        for (int i = 0; i < FIELDS.length; i++) {
            line.append(i == 0 ? "{\"" : ",\"").append(FIELDS[i][1]).append("\":");
            quote(FIELDS[i][0].startsWith("Ngay") ? date(values[i]) : values[i]);
            values[i] = null;
        }
        line.append(",\"so_tai_lieu\":").append(papers);
        line.append(",\"co_so_hoa\":").append(digitised);
        line.append(",\"le_phi\":").append(fees).append("}\n");
        out.append(line);
        papers = 0;
        digitised = false;
        fees = null;
    }

    private static String date(String value) {
        return value == null ? null : value.substring(0, 4) + "-" + value.substring(4, 6) + "-"
                + value.substring(6, 8) + "T" + value.substring(8, 10) + ":"
                + value.substring(10, 12) + ":" + value.substring(12, 14);
    }

    private void quote(String value) {
        if (value == null) {
            line.append("null");
            return;
        }
        line.append('"');
        for (int i = 0; i < value.length(); i++) {
            char letter = value.charAt(i);
            if (letter == '"' || letter == '\\') {
                line.append('\\').append(letter);
            } else if (letter < ' ') {
                line.append(String.format("\\u%04x", (int) letter));
            } else {
                line.append(letter);
            }
        }
        line.append('"');
    }
}
