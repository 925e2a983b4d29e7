import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Two cores; tests that start brokers, cameras and browsers must not starve each other.
    maxWorkers: 2,
    testTimeout: 30_000,
    // Tests against real brokers, cameras and browsers meet a busy machine now and then; a broken feature fails twice.
    retry: 1,
    hookTimeout: 60_000,
    coverage: {
      provider: "v8",
      include: ["src/shared/domain/**", "src/unit/core/**"],
      thresholds: { lines: 90 },
    },
  },
});
