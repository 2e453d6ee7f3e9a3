package io.lamplight.edge.out;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.lamplight.edge.transport.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Host names to addresses, off the path of those that have addresses already. RFC 3263's NAPTR and SRV are not asked: a
 * watcher's Contact is an address in all but test set-ups.
 */
public final class Resolver implements Function<String, CompletionStage<InetAddress>> {
    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final int MAX_NAMES = 10_000;
    private static final int MAX_WAITING = 1000;

    private final Cache<String, CompletableFuture<InetAddress>> known =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(MAX_NAMES).build();
    private final ThreadPoolExecutor executor =
            new ThreadPoolExecutor(2, 2, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                Thread thread = new Thread(task, "sip-resolver");
                thread.setDaemon(true);
                return thread;
            });

    private Resolver() {
        executor.allowCoreThreadTimeOut(true);
    }

    public static Resolver create() {
        return new Resolver();
    }

    @Override
    public CompletionStage<InetAddress> apply(String host) {
        InetAddress literal = HostPort.literal(host);
        return literal != null ? CompletableFuture.completedStage(literal) : known.get(host, this::ask);
    }

    private CompletableFuture<InetAddress> ask(String host) {
        CompletableFuture<InetAddress> answer = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    answer.complete(InetAddress.getByName(host));
                } catch (UnknownHostException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            answer.completeExceptionally(e);
        }
        return answer;
    }

    public void close() {
        executor.shutdownNow();
    }
}
