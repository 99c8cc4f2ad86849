/** Loaded into the process that is measured: says on the last line of standard error what it used. */
process.once('exit', () => {
  const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
  process.stderr.write(
    `\n${JSON.stringify({ maxRssBytes: maxRSS * 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 })}\n`,
  );
});
