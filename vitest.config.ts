import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores; tests that start brokers, cameras and browsers must not starve each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // How long a test waits for what comes; it goes on as soon as it is there.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    coverage: {
      provider: "v8",
      include: ["src/shared/domain/**", "src/unit/core/**"],
      thresholds: { lines: 90 },
    },
  },
});
