package io.lamplight.edge.measure;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * CPU time and allocation of threads, by name without numbers.
 *
 * @param process CPU nanoseconds of the whole process, which has threads that are no Java threads: collector and compiler
 */
record ThreadCosts(Map<Long, Cost> byThread, long process) {
    private static final long NEGLIGIBLE_NANOS = 20;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /**
     * One thread's.
     *
     * @param cpu nanoseconds
     * @param user nanoseconds of it outside the kernel
     * @param allocated octets
     */
    record Cost(String name, long cpu, long user, long allocated) {
        Cost minus(Cost other) {
            return other == null
                    ? this
                    : new Cost(name, cpu - other.cpu, user - other.user, allocated - other.allocated);
        }

        Cost plus(Cost other) {
            return new Cost(name, cpu + other.cpu, user + other.user, allocated + other.allocated);
        }
    }

    static ThreadCosts now() {
        Map<Long, Cost> costs = new HashMap<>();
        for (long id : THREADS.getAllThreadIds()) {
            ThreadInfo info = THREADS.getThreadInfo(id);
            long cpu = THREADS.getThreadCpuTime(id);
            if (info != null && cpu >= 0) {
                costs.put(
                        id,
                        new Cost(
                                info.getThreadName(),
                                cpu,
                                THREADS.getThreadUserTime(id),
                                THREADS.getThreadAllocatedBytes(id)));
            }
        }
        return new ThreadCosts(costs, SYSTEM.getProcessCpuTime());
    }

    /** The difference; {@code driver} counts neither by itself nor in the process. */
    ThreadCosts since(ThreadCosts before, Thread driver) {
        Map<Long, Cost> costs = new HashMap<>();
        byThread.forEach((id, cost) -> costs.put(id, cost.minus(before.byThread.get(id))));
        Cost driven = costs.remove(driver.getId());
        return new ThreadCosts(costs, process - before.process - driven.cpu());
    }

    String report(String scenario, int operations) {
        Map<String, Cost> byName = new TreeMap<>();
        Cost all = new Cost("all threads", 0, 0, 0);
        for (Cost cost : byThread.values()) {
            byName.merge(cost.name().replaceAll("[-#]?\\d+", ""), cost, Cost::plus);
            all = all.plus(cost);
        }
        StringBuilder out = new StringBuilder();
        line(out, scenario, all.name(), all, operations);
        line(out, "", "collector, compiler", new Cost("", process - all.cpu(), 0, 0), operations);
        byName.forEach((name, cost) -> {
            if (cost.cpu() > NEGLIGIBLE_NANOS * operations) {
                line(out, "", name, cost, operations);
            }
        });
        return out.toString();
    }

    private static void line(StringBuilder out, String scenario, String name, Cost cost, int operations) {
        out.append(String.format(
                Locale.ROOT,
                "%-10s %-40s %7.2f us, user %6.2f us, %6d B%n",
                scenario,
                name,
                cost.cpu() / 1000.0 / operations,
                cost.user() / 1000.0 / operations,
                cost.allocated() / operations));
    }
}
