/** Fails when a module imports what its place in the layout does not allow; see rules.cjs. */
import { findViolations } from './find-violations.js';

const violations = await findViolations(['apps', 'libs', 'bench']);
for (const { rule, from, to } of violations) process.stderr.write(`${from} → ${to}: ${rule}\n`);
if (violations.length > 0) {
  process.stderr.write(
    `${violations.length} imports cross a boundary; the rules are in tools/boundaries/rules.cjs\n`,
  );
  process.exit(1);
}
