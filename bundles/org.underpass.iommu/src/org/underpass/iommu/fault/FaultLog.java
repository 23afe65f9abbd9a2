package org.underpass.iommu.fault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The faults in a kernel's log.
 *
 * @param faults in the order of the lines
 * @param suppressed how many lines of faults the kernel says that it has left out, as far as it says
 */
public record FaultLog(List<Fault> faults, long suppressed) {
    private static final Pattern SUPPRESSED = Pattern.compile(
            "(?:dmar_fault|amd_iommu_report_page_fault|iommu_print_event|amd_iommu_report_rmp\\w*|arm_smmu_evtq_thread|"
                    + "arm_smmu_evtq_handler): (\\d{1,18}) callbacks suppressed");

    public FaultLog {
        faults = List.copyOf(faults);
    }

    /**
     * Reads a log to its end as a stream; memory grows with the faults, not with the log.
     *
     * @throws IOException when the reader does
     */
    public static FaultLog read(Reader log) throws IOException {
        List<Fault> faults = new ArrayList<>();
        long suppressed = 0;
        IntelFaults intel = new IntelFaults();
        SmmuFaults smmu = new SmmuFaults();
        BufferedReader lines = new BufferedReader(log);
        int number = 0;
        for (String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
            LogLine line = LogLine.of(++number, raw);
            Matcher left = SUPPRESSED.matcher(line.text());
            if (left.find()) {
                suppressed += Long.parseLong(left.group(1));
                continue;
            }
            intel.line(line, faults);
            AmdFaults.line(line).ifPresent(faults::add);
            smmu.line(line, faults);
        }
        intel.end(faults);
        smmu.end(faults);
        return new FaultLog(faults, suppressed);
    }

    /** The fault in a single line; empty for any other line. */
    public static Optional<Fault> parse(String line) {
        try {
            return read(new StringReader(line)).faults().stream().findFirst();
        } catch (IOException e) {
            throw new IllegalStateException("a string cannot fail to be read", e);
        }
    }
}
