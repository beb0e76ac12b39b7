/**
 * Whether all is tried, as in CI and with `REPRISE_TESTS=all`. Otherwise somebody waits for the result: then there is less of
 * what is dear and alike, such as kills at random moments.
 */
export const thorough = Boolean(process.env.CI) || process.env.REPRISE_TESTS === "all";
